# ruff: noqa: E402 - OpenTelemetry changes the settings before Django reads them
"""A project with OpenTelemetry's own instrumentation of Django, and one request of each kind.

Prints the spans as JSON: lists of name, id and the id of the parent. A process of its own, since
the instrumentation is for good.
"""

import asyncio
import json

import django
from django.conf import settings
from opentelemetry import trace
from opentelemetry.instrumentation.django import DjangoInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

settings.configure(
    ALLOWED_HOSTS=["testserver"],
    INSTALLED_APPS=["signal_inspector"],
    MIDDLEWARE=["signal_inspector.middleware.SignalInspectorMiddleware"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="of a test",
    SIGNAL_INSPECTOR={"OTEL": True},
)
exporter = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
trace.set_tracer_provider(provider)
DjangoInstrumentor().instrument()
django.setup()

from django.dispatch import Signal
from django.http import HttpResponse
from django.test import AsyncClient, Client
from django.urls import path

placed = Signal()


def reserve(**_):
    pass


async def mail(**_):
    pass


placed.connect(reserve)
placed.connect(mail)


def place(request):
    placed.send("shop.Order")
    return HttpResponse()


async def place_async(request):
    await placed.asend("shop.Order")
    return HttpResponse()


urlpatterns = [path("place/", place), path("aplace/", place_async)]

if __name__ == "__main__":
    assert Client().get("/place/").status_code == 200
    assert asyncio.run(AsyncClient().get("/aplace/")).status_code == 200
    found = exporter.get_finished_spans()
    told = [
        (each.name, each.context.span_id, each.parent and each.parent.span_id) for each in found
    ]
    print(json.dumps(told))  # noqa: T201 - the test reads it
