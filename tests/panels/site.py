"""A site of a few pages that send signals, for requests that the toolbar watches."""

from __future__ import annotations

import asyncio
import io
import threading

from debug_toolbar.toolbar import debug_toolbar_urls
from django.dispatch import Signal
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    JsonResponse,
    StreamingHttpResponse,
)
from django.urls import path

visited = Signal()
counted = Signal()

HTML = (
    "<!doctype html><html lang=en><head><title>Page</title></head><body><h1>Page</h1></body></html>"
)


def count(sender, **kwargs):
    return "counted"


def visit(sender, **kwargs):
    counted.send(sender="inner")


def stumble(sender, **kwargs):
    raise ValueError("Mind the <b>step</b>.")


def html(request: HttpRequest) -> HttpResponse:
    for _ in range(int(request.GET.get("times", "1"))):
        visited.send_robust(sender="page")
    return HttpResponse(HTML)


def json(request: HttpRequest) -> HttpResponse:
    visited.send_robust(sender="page")
    return JsonResponse({})


def error(request: HttpRequest) -> HttpResponse:
    visited.send(sender="page")
    return HttpResponse(HTML)


async def html_async(request: HttpRequest) -> HttpResponse:
    times = int(request.GET.get("times", "1"))
    for _ in range(times):
        await visited.asend_robust(sender="page")
        await asyncio.sleep(0)
    return HttpResponse(HTML)


both_are_here = threading.Barrier(2)


def meet(request: HttpRequest, name: str) -> HttpResponse:
    """Send before, and after a second request has come as far."""
    visited.send_robust(sender=name)
    both_are_here.wait(timeout=20)
    counted.send(sender=name)
    return HttpResponse(HTML)


async def meet_async(request: HttpRequest, name: str) -> HttpResponse:
    await visited.asend_robust(sender=name)
    await asyncio.to_thread(both_are_here.wait, timeout=20)
    await counted.asend(sender=name)
    return HttpResponse(HTML)


def stream(request: HttpRequest) -> StreamingHttpResponse:
    def parts():
        yield HTML
        visited.send_robust(sender="body")

    visited.send_robust(sender="view")
    return StreamingHttpResponse(parts())


async def stream_async(request: HttpRequest) -> StreamingHttpResponse:
    async def parts():
        yield HTML
        await visited.asend_robust(sender="body")

    await visited.asend_robust(sender="view")
    return StreamingHttpResponse(parts())


def file(request: HttpRequest) -> FileResponse:
    return FileResponse(io.BytesIO(b"file"))


def broken_stream(request: HttpRequest) -> StreamingHttpResponse:
    def parts():
        yield HTML
        visited.send_robust(sender="body")
        raise OSError("the body broke")

    return StreamingHttpResponse(parts())


urlpatterns = [
    path("stream/", stream),
    path("stream-async/", stream_async),
    path("broken-stream/", broken_stream),
    path("file/", file),
    path("favicon.ico", lambda request: HttpResponse(status=204)),
    path("html/", html),
    path("json/", json),
    path("error/", error),
    path("async/", html_async),
    path("meet/<str:name>/", meet),
    path("meet-async/<str:name>/", meet_async),
    *debug_toolbar_urls(),
]
