"""Requests and tasks as OpenTelemetry spans: those whose own span is recorded."""

import pytest

pytest.importorskip("opentelemetry.sdk", reason="opentelemetry-sdk is not installed")

from django.dispatch import Signal
from django.http import HttpResponse
from django.test import AsyncClient, Client
from django.urls import path
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON

from signal_inspector.tasks import run

placed = Signal()


def receive(**kwargs):
    pass


def place(request):
    placed.send("shop")
    return HttpResponse()


urlpatterns = [path("place/", place)]


@pytest.fixture(params=[ALWAYS_ON, ALWAYS_OFF], ids=["sampled", "not sampled"])
def sampled(request):
    return request.param


@pytest.fixture
def spans(sampled, monkeypatch, settings):
    """Return a function that gives ours of the spans that have ended, and their parents' ids."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider(sampler=sampled, shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["signal_inspector.middleware.SignalInspectorMiddleware"]
    settings.SIGNAL_INSPECTOR = {"OTEL": True, "RECORD_TASKS": True}
    placed.connect(receive)
    yield lambda: [
        (span.name, span.parent.span_id)
        for span in exporter.get_finished_spans()
        if span.name.endswith(".receive")
    ]
    placed.disconnect(receive)


def test_requests_become_spans_under_the_current_one(spans, sampled):
    with trace.get_tracer("tests").start_as_current_span("request") as above:
        assert Client().get("/place/").status_code == 200
    expected = [(f"process {__name__}.receive", above.get_span_context().span_id)]
    assert spans() == (expected if sampled is ALWAYS_ON else [])


async def test_under_asgi_too(spans, sampled):
    with trace.get_tracer("tests").start_as_current_span("request") as above:
        await AsyncClient().get("/place/")
    expected = [(f"process {__name__}.receive", above.get_span_context().span_id)]
    assert spans() == (expected if sampled is ALWAYS_ON else [])


def test_without_a_span_there_is_none_of_ours(spans):
    Client().get("/place/")
    assert spans() == []


def test_tasks_become_spans_too(spans, sampled):
    with trace.get_tracer("tests").start_as_current_span("task") as above:
        run.begin("shop.pack", "17")
        placed.send("shop")
        run.end("17", run.DONE)
    expected = [(f"process {__name__}.receive", above.get_span_context().span_id)]
    assert spans() == (expected if sampled is ALWAYS_ON else [])
