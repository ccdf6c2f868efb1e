"""Write a recording as a JSON document."""

from __future__ import annotations

import json
from collections.abc import Hashable
from dataclasses import asdict
from typing import Any

from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import NO_EFFECTS, OUTCOMES, Dispatch, Effects

VERSION = 1


class _Table:
    """Numbers equal values in the order of their first appearance."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._places: dict[Hashable, int] = {}

    def place(self, value: Any, key: Hashable = None) -> int:
        if value is None:
            return -1
        key = value if key is None else key
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = len(self.values)
            self.values.append(value)
        return place


def dumps(recording: Recording) -> str:
    """The JSON document of a recording; equal recordings give equal text."""
    strings, frames, connections = _Table(), _Table(), _Table()
    arguments, effects = _Table(), _Table()
    calls = recording.receiver_calls
    errors = [call.error for call in calls if call.error is not None]
    places = {id(call): place for place, call in enumerate(calls)}
    before = 0
    starts = []
    for each in recording.dispatches:
        starts.append(each.start_ns - before)
        before = each.start_ns
    error_place = iter(range(len(errors)))
    document: dict[str, Any] = {
        "version": VERSION,
        "name": recording.name,
        "started": recording.started,
        "duration_ns": recording.duration_ns,
        "dispatches": {
            "signal": [strings.place(each.signal) for each in recording.dispatches],
            "sender": [strings.place(each.sender) for each in recording.dispatches],
            "method": [strings.place(each.method) for each in recording.dispatches],
            "thread": [strings.place(each.thread) for each in recording.dispatches],
            "start_ns": starts,
            "duration_ns": [each.duration_ns for each in recording.dispatches],
            "site": [frames.place(each.site) for each in recording.dispatches],
            "parent": [
                -1 if each.parent is None else places[id(each.parent)]
                for each in recording.dispatches
            ],
            "registered_by": [
                -1 if each.registered_by is None else places[id(each.registered_by)]
                for each in recording.dispatches
            ],
            "arguments": [_arguments(arguments, each) for each in recording.dispatches],
        },
        "calls": {
            "dispatch": [each.index for each in recording.dispatches for _ in each.receiver_calls],
            "connection": [connections.place(call.connection) for call in calls],
            "start_ns": [call.start_ns - call.dispatch.start_ns for call in calls],
            "duration_ns": [call.duration_ns for call in calls],
            "outcome": [OUTCOMES.index(call.outcome) for call in calls],
            "error": [-1 if call.error is None else next(error_place) for call in calls],
            "effects": [
                # A copy or a pickle has an equal one.
                -1
                if call.effects is NO_EFFECTS or call.effects == NO_EFFECTS
                else effects.place(call.effects)
                for call in calls
            ],
        },
        "errors": [
            {
                "type": error.type,
                "message": error.message,
                "frames": [frames.place(frame) for frame in error.frames],
                "inherited": error.inherited,
            }
            for error in errors
        ],
    }
    document["connections"] = {
        "receiver": [strings.place(each.receiver) for each in connections.values],
        "path": [strings.place(each.path) for each in connections.values],
        "line": [each.line for each in connections.values],
        "sender": [strings.place(each.sender) for each in connections.values],
        "dispatch_uid": [strings.place(each.dispatch_uid) for each in connections.values],
        "weak": [int(each.weak) for each in connections.values],
        "is_async": [int(each.is_async) for each in connections.values],
    }
    document["outside"] = effects.place(recording.effects)
    document["effects"] = [_effects(each, frames) for each in effects.values]
    document["frames"] = {
        "path": [strings.place(each.path) for each in frames.values],
        "line": [each.line for each in frames.values],
        "function": [strings.place(each.function) for each in frames.values],
    }
    document["arguments"] = arguments.values
    document["strings"] = strings.values
    document["counted"] = [asdict(each) for each in recording.counted]
    document["notes"] = recording.notes
    return json.dumps(document, separators=(",", ":"))


def _effects(effects: Effects, frames: _Table) -> dict[str, Any]:
    row = asdict(effects)
    for write, written in zip(effects.bulk_writes, row["bulk_writes"], strict=True):
        written["site"] = frames.place(write.site)
    return row


def _arguments(table: _Table, dispatch: Dispatch) -> int:
    if not dispatch.arguments:
        return -1
    # 1, 1.0 and True are equal in Python and three things here.
    key = tuple((name, type(value), value) for name, value in dispatch.arguments.items())
    return table.place(dict(dispatch.arguments), key)
