"""Names and attributes of spans, by OpenTelemetry's semantic conventions where these have a word.

Names hold no sender and no argument, so that a backend can group by them.
"""

from __future__ import annotations

from collections.abc import Iterator

from signal_inspector.exporters.plain import one_line, plain
from signal_inspector.recording.records import Dispatch, Error, Frame, ReceiverCall
from signal_inspector.wording import short_name

Value = str | int | bool | tuple[str, ...]
Attributes = dict[str, Value]

SCOPE = "signal_inspector"
FUNCTION = "code.function.name"
PATH = "code.file.path"
LINE = "code.line.number"
ERROR = "error.type"
THREAD = "thread.name"
SIGNAL = "django.signal.name"
SENDER = "django.signal.sender"
METHOD = "django.signal.method"
ROBUST = "django.signal.robust"
DEPTH = "django.signal.depth"
RECEIVERS = "django.signal.receivers.count"
NOT_REACHED = "django.signal.receivers.not_reached"
DISPATCH = "django.signal.dispatch"
"""Number of the dispatch in its recording: receiver calls with the same one belong together."""
ORDER = "django.signal.order"
OUTCOME = "django.signal.outcome"
ASYNC = "django.signal.receiver.async"
CONNECTED_TO = "django.signal.receiver.sender"
UID = "django.signal.dispatch_uid"
INHERITED = "django.signal.error.inherited"
"""Whether the exception came out of a dispatch that the receiver sent."""
COUNT = "django.signal.count"
"""How many equal calls a span stands for, where that is more than one."""
TOTAL_NS = "django.signal.duration.total_ns"
"""The time of all calls that such a span stands for."""
SITE_PATH = "django.signal.site.path"
SITE_LINE = "django.signal.site.line"
QUERIES = "django.signal.queries.count"
QUERIES_NS = "django.signal.queries.duration_ns"
RECORDING = "django.signal.recording"
"""Marks the span of a whole recording."""


def dispatch_name(dispatch: Dispatch) -> str:
    """Return ``send post_save``, with the method that dispatched; ``run on_commit``."""
    method = "run" if dispatch.is_callback else one_line(dispatch.method) or "send"
    return f"{method} {one_line(short_name(dispatch.signal))}"


def call_name(call: ReceiverCall) -> str:
    """Return ``process orders.receivers.reserve_stock``."""
    return f"process {one_line(call.receiver)}"


def of_dispatch(dispatch: Dispatch, depth: int) -> Attributes:
    """Return the attributes of a dispatch; ``depth`` is 1 for a root."""
    found = dict(_shared(dispatch, depth))
    found[DISPATCH] = dispatch.index
    if dispatch.site is not None:
        found[FUNCTION] = one_line(dispatch.site.function)
        found |= {PATH: plain(dispatch.site.path), LINE: dispatch.site.line}
    if dispatch.thread:
        found[THREAD] = one_line(dispatch.thread)
    missed = [call.receiver for call in dispatch.receiver_calls if call.outcome == "not reached"]
    if missed:
        found[NOT_REACHED] = tuple(map(one_line, missed))
    error = error_of(dispatch)
    if error is not None:
        found[ERROR] = one_line(error.type)
    return found


def of_call(call: ReceiverCall, depth: int) -> Attributes:
    """Return the attributes of a receiver call; ``depth`` is that of its dispatch."""
    connection, dispatch = call.connection, call.dispatch
    found = dict(_shared(dispatch, depth))
    found |= {
        FUNCTION: one_line(connection.receiver),
        DISPATCH: dispatch.index,
        ORDER: dispatch.receiver_calls.index(call),
        OUTCOME: call.outcome,
        ASYNC: connection.is_async,
    }
    if connection.path:
        found |= {PATH: plain(connection.path), LINE: connection.line}
    if connection.sender is not None:
        found[CONNECTED_TO] = one_line(connection.sender)
    if connection.dispatch_uid is not None:
        found[UID] = one_line(connection.dispatch_uid)
    if call.effects.queries:
        found |= {QUERIES: call.effects.query_count, QUERIES_NS: call.effects.query_ns}
    if call.error is not None:
        found |= {ERROR: one_line(call.error.type), INHERITED: call.error.inherited}
    return found


def site_of(dispatch: Dispatch) -> Attributes:
    """Return where a dispatch was sent, for calls that stand without a span of their dispatch."""
    site: Frame | None = dispatch.site
    return {SITE_PATH: plain(site.path), SITE_LINE: site.line} if site is not None else {}


def error_of(node: Dispatch | ReceiverCall) -> Error | None:
    """Return the exception that left a receiver, or the one that its sender got."""
    if isinstance(node, ReceiverCall):
        return node.error
    raised = (call.error for call in node.receiver_calls if call.outcome == "raised")
    return next((error for error in raised if error is not None), None)


def message_of(error: Error) -> str:
    """Return what a span's status tells of an exception."""
    return one_line(f"{short_name(error.type)}: {error.message}" if error.message else error.type)


def _shared(dispatch: Dispatch, depth: int) -> Iterator[tuple[str, Value]]:
    yield SIGNAL, one_line(dispatch.signal)
    yield SENDER, one_line(dispatch.sender)
    if not dispatch.is_callback:
        yield METHOD, one_line(dispatch.method)
        yield ROBUST, "robust" in dispatch.method
    yield DEPTH, depth
    yield RECEIVERS, len(dispatch.receiver_calls)
