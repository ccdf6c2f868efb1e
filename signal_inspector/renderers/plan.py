"""How much of a graph is drawn, and how: by its size, or as is asked for.

Programs that lay graphs out need minutes as soon as a few hundred lines cross. Each strategy below
leaves less to cross than that before it, and the first that is quick enough is taken.
"""

from dataclasses import dataclass, replace
from typing import Literal

from signal_inspector.renderers.packing import Packing, packed
from signal_inspector.renderers.style import RankDir, Style, counted, summary
from signal_inspector.wiring.collapse import collapse
from signal_inspector.wiring.merging import merged
from signal_inspector.wiring.nodes import SignalGraph

Strategy = Literal["full", "merged", "packed", "apps"]

MAX_EDGES = 300
# More nodes below each other make a strip that is ten times as high as wide.
MAX_ROWS = 100
# With more lines one does not find one's way in a drawing, nor browsers in its file.
MAX_PACKED = 12_000

_HOW = {
    "merged": "channels that call the same receivers are drawn as one",
    "packed": "drawn app by app, channels repeated in each app that listens to them",
    "apps": "drawn as one node an app",
}
_LESS = "draw less, by app labels or --focus, or fold it, by --collapse"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is drawn, in a style that tells the size of the whole.

    ``reason`` says how it is drawn, and why so; "" for in full.
    """

    graph: SignalGraph
    style: Style
    strategy: Strategy
    packing: Packing | None = None
    reason: str = ""


class TooManyEdgesError(Exception):
    """The graph has more lines than are drawn this way."""


def plan(
    graph: SignalGraph,
    style: Style,
    *,
    strategy: Strategy | None = None,
    max_edges: int = MAX_EDGES,
) -> Plan:
    """Return how to draw a graph; at most ``max_edges`` are drawn where they may cross, 0: any.

    Without a strategy, the first that has few enough of them. Raises TooManyEdgesError where "full"
    or "merged" is asked for and has more.
    """
    if graph.folded and strategy in {"merged", "packed"}:
        strategy = "full"  # apps have no channels left to merge or to pack
    chosen = strategy or _fitting(graph, max_edges)
    drawn = replace(_drawn(graph, chosen), style=replace(style, counts=summary(graph)))
    if drawn.packing:  # frames and columns are those of apps, and read across
        across: RankDir = "RL" if style.rankdir == "RL" else "LR"
        drawn = replace(drawn, style=replace(drawn.style, rankdir=across, group_by="app"))
    lines = edges(drawn.graph)
    too_many = bool(max_edges) and lines > max_edges
    if too_many and chosen in {"full", "merged"} and not graph.folded:
        raise TooManyEdgesError(
            f"{counted(lines, 'line')} are more than {max_edges}, and would take long to draw: "
            f"{_LESS}, or allow them by --max-edges 0."
        )
    if chosen == "full":
        return drawn
    size = _excess(graph, chosen, max_edges) if strategy is None else counted(edges(graph), "line")
    reason = f"{size}: {_HOW[chosen]}."
    if too_many and chosen == "apps":
        drawn = replace(drawn, graph=_strongest(drawn.graph, max_edges))
        reason += f" Only the strongest {max_edges} of {lines} lines between apps are drawn."
    if strategy is None:
        reason += f" To zoom in: {_LESS}. --strategy full --max-edges 0 draws every line."
    return replace(drawn, reason=reason)


def edges(graph: SignalGraph) -> int:
    """Return the number of lines that the graph has when it is drawn in full."""
    return len(graph.connections) + len(graph.cascades) + len(graph.links)


def _fitting(graph: SignalGraph, max_edges: int) -> Strategy:
    if not max_edges or graph.folded or _fits(graph, max_edges):
        return "full"
    if _fits(merged(graph), max_edges):
        return "merged"
    return "packed" if edges(graph) <= MAX_PACKED else "apps"


def _fits(graph: SignalGraph, max_edges: int) -> bool:
    return edges(graph) <= max_edges and _rows(graph) <= MAX_ROWS


def _rows(graph: SignalGraph) -> int:
    """Return how many nodes are drawn below each other, at most; 0 where it is not known: what
    receivers sent is drawn beside them.
    """
    if graph.cascades:
        return 0
    return max(len(graph.channels) + len(graph.orphans), len(graph.receivers))


def _excess(graph: SignalGraph, chosen: Strategy, max_edges: int) -> str:
    """Return what there is too much of for the strategies before the chosen one."""
    if chosen != "apps" and edges(graph) <= max_edges:
        return f"{_rows(graph)} nodes below each other are more than {MAX_ROWS}"
    most = MAX_PACKED if chosen == "apps" else max_edges
    return f"{counted(edges(graph), 'line')} are more than {most}"


def _drawn(graph: SignalGraph, strategy: Strategy) -> Plan:
    if strategy == "packed":
        parts, packing = packed(graph)
        return Plan(parts, Style(), strategy, packing)
    if strategy == "merged":
        graph = merged(graph)
    elif strategy == "apps" and not graph.folded:
        graph = collapse(graph, "app")
    return Plan(graph, Style(), strategy)


def _strongest(graph: SignalGraph, number: int) -> SignalGraph:
    """Return a graph of apps with so many links: those of the most receivers."""
    kept = {*sorted(graph.links, key=lambda link: -link.receivers)[:number]}
    links = tuple(link for link in graph.links if link in kept)
    return replace(graph, links=links, cascades=graph.cascades[: number - len(kept)])
