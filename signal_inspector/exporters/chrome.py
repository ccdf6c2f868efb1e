"""A recording as Chrome trace events, which ``ui.perfetto.dev`` and ``chrome://tracing`` open.

Dispatches and receiver calls are slices; an arrow leads from each receiver to each dispatch that it
sent, and from the one that registered a commit callback to its call. Times are microseconds since
the recording began, with the nanoseconds as fractions.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from signal_inspector.exporters import facts
from signal_inspector.exporters.plain import one_line, plain
from signal_inspector.exporters.tracks import Layout, Slice, lay
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import Dispatch

Event = dict[str, Any]
_PROCESS = 1


def render(recording: Recording) -> str:
    """Return the trace as a JSON document."""
    layout = lay(recording)
    # Viewers read events of the same time in this order: an arrow ends at the slice before it.
    timed = sorted(_timed(layout), key=lambda event: event["ts"])
    document = {
        "traceEvents": [*_names(recording, layout), *timed],
        "displayTimeUnit": "ms",
        "otherData": _remarks(recording),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _names(recording: Recording, layout: Layout) -> Iterator[Event]:
    yield _metadata("process_name", 0, one_line(recording.name) or "signals")
    for track in layout.tracks:
        yield _metadata("thread_name", track.number, one_line(track.name))


def _metadata(kind: str, tid: int, name: str) -> Event:
    return {"ph": "M", "name": kind, "pid": _PROCESS, "tid": tid, "args": {"name": name}}


def _timed(layout: Layout) -> Iterator[Event]:
    numbers = count(1)
    for track in layout.tracks:
        begun = -1
        for each in track.slices:
            node = each.node
            if isinstance(node, Dispatch) and each.start_ns > begun:
                yield from _arrow("cascade", layout.slice_of(node.parent), each, numbers)
                yield from _arrow("commit", layout.slice_of(node.registered_by), each, numbers)
            begun = each.start_ns
            yield {
                "ph": "X",
                "cat": "signal.dispatch" if isinstance(node, Dispatch) else "signal.receiver",
                "name": facts.label(node),
                "pid": _PROCESS,
                "tid": track.number,
                "ts": node.start_ns / 1000,
                "dur": node.duration_ns / 1000,
                "args": facts.facts(node),
            }


def _arrow(name: str, cause: Slice | None, to: Slice, numbers: Iterator[int]) -> Iterator[Event]:
    """Lead from a slice to one that begins alone on its track.

    An arrow begins at the slice on top at its time: without a moment when that is the cause there
    is none. It ends at the slice that begins next. The first receiver call begins with its
    dispatch, so that no moment inside is the dispatch's own.
    """
    begin = cause.last_moment(to.start_ns) if cause is not None else None
    if cause is None or begin is None:
        return
    event = {"cat": f"signal.{name}", "name": name, "id": next(numbers), "pid": _PROCESS}
    end = to.start_ns - 1
    yield {"ph": "s", **event, "tid": cause.track.number, "ts": begin / 1000}
    yield {"ph": "f", **event, "tid": to.track.number, "ts": end / 1000}


def _remarks(recording: Recording) -> dict[str, Any]:
    remarks: dict[str, Any] = {"started": plain(recording.started)}
    if recording.counted:
        remarks["not detailed"] = [
            one_line(f"{each.count} × {each.signal} ⟨{each.sender}⟩: {each.reason}")
            for each in recording.counted
        ]
    if recording.notes:
        remarks["notes"] = [one_line(note) for note in recording.notes]
    return remarks
