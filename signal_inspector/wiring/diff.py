"""Two graphs as one: what was added, removed, reordered or changed between them."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from signal_inspector.wiring.nodes import Change, Channel, Connects, Receiver, SignalGraph

Kind = TypeVar("Kind", Channel, Receiver)
Ends = tuple[str, str]


def compare(old: SignalGraph, new: SignalGraph) -> SignalGraph:
    """Return the new graph with what only the old one had, each difference marked.

    Nodes are the same by their ids: lines and files may differ. A connection is ``reordered`` if
    its call has moved among those that both graphs have; as few as possible are said to have moved.
    It is ``changed`` if it is connected more or less often, by other dispatch_uids, or held in
    another way.
    """
    return replace(
        new,
        channels=_nodes(old.channels, new.channels),
        receivers=_nodes(old.receivers, new.receivers),
        orphans=_orphans(old, new),
        connections=_connections(old, new),
    )


def changes(graph: SignalGraph) -> dict[Change, int]:
    """Return how many connections differ in each way, those ways only that there are."""
    found: dict[Change, int] = {}
    for edge in graph.connections:
        if edge.change is not None:
            found[edge.change] = found.get(edge.change, 0) + 1
    return found


def _nodes(old: Iterable[Kind], new: Iterable[Kind]) -> tuple[Kind, ...]:
    before, now = {node.id: node for node in old}, {node.id: node for node in new}
    found = [node if node.id in before else replace(node, change="added") for node in now.values()]
    gone = [node for node in before.values() if node.id not in now]
    found += [replace(node, change="removed", traffic=None) for node in gone]
    return tuple(sorted(found, key=lambda node: node.id))


def _orphans(old: SignalGraph, new: SignalGraph) -> tuple[Channel, ...]:
    """Return the signals without receivers; where a graph has some for one, its channels tell."""
    found = []
    for orphan in _nodes(old.orphans, new.orphans):
        if orphan.change == "added" and orphan.signal in _heard(old):
            found.append(replace(orphan, change=None))
        elif orphan.change != "removed" or orphan.signal not in _heard(new):
            found.append(orphan)
    return tuple(found)


def _heard(graph: SignalGraph) -> set[str]:
    return {channel.signal for channel in graph.channels}


def _connections(old: SignalGraph, new: SignalGraph) -> tuple[Connects, ...]:
    before, now = _by_ends(old), _by_ends(new)
    moved = _moved(before, now)
    found = [
        replace(edge, change=_change(before.get(ends), edge, is_moved=ends in moved))
        for ends, edge in now.items()
    ]
    gone = [edge for ends, edge in before.items() if ends not in now]
    found += [replace(edge, change="removed", traffic=None, in_cycle=False) for edge in gone]
    return tuple(sorted(found, key=_place))


def _by_ends(graph: SignalGraph) -> dict[Ends, Connects]:
    return {(edge.source, edge.target): edge for edge in graph.connections}


def _change(before: Connects | None, now: Connects, *, is_moved: bool) -> Change | None:
    if before is None:
        return "added"
    if _way(before) != _way(now):
        return "changed"
    return "reordered" if is_moved else None


def _way(edge: Connects) -> tuple[object, ...]:
    return edge.count, edge.is_weak, edge.dispatch_uids, edge.order is None


def _place(edge: Connects) -> tuple[str, bool, int, bool, str]:
    """Return where an edge stands: in the order of the calls, one that is gone behind its heir."""
    is_async = edge.order is None
    return edge.source, is_async, edge.order or 0, edge.change == "removed", edge.target


def _moved(before: dict[Ends, Connects], now: dict[Ends, Connects]) -> set[Ends]:
    """Return the connections of both graphs whose calls come in another order."""
    rank = {ends: number for number, ends in enumerate(before)}
    channels: dict[str, list[Ends]] = {}
    for ends, edge in now.items():
        if ends in before and edge.order is not None and before[ends].order is not None:
            channels.setdefault(edge.source, []).append(ends)
    moved: set[Ends] = set()
    for calls in channels.values():
        kept = _longest_rising([rank[ends] for ends in calls])
        moved |= {ends for ends in calls if rank[ends] not in kept}
    return moved


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """Return a longest selection of different numbers that rises in the given order.

    ``tails`` holds, for each length, the least number that a selection of this length can end with.
    """
    tails: list[int] = []
    below: dict[int, int | None] = {}
    for number in numbers:
        length = bisect_left(tails, number)
        below[number] = tails[length - 1] if length else None
        tails[length:] = [number, *tails[length + 1 :]]
    kept: set[int] = set()
    number_: int | None = tails[-1] if tails else None
    while number_ is not None:
        kept.add(number_)
        number_ = below[number_]
    return kept
