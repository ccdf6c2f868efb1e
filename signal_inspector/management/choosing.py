"""From the whole wiring to the graph that is shown: chosen first, folded last."""

from collections.abc import Iterator

from signal_inspector.management.graph_options import GraphOptions
from signal_inspector.management.reading import graph_of, recordings_of
from signal_inspector.overlay import Laid, Unknown, lay
from signal_inspector.renderers.style import counted
from signal_inspector.wiring.collapse import collapse
from signal_inspector.wiring.diff import changes, compare
from signal_inspector.wiring.focus import focus
from signal_inspector.wiring.nodes import SignalGraph
from signal_inspector.wiring.selection import observed, select

_MOST_NAMED = 10


def chosen(whole: SignalGraph, wanted: GraphOptions) -> tuple[SignalGraph, list[str]]:
    """Return what is to be shown, not folded yet, and notes on what could not be.

    Raises CommandError, with exit code 2, for files that cannot be used.
    """
    notes: list[str] = []
    graph = whole
    if wanted.overlaying.recordings:
        laid = lay(graph, recordings_of(wanted.overlaying.recordings))
        graph = laid.graph
        notes += _notes(laid)
    if wanted.overlaying.diff is not None:
        graph = compare(graph_of(wanted.overlaying.diff), graph)
    graph = select(graph, wanted.selection)
    if wanted.overlaying.diff is not None:
        notes.append(_differences(graph, wanted.overlaying.diff))
    if wanted.overlaying.observed is not None:
        graph = observed(graph, at_all=wanted.overlaying.observed)
    return focus(graph, wanted.shaping.focus), notes


def folded(graph: SignalGraph, wanted: GraphOptions) -> SignalGraph:
    """Return the chosen graph with the nodes as one that are to be shown so."""
    to = wanted.shaping.collapse
    return graph if to is None else collapse(graph, to)


def _notes(laid: Laid) -> Iterator[str]:
    if laid.unknown:
        named = [_named(each) for each in laid.unknown[:_MOST_NAMED]]
        if len(laid.unknown) > _MOST_NAMED:
            named.append(f"and {len(laid.unknown) - _MOST_NAMED} more")
        yield f"Recorded, but not connected in this process: {'; '.join(named)}."
    if laid.undetailed:
        number = counted(laid.undetailed, "recorded dispatch", "recorded dispatches")
        yield (
            f"{number} only counted: a receiver that these may have called is not shown as never "
            "observed."
        )
    for cycle in laid.cycles[:_MOST_NAMED]:
        ways = [f"{step.receiver} → {step.target}" for step in cycle[:_MOST_NAMED]]
        if len(cycle) > _MOST_NAMED:
            ways.append(f"{len(cycle) - _MOST_NAMED} more receivers → {cycle[0].channel}")
        yield f"Cycle: {' → '.join([cycle[0].channel, *ways])}."
    if len(laid.cycles) > _MOST_NAMED:
        yield f"And {len(laid.cycles) - _MOST_NAMED} more cycles."


def _differences(graph: SignalGraph, name: str) -> str:
    numbers = [f"{number} {change}" for change, number in sorted(changes(graph).items())]
    return f"Connections since {name}: {', '.join(numbers) or 'no difference'}."


def _named(unknown: Unknown) -> str:
    what = f"{unknown.receiver or 'receivers'} of {unknown.signal}, sender {unknown.sender}"
    return f"{what} ({unknown.times}×)"
