"""Views that send as many nested dispatches as their address says, with the request's number."""

from __future__ import annotations

import asyncio
from typing import Any

from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from tests.load.judge import VERDICT

placed = Signal()


def go_on(number: int, step: int, of: int, **kwargs: Any) -> None:
    if step + 1 < of:
        placed.send(sender="shop", number=number, step=step + 1, of=of)


async def go_on_later(number: int, step: int, of: int, **kwargs: Any) -> None:
    await asyncio.sleep(0)
    if step + 1 < of:
        await asked.asend(sender="shop", number=number, step=step + 1, of=of)


asked = Signal()
placed.connect(go_on)
asked.connect(go_on_later)


def place(request: HttpRequest, number: int, of: int) -> HttpResponse:
    placed.send(sender="shop", number=number, step=0, of=of)
    return HttpResponse("placed")


async def aplace(request: HttpRequest, number: int, of: int) -> HttpResponse:
    await asked.asend(sender="shop", number=number, step=0, of=of)
    return HttpResponse("placed")


def verdict(request: HttpRequest) -> JsonResponse:
    return JsonResponse(VERDICT.as_data())


urlpatterns = [
    path("place/<int:number>/<int:of>/", place),
    path("aplace/<int:number>/<int:of>/", aplace),
    path("verdict/", verdict),
]
