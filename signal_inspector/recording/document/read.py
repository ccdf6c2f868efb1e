"""Read a JSON document back into a recording, trusting nothing in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from signal_inspector.recording.records import (
    OUTCOMES,
    Connection,
    Counted,
    Dispatch,
    Error,
    Frame,
    ReceiverCall,
    Recording,
)

from .write import VERSION

T = TypeVar("T")


def loads(text: str | bytes) -> Recording:
    """The recording of a document. ValueError tells what is wrong with any other text."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"This is no recording: not JSON ({error}).") from None
    if not isinstance(document, dict) or "version" not in document:
        raise ValueError("This is no recording: a JSON object with a version is expected.")
    if document["version"] != VERSION:
        raise ValueError(
            f"This recording has version {document['version']!r}; {VERSION} is understood here."
        )
    try:
        return _recording(document)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"This recording is damaged: {type(error).__name__}: {error}.") from None


def _recording(document: dict[str, Any]) -> Recording:
    strings = [_checked(str, each) for each in document["strings"]]
    text = _reader(strings)
    frames = [
        Frame(text(path), _checked(int, line), text(function))
        for path, line, function in _rows(document["frames"], "path", "line", "function")
    ]
    optional_text = _optional(text)
    columns = ("receiver", "path", "line", "sender", "dispatch_uid", "weak", "is_async")
    connections = [
        Connection(
            text(a), text(b), _checked(int, c), optional_text(d), optional_text(e), bool(f), bool(g)
        )
        for a, b, c, d, e, f, g in _rows(document["connections"], *columns)
    ]
    frame = _reader(frames)
    errors = [
        Error(
            _checked(str, each["type"]),
            _checked(str, each["message"]),
            tuple(frame(place) for place in each["frames"]),
            _checked(bool, each["inherited"]),
        )
        for each in document["errors"]
    ]
    recording = Recording(
        name=_checked(str, document["name"]),
        started=_checked(str, document["started"]),
        duration_ns=_checked(int, document["duration_ns"]),
        counted=[_counted(each) for each in document["counted"]],
        notes=[_checked(str, each) for each in document["notes"]],
    )
    arguments = _reader([_checked(dict, each) for each in document["arguments"]])
    parents = _read_dispatches(
        recording, document["dispatches"], text, _optional(frame), _optional(arguments)
    )
    calls = _read_calls(
        recording, document["calls"], _reader(connections), _optional(_reader(errors))
    )
    call = _optional(_reader(calls))
    for dispatch, place in zip(recording.dispatches, parents, strict=True):
        parent = call(place)
        if parent is not None:
            if parent.dispatch.index >= dispatch.index:
                raise ValueError(
                    f"dispatch {dispatch.index} began before the receiver call that sent it"
                )
            dispatch.parent = parent
            parent.dispatches.append(dispatch)
    return recording


def _read_dispatches(
    recording: Recording,
    columns: dict[str, list[Any]],
    text: Callable[[int], str],
    frame: Callable[[int], Frame | None],
    arguments: Callable[[int], dict[str, Any] | None],
) -> list[int]:
    names = (
        "signal",
        "sender",
        "method",
        "thread",
        "start_ns",
        "duration_ns",
        "site",
        "arguments",
        "parent",
    )
    parents = []
    start_ns = 0
    for signal, sender, method, thread, distance, duration_ns, site, named, parent in _rows(
        columns, *names
    ):
        start_ns += _checked(int, distance)
        recording.dispatches.append(
            Dispatch(
                index=len(recording.dispatches),
                signal=text(signal),
                sender=text(sender),
                method=text(method),
                start_ns=start_ns,
                duration_ns=_checked(int, duration_ns),
                site=frame(site),
                arguments=arguments(named) or {},
                thread=text(thread),
            )
        )
        parents.append(_checked(int, parent))
    return parents


def _read_calls(
    recording: Recording,
    columns: dict[str, list[Any]],
    connection: Callable[[int], Connection],
    error: Callable[[int], Error | None],
) -> list[ReceiverCall]:
    names = ("dispatch", "connection", "start_ns", "duration_ns", "outcome", "error")
    calls: list[ReceiverCall] = []
    dispatch_at = _reader(recording.dispatches)
    for place, connected, distance, duration_ns, outcome, failure in _rows(columns, *names):
        dispatch = dispatch_at(place)
        call = ReceiverCall(
            index=len(calls),
            dispatch=dispatch,
            connection=connection(connected),
            start_ns=dispatch.start_ns + _checked(int, distance),
            duration_ns=_checked(int, duration_ns),
            outcome=_reader(OUTCOMES)(outcome),
            error=error(failure),
        )
        dispatch.receiver_calls.append(call)
        calls.append(call)
    return calls


def _counted(row: dict[str, Any]) -> Counted:
    for name in ("signal", "sender", "reason"):
        _checked(str, row[name])
    for name in ("count", "receiver_calls", "duration_ns", "errors"):
        _checked(int, row[name])
    return Counted(**row)


def _rows(columns: dict[str, list[Any]], *names: str) -> Any:
    return zip(*(columns[name] for name in names), strict=True)


def _reader(values: Sequence[T]) -> Callable[[int], T]:
    def read(place: int) -> T:
        if type(place) is not int or place < 0:
            raise ValueError(f"{place!r} is no reference")
        return values[place]

    return read


def _optional(read: Callable[[int], T]) -> Callable[[int], T | None]:
    return lambda place: None if place == -1 else read(place)


def _checked(kind: type[T], value: object) -> T:
    if type(value) is not kind:
        raise ValueError(f"{kind.__name__} expected, not {type(value).__name__}")
    return value
