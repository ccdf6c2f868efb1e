"""Read a JSON document back into a recording, trusting nothing in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import (
    NO_EFFECTS,
    OUTCOMES,
    BulkWrite,
    Connection,
    Counted,
    Dispatch,
    Effects,
    Error,
    Frame,
    Queries,
    ReceiverCall,
    Statement,
)

from .write import VERSION

T = TypeVar("T")
Document = dict[str, Any]
_TOO_LARGE = 2**63  # far below what a float can hold, for sums and milliseconds
REASONS = ("no receivers", "muted", "limit", "depth")


def loads(text: str | bytes) -> Recording:
    """Return the recording of a document. ValueError tells what is wrong with any other text."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"This is no recording: not JSON ({error}).") from None
    if not isinstance(document, dict) or "version" not in document:
        raise ValueError("This is no recording: a JSON object with a version is expected.")
    version = document["version"]
    if version != VERSION:
        raise ValueError(
            f"This recording has version {version!r:.100}; {VERSION} is understood here."
        )
    try:
        return _Reader(document).recording()
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        kind = type(error).__name__
        raise ValueError(f"This recording is damaged: {kind}: {error}.") from None


class _Reader:
    """Reads the tables first, and then what refers to them."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = _reader([_checked(str, each) for each in document["strings"]])
        self.optional_text = _optional(self.text)
        columns = document["frames"]
        self.frame = _reader(
            [
                Frame(self.text(path), _checked(int, line), self.text(function))
                for path, line, function in _rows(columns, "path", "line", "function")
            ]
        )
        self.connection = _reader(self._connections(document["connections"]))
        self.error = _optional(_reader([self._error(each) for each in document["errors"]]))
        self.effects = _optional(_reader([self._effects(each) for each in document["effects"]]))
        self.arguments = _optional(_reader([_arguments(each) for each in document["arguments"]]))

    def recording(self) -> Recording:
        document = self.document
        recording = Recording(
            name=_checked(str, document["name"]),
            started=_checked(str, document["started"]),
            duration_ns=_checked(int, document["duration_ns"]),
            dispatches=self._dispatches(document["dispatches"]),
            counted=[_counted(each) for each in document["counted"]],
            effects=self.effects(document["outside"]) or NO_EFFECTS,
            notes=[_checked(str, each) for each in document["notes"]],
        )
        calls = self._calls(document["calls"], recording.dispatches)
        self._link(document["dispatches"], recording.dispatches, calls)
        return recording

    def _connections(self, columns: Document) -> list[Connection]:
        text, optional = self.text, self.optional_text
        names = ("receiver", "path", "line", "sender", "dispatch_uid", "weak", "is_async")
        return [
            Connection(
                text(receiver),
                text(path),
                _checked(int, line),
                optional(sender),
                optional(uid),
                weak=bool(weak),
                is_async=bool(is_async),
            )
            for receiver, path, line, sender, uid, weak, is_async in _rows(columns, *names)
        ]

    def _error(self, row: Document) -> Error:
        return Error(
            _checked(str, row["type"]),
            _checked(str, row["message"]),
            tuple(self.frame(place) for place in row["frames"]),
            _checked(bool, row["inherited"]),
        )

    def _effects(self, row: Document) -> Effects:
        return Effects(
            queries=tuple(
                Queries(
                    _checked(str, each["alias"]),
                    _checked(int, each["count"]),
                    _checked(int, each["duration_ns"]),
                )
                for each in row["queries"]
            ),
            statements=tuple(
                Statement(_checked(str, each["sql"]), _checked(int, each["count"]))
                for each in row["statements"]
            ),
            on_commit=_checked(int, row["on_commit"]),
            bulk_writes=tuple(self._bulk_write(each) for each in row["bulk_writes"]),
            mails=_checked(int, row["mails"]),
            tasks=tuple(_checked(str, each) for each in row["tasks"]),
            rolled_back=_checked(int, row["rolled_back"]),
            requests=tuple(_checked(str, each) for each in row["requests"]),
            task_ids=tuple(_checked(str, each) for each in row["task_ids"]),
            in_atomic=_checked(int, row["in_atomic"]),
            survived=_checked(int, row["survived"]),
        )

    def _bulk_write(self, row: Document) -> BulkWrite:
        return BulkWrite(
            _checked(str, row["method"]),
            _checked(str, row["model"]),
            None if row["rows"] is None else _checked(int, row["rows"]),
            tuple(_checked(str, each) for each in row["bypassed"]),
            _optional(self.frame)(row["site"]),
            _checked(int, row["count"]),
        )

    def _dispatches(self, columns: Document) -> list[Dispatch]:
        texts = ("signal", "sender", "method", "thread")
        numbers = ("start_ns", "duration_ns", "site", "arguments")
        dispatches: list[Dispatch] = []
        start_ns = 0
        for row in _rows(columns, *texts, *numbers):
            signal, sender, method, thread = map(self.text, row[:4])
            distance, duration_ns, site, arguments = row[4:]
            start_ns += _checked(int, distance)
            dispatches.append(
                Dispatch(
                    index=len(dispatches),
                    signal=signal,
                    sender=sender,
                    method=method,
                    start_ns=start_ns,
                    duration_ns=_checked(int, duration_ns),
                    site=_optional(self.frame)(site),
                    arguments=self.arguments(arguments) or {},
                    thread=thread,
                )
            )
        return dispatches

    def _calls(self, columns: Document, dispatches: list[Dispatch]) -> list[ReceiverCall]:
        names = ("dispatch", "connection", "outcome", "error", "effects")
        dispatch_at, outcome_at = _reader(dispatches), _reader(OUTCOMES)
        calls: list[ReceiverCall] = []
        for row in _rows(columns, *names, "start_ns", "duration_ns"):
            place, connection, outcome, error, effects, distance, duration_ns = row
            dispatch = dispatch_at(place)
            if calls and dispatch.index < calls[-1].dispatch.index:
                raise ValueError("the receiver calls are not in the order of their dispatches")
            call = ReceiverCall(
                index=len(calls),
                dispatch=dispatch,
                connection=self.connection(connection),
                start_ns=dispatch.start_ns + _checked(int, distance),
                duration_ns=_checked(int, duration_ns),
                outcome=outcome_at(outcome),
                error=self.error(error),
                effects=self.effects(effects) or NO_EFFECTS,
            )
            dispatch.receiver_calls.append(call)
            calls.append(call)
        return calls

    def _link(
        self, columns: Document, dispatches: list[Dispatch], calls: list[ReceiverCall]
    ) -> None:
        call_at = _optional(_reader(calls))
        rows = _rows(columns, "parent", "registered_by")
        for dispatch, (parent_place, registered_by) in zip(dispatches, rows, strict=True):
            dispatch.registered_by = call_at(registered_by)
            parent = call_at(parent_place)
            if parent is None:
                continue
            if parent.dispatch.index >= dispatch.index:
                raise ValueError(f"dispatch {dispatch.index} began before what sent it")
            dispatch.parent = parent
            parent.dispatches.append(dispatch)


def _arguments(row: Any) -> dict[str, Any]:
    for value in _checked(dict, row).values():
        if type(value) not in {str, int, float, bool, type(None)}:
            raise TypeError(f"an argument is a {type(value).__name__}")
    return row  # type: ignore[no-any-return]


def _counted(row: Document) -> Counted:
    for name in ("signal", "sender", "reason"):
        _checked(str, row[name])
    for name in ("count", "receiver_calls", "duration_ns", "errors"):
        _checked(int, row[name])
    if row["reason"] not in REASONS:
        raise ValueError(f"{row['reason']!r:.100} is no reason to count")
    return Counted(**row)


def _rows(columns: Document, *names: str) -> Any:
    return zip(*(_checked(list, columns[name]) for name in names), strict=True)


def _reader(values: Sequence[T]) -> Callable[[int], T]:
    def read(place: int) -> T:
        if type(place) is not int or place < 0:
            raise ValueError(f"{place!r:.100} is no reference")
        return values[place]

    return read


def _optional(read: Callable[[int], T]) -> Callable[[int], T | None]:
    return lambda place: None if place == -1 else read(place)


def _checked(kind: type[T], value: object) -> T:
    if type(value) is not kind:
        raise TypeError(f"{kind.__name__} expected, not {type(value).__name__}")
    if isinstance(value, int) and abs(value) >= _TOO_LARGE:
        raise ValueError("a number is too large")
    return value
