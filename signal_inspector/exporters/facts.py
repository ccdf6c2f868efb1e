"""What is told about a dispatch or a receiver call beside its name and times, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from signal_inspector.exporters.plain import one_line, plain
from signal_inspector.recording.records import BulkWrite, Dispatch, Frame, ReceiverCall
from signal_inspector.wording import channel, short_name, short_path

Fact = tuple[str, Any]
"""A name, and a text, a number, or a list or mapping of these."""

REASONS = {
    "no receivers": "no receivers",
    "muted": "muted, only counted",
    "limit": "beyond the dispatch limit, only counted",
    "depth": "beyond the depth limit, left out",
}
"""Why dispatches have no details."""


def label(node: Dispatch | ReceiverCall) -> str:
    """Return ``post_save ⟨orders.Order⟩`` or ``reserve_stock``."""
    if isinstance(node, ReceiverCall):
        return one_line(short_name(node.receiver)) or "receiver"
    return one_line(channel(node.signal, node.sender))


def place(path: str, line: int) -> str:
    """Return ``orders/receivers.py:31``; "" where there is no source."""
    return f"{plain(short_path(path))}:{line}" if path else ""


def site(dispatch: Dispatch) -> str:
    """Return the place that sent a dispatch, "" where it is not known."""
    return place(dispatch.site.path, dispatch.site.line) if dispatch.site else ""


def facts(node: Dispatch | ReceiverCall) -> dict[str, Any]:
    """Return the facts about a node, without those that are empty."""
    found = _of_call(node) if isinstance(node, ReceiverCall) else _of_dispatch(node)
    return {name: value for name, value in found if value not in ("", None, [], {})}


def _of_dispatch(dispatch: Dispatch) -> Iterator[Fact]:
    yield "signal", one_line(dispatch.signal)
    yield "sender", one_line(dispatch.sender)
    yield "method", "" if dispatch.is_callback else one_line(dispatch.method)
    yield "sent from", site(dispatch)
    yield (
        "arguments",
        {
            plain(name): plain(value) if isinstance(value, str) else value
            for name, value in dispatch.arguments.items()
        },
    )
    if dispatch.registered_by is not None:
        yield "registered by", one_line(dispatch.registered_by.receiver)
    missed = [call.receiver for call in dispatch.receiver_calls if call.outcome == "not reached"]
    yield "not reached", [one_line(each) for each in missed]


def _of_call(call: ReceiverCall) -> Iterator[Fact]:
    connection, effects = call.connection, call.effects
    yield "receiver", one_line(connection.receiver)
    yield "defined at", place(connection.path, connection.line)
    yield "dispatch_uid", one_line(connection.dispatch_uid or "")
    yield "outcome", call.outcome if call.outcome != "returned" else ""
    if call.error is not None:
        yield "error", one_line(f"{call.error.type}: {call.error.message}")
        yield "traceback", [_frame(frame) for frame in call.error.frames]
    if effects.queries:
        yield "queries", effects.query_count
        yield "query_ms", effects.query_ns / 1e6
    yield "statements", [f"{each.count} × {one_line(each.sql)}" for each in effects.statements]
    yield "bulk writes", [_write(each) for each in effects.bulk_writes]
    yield "commit callbacks", effects.on_commit or None
    yield "mails", effects.mails or None
    yield "tasks", [one_line(each) for each in effects.tasks]
    yield "requests to", [one_line(each) for each in effects.requests]
    yield "in atomic", effects.in_atomic or None
    yield "rolled back", effects.rolled_back or None
    yield "survived a rollback", effects.survived or None


def _frame(frame: Frame) -> str:
    return f"{place(frame.path, frame.line)} {one_line(frame.function)}".strip()


def _write(write: BulkWrite) -> str:
    rows = "" if write.rows is None else f", {write.rows} rows"
    missed = ", ".join(map(short_name, write.bypassed))
    times = f" ×{write.count}" if write.count > 1 else ""
    return one_line(
        f"{write.method}{times} {write.model}{rows}" + (f", bypassed {missed}" if missed else "")
    )
