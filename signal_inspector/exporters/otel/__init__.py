"""Live OpenTelemetry spans and metrics: the door to ``opentelemetry`` (extra ``[otel]``).

A recording becomes spans when it ends, with the times of then: one for each receiver call, below
the span that was current when the recording began. Sampling, transport and storage are
OpenTelemetry's: without a span that is being recorded none is made, without an SDK nothing happens.

    with otel.observed("nightly import"):
        ...

Spans that other instrumentations make inside a receiver stay below the span of the request.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import context as contexts, metrics, trace
from opentelemetry.context import Context

from signal_inspector import conf
from signal_inspector.exporters.otel import measures, spans
from signal_inspector.recording.recorder import Recorder
from signal_inspector.recording.recording import Recording

__all__ = ["emit", "observed", "wants"]

_log = logging.getLogger(__name__)


def wants(context: Context | None = None) -> bool:
    """Whether a recording would be used: a span is being recorded, or metrics are collected."""
    return trace.get_current_span(context).is_recording() or _measures()


def emit(
    recording: Recording, context: Context | None = None, options: conf.Settings | None = None
) -> int:
    """Make spans and metrics of a recording that has just ended; return the number of spans.

    ``context`` is that in which the recording began, the current one if None. Never raises.
    """
    options = options or conf.current()
    try:
        if _measures():
            measures.add(recording)
        if not trace.get_current_span(context).is_recording():
            return 0
        return spans.make(recording, context or contexts.get_current(), most=options.otel_spans)
    except Exception:  # noqa: BLE001 - our failure is never theirs
        _log.exception("No OpenTelemetry spans were made of a recording")
        return 0


@contextmanager
def observed(name: str = "", options: conf.Settings | None = None) -> Iterator[Recording | None]:
    """Record a block and emit it; nothing is recorded, and None given, where nobody wants it."""
    context = contexts.get_current()
    if not wants(context):
        yield None
        return
    recorder = Recorder(name, options)
    recorder.start()
    try:
        yield recorder.recording
    finally:
        emit(recorder.stop(), context, recorder.options)


def _measures() -> bool:
    """Whether somebody has set a provider that collects metrics: one that is not the API's own."""
    return not type(metrics.get_meter_provider()).__module__.startswith("opentelemetry.metrics")
