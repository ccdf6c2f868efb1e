"""Questions about a recording's cascade: pure functions, none of them recursive, so that depth
costs no stack.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .recording import Recording
from .records import (
    Connection,
    Dispatch,
    ReceiverCall,
    Summary,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the cascade. ``same`` holds the further dispatches that a folded row stands
    for.
    """

    depth: int
    node: Dispatch | ReceiverCall
    same: tuple[Dispatch, ...] = ()

    @property
    def dispatches(self) -> tuple[Dispatch, ...]:
        """All dispatches of a folded row in start order, its ``node`` first; empty for a
        receiver call.
        """
        return (self.node, *self.same) if isinstance(self.node, Dispatch) else ()


@dataclass(slots=True)
class Total:
    """Sums over calls of one receiver, or over dispatches of one channel. Times are nanoseconds."""

    name: str
    sender: str = ""
    connection: Connection | None = None
    count: int = 0
    total_ns: int = 0
    self_ns: int = 0
    slowest_ns: int = 0
    errors: int = 0
    places: set[int] = field(default_factory=set)
    """Indexes of the receiver calls or dispatches that were added up."""


def walk(dispatches: Iterable[Dispatch]) -> Iterator[tuple[int, Dispatch | ReceiverCall]]:
    """Each dispatch and receiver call with its depth, depth first, in the order in which they
    began.
    """
    stack: list[tuple[int, Dispatch | ReceiverCall]] = [
        (0, each) for each in reversed(list(dispatches))
    ]
    while stack:
        depth, node = stack.pop()
        yield depth, node
        if isinstance(node, Dispatch):
            stack.extend((depth + 1, call) for call in reversed(node.receiver_calls))
        else:
            stack.extend((depth + 1, each) for each in reversed(node.dispatches))


def rows(dispatches: Iterable[Dispatch], fold_from: int = 5) -> list[Row]:
    """The cascade as lines: like ``walk``, with ``fold_from`` or more equal neighbours in one row.

    Equal are dispatches of one parent with the same signal, sender, method and receivers, without
    an error and without anything sent by their receivers. ``fold_from`` 0 folds nothing.
    """
    found: list[Row] = []
    stack: list[Row] = _folded(0, list(dispatches), fold_from)[::-1]
    while stack:
        row = stack.pop()
        found.append(row)
        if isinstance(row.node, Dispatch):
            stack.extend(Row(row.depth + 1, call) for call in reversed(row.node.receiver_calls))
        elif row.node.dispatches:
            stack.extend(reversed(_folded(row.depth + 1, row.node.dispatches, fold_from)))
    return found


def _folded(depth: int, siblings: list[Dispatch], fold_from: int) -> list[Row]:
    if not fold_from or len(siblings) < fold_from:
        return [Row(depth, each) for each in siblings]
    keys = [_fold_key(each) for each in siblings]
    found: list[Row] = []
    start = 0
    while start < len(siblings):
        stop = start + 1
        while keys[start] is not None and stop < len(siblings) and keys[stop] == keys[start]:
            stop += 1
        if stop - start >= fold_from:
            found.append(Row(depth, siblings[start], tuple(siblings[start + 1 : stop])))
        else:
            found.extend(Row(depth, each) for each in siblings[start:stop])
        start = stop
    return found


def _fold_key(dispatch: Dispatch) -> tuple[object, ...] | None:
    calls = dispatch.receiver_calls
    if any(call.dispatches or call.outcome != "returned" for call in calls):
        return None
    return (dispatch.signal, dispatch.sender, dispatch.method, *(call.connection for call in calls))


def summarise(recording: Recording) -> Summary:
    """Totals of a recording. Root dispatches that overlap in time (threads, tasks) count once in
    ``receivers_ns``.
    """
    calls = errors = deepest = dispatches = queries = queries_ns = 0
    for depth, node in walk(recording.roots):
        if isinstance(node, ReceiverCall):
            queries += node.effects.query_count
            queries_ns += node.effects.query_ns
            errors += node.error is not None and not node.error.inherited
            calls += node.outcome != "not reached" and not node.dispatch.is_callback
        else:
            dispatches += not node.is_callback
            deepest = max(deepest, depth // 2 + 1)
    roots = [each for each in recording.roots if not each.is_callback]
    return Summary(
        dispatches=dispatches,
        receiver_calls=calls,
        receivers_ns=covered_ns((each.start_ns, each.duration_ns) for each in roots),
        errors=errors,
        depth=deepest,
        counted=sum(each.count for each in recording.counted),
        queries=queries,
        queries_ns=queries_ns,
    )


def covered_ns(spans: Iterable[tuple[int, int]]) -> int:
    """Length of the union of ``(start_ns, duration_ns)`` spans."""
    covered = end = 0
    for start, duration in sorted(spans):
        stop = start + duration
        if stop > max(start, end):
            covered += stop - max(start, end)
            end = stop
    return covered


def by_receiver(recording: Recording) -> list[Total]:
    """Sums per connected receiver, the one with the most own time first. Calls not reached are
    left out.
    """
    totals: dict[tuple[str, str, int], Total] = {}
    for call in recording.receiver_calls:
        if call.outcome == "not reached":
            continue
        connection = call.connection
        key = (connection.receiver, connection.path, connection.line)
        total = totals.setdefault(key, Total(connection.receiver, connection=connection))
        _add(total, call.index, call.duration_ns, call.self_ns, failed=call.error is not None)
    return sorted(totals.values(), key=lambda total: (-total.self_ns, total.name))


def by_channel(recording: Recording) -> list[Total]:
    """Sums per channel (signal and sender), the most frequent first."""
    totals: dict[tuple[str, str], Total] = {}
    for dispatch in recording.dispatches:
        key = (dispatch.signal, dispatch.sender)
        total = totals.setdefault(key, Total(dispatch.signal, dispatch.sender))
        own = sum(call.self_ns for call in dispatch.receiver_calls)
        _add(total, dispatch.index, dispatch.duration_ns, own, failed=dispatch.failed)
    return sorted(totals.values(), key=lambda total: (-total.count, total.name, total.sender))


def _add(total: Total, index: int, duration_ns: int, self_ns: int, *, failed: bool) -> None:
    total.count += 1
    total.total_ns += duration_ns
    total.self_ns += self_ns
    total.slowest_ns = max(total.slowest_ns, duration_ns)
    total.errors += failed
    total.places.add(index)
