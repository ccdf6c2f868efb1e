# ruff: noqa: E402 - Django and the SDK are set up in an order
"""A site that tells OpenTelemetry of its signals, for WSGI and ASGI servers.

The SDK is set up here as a project would do it, by OpenTelemetry's own environment variables; the
middleware stands for the instrumentation of Django and begins the span of the request.
"""

import os

import django
from asgiref.sync import iscoroutinefunction
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    INSTALLED_APPS=["signal_inspector"],
    MIDDLEWARE=[
        f"{__name__}.request_spans",
        "signal_inspector.middleware.SignalInspectorMiddleware",
    ],
    ROOT_URLCONF=__name__,
    SECRET_KEY="of a test",
    SIGNAL_INSPECTOR={"OTEL": True},
)
django.setup()

from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.dispatch import Signal
from django.http import HttpResponse
from django.urls import path
from django.utils.decorators import sync_and_async_middleware
from opentelemetry import metrics, propagate, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

if os.environ["OTEL_EXPORTER_OTLP_PROTOCOL"] == "grpc":
    from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
else:
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

resource = Resource.create({"process.pid": os.getpid()})
tracing = TracerProvider(resource=resource)
tracing.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(tracing)
reader = PeriodicExportingMetricReader(OTLPMetricExporter())
metrics.set_meter_provider(MeterProvider([reader], resource=resource))

tracer = trace.get_tracer("site")
placed, item_saved = Signal(), Signal()


def reserve(**_):
    for _number in range(6):
        item_saved.send("shop.Item")


def note(**_):
    pass


async def mail(**_):
    pass


for _signal, _receiver in ((placed, reserve), (placed, mail), (item_saved, note)):
    _signal.connect(_receiver)


def _span(request):
    return tracer.start_as_current_span(
        f"{request.method} {request.path}", propagate.extract(request.headers)
    )


@sync_and_async_middleware
def request_spans(get_response):
    if iscoroutinefunction(get_response):

        async def middleware(request):
            with _span(request):
                return await get_response(request)
    else:

        def middleware(request):
            with _span(request):
                return get_response(request)

    return middleware


def place(request):
    placed.send("shop.Order")
    return HttpResponse(str(os.getpid()))


async def place_async(request):
    await placed.asend("shop.Order")
    return HttpResponse(str(os.getpid()))


urlpatterns = [path("place/", place), path("aplace/", place_async)]
wsgi = get_wsgi_application()
asgi = get_asgi_application()
