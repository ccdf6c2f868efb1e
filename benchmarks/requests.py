"""What the middleware adds to a request that it does not record, sync and async."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.test import override_settings

from .measure import added_us, cpu_ns, pairs
from .table import Measure, Row

CALLS = 20_000
"""In each measurement of a round."""

SETTING = {
    "SINK": "benchmarks.requests.no_sink",
    "REQUEST_RATE": 1e-12,
    "REQUEST_PATHS": ["/checkout/*", "/api/orders/*"],
    "REQUEST_SECRET": "sixteen characters at least",
}
"""Every way of choosing is on, and chooses nothing."""


def no_sink(_entry: object) -> None:
    raise AssertionError("a request was recorded")


def unsampled(rounds: int) -> list[Row]:
    """A view of nothing, plain and behind the middleware."""
    from signal_inspector.middleware import SignalInspectorMiddleware

    response, request = HttpResponse(), HttpRequest()
    request.method, request.path, request.path_info = "GET", "/", "/"
    request.META["HTTP_X_SIGNAL_INSPECTOR"] = "a guess"

    def view(_request: HttpRequest) -> HttpResponse:
        return response

    async def aview(_request: HttpRequest) -> HttpResponse:
        return response

    with override_settings(SIGNAL_INSPECTOR=SETTING):
        behind: Any = SignalInspectorMiddleware(view)
        abehind: Any = SignalInspectorMiddleware(aview)
    sync = pairs(lambda: _calls(view, request), lambda: _calls(behind, request), rounds)
    awaited = pairs(lambda: _awaits(aview, request), lambda: _awaits(abehind, request), rounds)
    return [
        Row("a request that the middleware does not record", added_us(sync) / CALLS, "µs", 5),
        Row("the same under ASGI", added_us(awaited) / CALLS, "µs", 5),
    ]


def _calls(view: Callable[[HttpRequest], object], request: HttpRequest) -> int:
    def work() -> None:
        for _ in range(CALLS):
            view(request)

    return cpu_ns(work)


def _awaits(
    view: Callable[[HttpRequest], Coroutine[Any, Any, object]], request: HttpRequest
) -> int:
    async def work() -> None:
        for _ in range(CALLS):
            await view(request)

    return cpu_ns(lambda: asyncio.run(work()))


def cases() -> dict[str, Measure]:
    return {"middleware": unsampled}
