"""OpenTelemetry's SDK for the length of a test, with spans and metrics kept in memory."""

import pytest

pytest.importorskip("opentelemetry.sdk")

from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from signal_inspector.exporters.otel import measures


@pytest.fixture
def tracer_provider(monkeypatch):
    """The provider of the process; OpenTelemetry lets it be set only once otherwise."""
    provider = TracerProvider(shutdown_on_exit=False)
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)
    return provider


@pytest.fixture
def exported(tracer_provider):
    """Return a function that gives the spans that have ended, ours by default."""
    exporter = InMemorySpanExporter()
    tracer_provider.add_span_processor(SimpleSpanProcessor(exporter))

    def exported(scope="signal_inspector"):
        found = exporter.get_finished_spans()
        return [each for each in found if each.instrumentation_scope.name == scope]

    return exported


@pytest.fixture
def tracer(tracer_provider):
    return tracer_provider.get_tracer("tests")


@pytest.fixture
def measured(monkeypatch):
    """Return a function that gives the metrics by name: attributes and value of each point."""
    reader = InMemoryMetricReader()
    provider = MeterProvider([reader], shutdown_on_exit=False)
    monkeypatch.setattr(metrics._internal, "_METER_PROVIDER", provider)
    measures._measures.cache_clear()

    def measured():
        data = reader.get_metrics_data()
        found = data.resource_metrics[0].scope_metrics[0].metrics if data else []
        return {
            each.name.removeprefix("django.signal.receiver."): [
                (dict(point.attributes), point) for point in each.data.data_points
            ]
            for each in found
        }

    yield measured
    measures._measures.cache_clear()
