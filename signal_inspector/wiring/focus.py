"""Look at one place of a graph: what matches, and what is near to it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from signal_inspector.wiring.nodes import SignalGraph
from signal_inspector.wiring.selection import matches

Neighbours = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Focus:
    """``patterns`` are held against the ids of nodes; without any there is no focus.

    ``depth`` is how many edges away a node may be, 0 for any number. ``upstream`` goes against the
    edges only, ``downstream`` along them only; with both, each way is gone by itself, with neither
    an edge can be gone either way.
    """

    patterns: Sequence[str] = ()
    depth: int = 1
    upstream: bool = False
    downstream: bool = False


def focus(graph: SignalGraph, wanted: Focus) -> SignalGraph:
    """Return the nodes that match, those near to them, and all edges between these."""
    if not wanted.patterns:
        return graph
    starts = {node.id for node in graph.nodes if matches(node.id, wanted.patterns)}
    kept = set(starts)
    for neighbours in _ways(graph, wanted):
        kept |= _near(starts, neighbours, wanted.depth)
    return keep_nodes(graph, kept)


def keep_nodes(graph: SignalGraph, ids: Collection[str]) -> SignalGraph:
    """Return the nodes with these ids, and the edges between them."""
    return replace(
        graph,
        channels=tuple(node for node in graph.channels if node.id in ids),
        receivers=tuple(node for node in graph.receivers if node.id in ids),
        orphans=tuple(node for node in graph.orphans if node.id in ids),
        connections=tuple(e for e in graph.connections if e.source in ids and e.target in ids),
        cascades=tuple(e for e in graph.cascades if e.source in ids and e.target in ids),
    )


def _ways(graph: SignalGraph, wanted: Focus) -> list[Neighbours]:
    """Return what is next to each node, once for each way that is gone by itself."""
    edges = [(edge.source, edge.target) for edge in graph.connections]
    edges += [(edge.source, edge.target) for edge in graph.cascades]
    back = [(target, source) for source, target in edges]
    if not (wanted.upstream or wanted.downstream):
        return [_neighbours([*edges, *back])]
    ways = []
    if wanted.upstream:
        ways.append(_neighbours(back))
    if wanted.downstream:
        ways.append(_neighbours(edges))
    return ways


def _neighbours(edges: Iterable[tuple[str, str]]) -> Neighbours:
    found: dict[str, set[str]] = {}
    for source, target in edges:
        found.setdefault(source, set()).add(target)
    return found


def _near(starts: Collection[str], neighbours: Neighbours, depth: int) -> set[str]:
    seen = set(starts)
    edge = set(starts)
    steps = 0
    while edge and (steps < depth or depth == 0):
        edge = {near for node in edge for near in neighbours.get(node, ())} - seen
        seen |= edge
        steps += 1
    return seen
