"""Put the spans of one trace together to a recording."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from signal_inspector.exporters.otlp import attributes as names
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import (
    NO_EFFECTS,
    ON_COMMIT,
    OUTCOMES,
    Connection,
    Counted,
    Dispatch,
    Effects,
    Error,
    Frame,
    Outcome,
    Queries,
    ReceiverCall,
)
from signal_inspector.wording import short_name

MOST_COPIES = 1_000
"""So many of the equal dispatches that one span stands for are detailed again."""

T = TypeVar("T", str, int, bool)


@dataclass(frozen=True, slots=True)
class Span:
    """A span as it was read; times are nanoseconds since 1970."""

    trace: str
    id: str
    parent: str
    name: str
    start_ns: int
    end_ns: int
    message: str
    linked: tuple[str, ...]
    attributes: dict[str, object]

    def get(self, key: str, default: T) -> T:
        """Return an attribute, or the default where it has another type or is missing."""
        value = self.attributes.get(key)
        return value if type(value) is type(default) else default

    @property
    def is_call(self) -> bool:
        return names.ORDER in self.attributes


@dataclass(eq=False, slots=True)
class _Sent:
    """A dispatch to be: its own span where it has one, and those of its receiver calls."""

    span: Span | None
    parent: str
    calls: list[Span]

    @property
    def first(self) -> Span:
        return self.span or min(self.calls, key=lambda call: call.start_ns)

    @property
    def order(self) -> tuple[int, int]:
        return self.first.start_ns, self.first.get(names.DEPTH, 0)


def recording_of(spans: list[Span]) -> Recording | None:
    """Return the recording of a trace, None for one that tells of no signal."""
    ours = [span for span in spans if span.get(names.SIGNAL, "")]
    marked = [span for span in spans if span.get(names.RECORDING, default=False)]
    if not ours and not marked:
        return None
    known = [*marked, *ours]
    began = min(span.start_ns for span in known)
    ended = max(span.end_ns for span in known)
    recording = Recording(
        name=_name(spans, known), started=_iso(began), duration_ns=max(0, ended - began)
    )
    made: dict[str, ReceiverCall] = {}
    for sent in sorted(_sent(ours), key=lambda sent: sent.order):
        _add(recording, sent, began, made)
    for index, call in enumerate(recording.receiver_calls):
        call.index = index
    return recording


def _sent(spans: Iterable[Span]) -> list[_Sent]:
    """Give each receiver call to the span of its dispatch, else to the others of that dispatch."""
    found = {span.id: _Sent(span, span.parent, []) for span in spans if not span.is_call}
    sent = list(found.values())
    groups: dict[tuple[object, ...], _Sent] = {}
    for call in (span for span in spans if span.is_call):
        if call.parent in found:
            found[call.parent].calls.append(call)
            continue
        # Several recordings may be below one span, each with a first dispatch: the order tells.
        attributes = call.attributes
        key = (call.parent, *map(attributes.get, (names.DISPATCH, names.SIGNAL, names.SENDER)))
        group = groups.get(key)
        place = attributes[names.ORDER]
        if group is None or any(each.attributes[names.ORDER] == place for each in group.calls):
            group = groups[key] = _Sent(None, call.parent, [])
            sent.append(group)
        group.calls.append(call)
    return sent


def _add(recording: Recording, sent: _Sent, began: int, made: dict[str, ReceiverCall]) -> None:
    count = max([1, *(call.get(names.COUNT, 1) for call in sent.calls)])
    for _ in range(min(count, MOST_COPIES)):
        dispatch = _dispatch(sent, began, made, len(recording.dispatches))
        recording.dispatches.append(dispatch)
        for span in sorted(sent.calls, key=lambda call: call.get(names.ORDER, 0)):
            call = _call(span, dispatch, began, count)
            dispatch.receiver_calls.append(call)
            made.setdefault(span.id, call)
        if count > 1:
            dispatch.duration_ns = sum(call.duration_ns for call in dispatch.receiver_calls)
        for receiver in _texts(sent.first.attributes.get(names.NOT_REACHED)):
            missed = ReceiverCall(
                0, dispatch, Connection(receiver), dispatch.start_ns, 0, "not reached"
            )
            dispatch.receiver_calls.append(missed)
    rest = count - MOST_COPIES
    if rest > 0:
        first = sent.first
        signal, sender = first.get(names.SIGNAL, ""), first.get(names.SENDER, "")
        calls = rest * len(sent.calls)
        recording.counted.append(Counted(signal, sender, "limit", rest, calls))


def _dispatch(sent: _Sent, began: int, made: dict[str, ReceiverCall], index: int) -> Dispatch:
    first = sent.first
    signal = first.get(names.SIGNAL, "")
    end = max(span.end_ns for span in ([sent.span] if sent.span else sent.calls))
    dispatch = Dispatch(
        index=index,
        signal=signal,
        sender=first.get(names.SENDER, ""),
        method="on_commit" if signal == ON_COMMIT else first.get(names.METHOD, "send"),
        start_ns=first.start_ns - began,
        duration_ns=max(0, end - first.start_ns),
        site=_site(sent),
        thread=first.get(names.THREAD, ""),
        # What sent a dispatch has begun before it: a parent that is not made yet is none.
        parent=made.get(sent.parent),
        registered_by=next((made[each] for each in first.linked if each in made), None),
    )
    if dispatch.parent is not None:
        dispatch.parent.dispatches.append(dispatch)
    return dispatch


def _call(span: Span, dispatch: Dispatch, began: int, count: int) -> ReceiverCall:
    outcome: Outcome = next(
        (each for each in OUTCOMES if each == span.get(names.OUTCOME, "")), "returned"
    )
    attributes = span.attributes
    sender, uid = attributes.get(names.CONNECTED_TO), attributes.get(names.UID)
    connection = Connection(
        receiver=span.get(names.FUNCTION, ""),
        path=span.get(names.PATH, ""),
        line=span.get(names.LINE, 0),
        sender=sender if isinstance(sender, str) else None,
        dispatch_uid=uid if isinstance(uid, str) else None,
        is_async=span.get(names.ASYNC, default=False),
    )
    queries = Queries("default", span.get(names.QUERIES, 0), span.get(names.QUERIES_NS, 0))
    length = span.get(names.TOTAL_NS, span.end_ns - span.start_ns) // count
    return ReceiverCall(
        index=0,
        dispatch=dispatch,
        connection=connection,
        start_ns=span.start_ns - began,
        duration_ns=max(0, length),
        outcome=outcome,
        error=_error(span),
        effects=Effects(queries=(queries,)) if queries.count else NO_EFFECTS,
    )


def _error(span: Span) -> Error | None:
    kind = span.get(names.ERROR, "")
    if not kind:
        return None
    message = span.message.removeprefix(f"{short_name(kind)}: ")
    inherited = span.get(names.INHERITED, default=False)
    return Error(kind, "" if message == kind else message, (), inherited)


def _site(sent: _Sent) -> Frame | None:
    span = sent.span
    if span is None:
        path, line, function = sent.first.get(names.SITE_PATH, ""), names.SITE_LINE, ""
    else:
        path, line, function = span.get(names.PATH, ""), names.LINE, span.get(names.FUNCTION, "")
    return Frame(path, sent.first.get(line, 0), function) if path else None


def _name(spans: list[Span], known: list[Span]) -> str:
    """Return the name of the recording, else of what the first of our spans is below."""
    if known[0].get(names.RECORDING, default=False):
        return known[0].name
    first = min(known, key=lambda span: span.start_ns)
    return next((span.name for span in spans if span.id == first.parent), first.trace)


def _iso(unix_ns: int) -> str:
    try:
        return datetime.fromtimestamp(unix_ns // 1000 / 10**6, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
