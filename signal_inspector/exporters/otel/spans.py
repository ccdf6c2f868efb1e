"""Spans of a recording that has ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Link, Span, SpanKind, Status, StatusCode

import signal_inspector
from signal_inspector.exporters.otlp import attributes as names
from signal_inspector.exporters.otlp.clock import unix_ns
from signal_inspector.recording import tree
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import Dispatch, ReceiverCall

LEFT_OUT = "django.signal.spans.left_out"
"""Set on the span above ours: how many receiver calls were too many for spans of their own."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A span to be: of a receiver call, or of the equal ones of dispatches that are folded."""

    calls: tuple[ReceiverCall, ...]
    depth: int
    """Of the dispatch, 1 for a root."""


def make(recording: Recording, context: Context, *, most: int) -> int:
    """Make at most ``most`` spans, outer receiver calls before inner ones; return their number."""
    planned = list(plan(recording))
    if len(planned) > most:
        kept = sorted(planned, key=lambda each: each.depth)[:most]  # stable: in start order
        left_out = sum(len(each.calls) for each in planned) - sum(len(each.calls) for each in kept)
        trace.get_current_span(context).set_attribute(LEFT_OUT, left_out)
        planned = kept
    tracer = trace.get_tracer(names.SCOPE, signal_inspector.__version__)
    began = unix_ns(recording.started)
    made: dict[int, Span] = {}
    for each in planned:
        first = each.calls[0]
        above = made.get(id(first.dispatch.parent))
        span = tracer.start_span(
            names.call_name(first),
            trace.set_span_in_context(above, context) if above is not None else context,
            kind=SpanKind.INTERNAL,
            attributes=_attributes(each),
            links=_links(first.dispatch, made),
            start_time=began + first.start_ns,
        )
        if first.error is not None and first.outcome != "cancelled":
            span.set_status(Status(StatusCode.ERROR, names.message_of(first.error)))
        span.end(began + max(call.start_ns + call.duration_ns for call in each.calls))
        made[id(first)] = span
    return len(planned)


def plan(recording: Recording) -> Iterator[Planned]:
    """Yield what is to be a span, in the order of the cascade."""
    same: dict[int, tuple[Dispatch, ...]] = {}
    for row in tree.rows(recording.roots):
        if isinstance(row.node, Dispatch):
            same[id(row.node)] = row.same
            continue
        call = row.node
        if call.outcome == "not reached":
            continue
        place = call.dispatch.receiver_calls.index(call)
        others = (each.receiver_calls[place] for each in same[id(call.dispatch)])
        yield Planned((call, *others), row.depth // 2 + 1)


def _attributes(planned: Planned) -> names.Attributes:
    first = planned.calls[0]
    found = names.of_call(first, planned.depth) | names.site_of(first.dispatch)
    if len(planned.calls) > 1:
        found[names.COUNT] = len(planned.calls)
        found[names.TOTAL_NS] = sum(call.duration_ns for call in planned.calls)
        queries = sum(call.effects.query_count for call in planned.calls)
        if queries:
            found[names.QUERIES] = queries
            found[names.QUERIES_NS] = sum(call.effects.query_ns for call in planned.calls)
    return found


def _links(dispatch: Dispatch, made: dict[int, Span]) -> list[Link]:
    cause = made.get(id(dispatch.registered_by))
    return [Link(cause.get_span_context())] if cause is not None else []
