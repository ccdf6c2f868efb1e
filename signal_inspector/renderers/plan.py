"""How much of a graph is drawn, and how: by its size, or as is asked for.

Programs that lay graphs out need minutes as soon as a few hundred lines cross. Each strategy below
leaves less to cross than that before it, and the first that is quick enough is taken.
"""

from dataclasses import dataclass, replace
from typing import Literal

from signal_inspector.renderers.packing import Packing, packed
from signal_inspector.renderers.style import Style, counted, summary
from signal_inspector.wiring.collapse import collapse
from signal_inspector.wiring.merging import merged
from signal_inspector.wiring.nodes import SignalGraph

Strategy = Literal["auto", "full", "merged", "packed", "apps"]

MAX_EDGES = 300
# Packed drawings with more lines are too large to find one's way in, and for browsers.
_MAX_PACKED = 12_000

_HOW = {
    "full": "drawn in full",
    "merged": "channels that call the same receivers are drawn as one",
    "packed": "drawn app by app; a channel is repeated in each app that listens to it",
    "apps": "drawn as one node an app",
}
ADVICE = "draw less, by app labels or --focus, or fold it, by --collapse"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is drawn: a graph, in a style that tells the size of the whole; how, and why so.

    ``reason`` is a sentence, "" where there is nothing to say.
    """

    graph: SignalGraph
    style: Style
    packing: Packing | None = None
    strategy: Strategy = "full"
    reason: str = ""


class TooManyEdgesError(Exception):
    """The graph has more lines than are drawn in full."""


def plan(
    graph: SignalGraph, style: Style, *, strategy: Strategy = "auto", max_edges: int = MAX_EDGES
) -> Plan:
    """Return how to draw a graph: with more than ``max_edges`` not in full; 0 is no limit.

    "auto" takes the first strategy that has few enough lines. Raises TooManyEdgesError where "full"
    or "merged" is asked for, and has more lines.
    """
    style = replace(style, counts=style.counts or summary(graph))
    size = _edges(graph)
    if strategy == "auto":
        strategy = _fitting(graph, max_edges)
    drawn = Plan(graph, style, strategy=strategy)
    if strategy == "packed":
        parts, packing = packed(graph)
        drawn = replace(drawn, graph=parts, packing=packing)
    elif strategy != "full":
        drawn = replace(
            drawn, graph=merged(graph) if strategy == "merged" else collapse(graph, "app")
        )
    if max_edges and strategy in {"full", "merged"} and _edges(drawn.graph) > max_edges:
        raise TooManyEdgesError(
            f"{counted(_edges(drawn.graph), 'line')} are more than {max_edges}, which can take "
            f"minutes to draw: {ADVICE}, or allow more by --max-edges, 0 for any number."
        )
    if strategy == "full":
        return drawn
    why = f"{counted(size, 'line')}: {_HOW[strategy]}."
    if size > max_edges:
        why += f" To see more of less, {ADVICE}; --strategy full draws it all."
    return replace(drawn, reason=why)


def _fitting(graph: SignalGraph, max_edges: int) -> Strategy:
    if not max_edges or _edges(graph) <= max_edges or graph.folded:
        return "full"
    if _edges(merged(graph)) <= max_edges:
        return "merged"
    return "packed" if _edges(graph) <= _MAX_PACKED else "apps"


def _edges(graph: SignalGraph) -> int:
    return len(graph.connections) + len(graph.cascades) + len(graph.links)
