"""Make spans through OpenTelemetry's API alone: what would be an SDK keeps their names."""

import contextlib
import importlib.util

import django
from django.conf import settings
from django.core.signals import request_finished
from opentelemetry import trace

assert importlib.util.find_spec("opentelemetry.sdk") is None, "the SDK is installed here"

settings.configure(INSTALLED_APPS=["signal_inspector"])
django.setup()

from signal_inspector.exporters import otel

names = []


class Span(trace.NonRecordingSpan):
    def is_recording(self):
        return True


class Tracer(trace.NoOpTracer):
    def start_span(self, name, *_, **__):
        names.append(name)
        return Span(trace.INVALID_SPAN_CONTEXT)

    @contextlib.contextmanager
    def start_as_current_span(self, name, *_, **__):
        with trace.use_span(self.start_span(name)) as span:
            yield span


class Provider(trace.NoOpTracerProvider):
    def get_tracer(self, *_, **__):
        return Tracer()


def answer(**kwargs):
    pass


request_finished.connect(answer)

with otel.observed("nobody looks"):
    request_finished.send(sender=object)
assert not names, names

trace.set_tracer_provider(Provider())
tracer = trace.get_tracer("shop")
with tracer.start_as_current_span("job"), otel.observed("job"):
    request_finished.send(sender=object)
assert names[0] == "job", names
assert any(name.startswith("process ") and name.endswith("answer") for name in names), names
