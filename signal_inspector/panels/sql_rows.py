"""Which rows of the toolbar's SQL panel the receivers executed.

The SQL panel keeps a list of queries, and shows each under its number. It does not say when a query
ended, so this is noted as the query comes into the list. What cannot be told for sure, such as the
query of one of two receivers that ran at the same time, is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from debug_toolbar.toolbar import DebugToolbar

from signal_inspector.recording.clock import Clock
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import ReceiverCall

Rows = dict[int, list[int]]
"""Numbers of rows, from 1, by the index of the receiver call."""


class _Timed(list[Any]):
    """The list of the SQL panel; ``ends`` has the time at which each query came."""

    def __init__(self) -> None:
        super().__init__()
        self.ends: list[int] = []

    def append(self, query: Any) -> None:
        self.ends.append(Clock.now())
        super().append(query)


def watch(toolbar: DebugToolbar) -> Sequence[int]:
    """Return a list that gets the time of each query; empty where there is no such panel."""
    panels = getattr(toolbar, "enabled_panels", ())
    panel = next((each for each in panels if each.panel_id == "SQLPanel"), None)
    queries = getattr(panel, "_queries", None)
    if type(queries) is not list or queries:
        return ()
    timed = _Timed()
    panel._queries = timed  # type: ignore[union-attr]  # noqa: SLF001 - the toolbar has no other way
    return timed.ends


def rows_of(recording: Recording, ends: Iterable[int], began: int) -> Rows:
    """Return the rows of the receiver calls of a recording that began at the time ``began``."""
    calls = sorted(
        (each for each in recording.receiver_calls if each.effects.query_count),
        key=lambda each: (each.start_ns, each.index),
    )
    found: Rows = {}
    for row, call in _innermost(
        calls, sorted((end - began, row) for row, end in enumerate(ends, 1))
    ):
        found.setdefault(call.index, []).append(row)
    counts = {each.index: each.effects.query_count for each in calls}
    return {index: rows for index, rows in found.items() if len(rows) <= counts[index]}


def _innermost(
    calls: Sequence[ReceiverCall], ends: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, ReceiverCall]]:
    """Yield each row with the call that was under way, if all that were led to that one."""
    running: list[ReceiverCall] = []
    following = 0
    for now, row in ends:
        while following < len(calls) and calls[following].start_ns <= now:
            running.append(calls[following])
            following += 1
        running = [each for each in running if each.start_ns + each.duration_ns >= now]
        if running and all(each in _ancestors(running[-1]) for each in running[:-1]):
            yield row, running[-1]


def _ancestors(call: ReceiverCall) -> list[ReceiverCall]:
    found = []
    while (above := call.dispatch.parent) is not None:
        found.append(above)
        call = above
    return found
