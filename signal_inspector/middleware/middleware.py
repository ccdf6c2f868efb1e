"""The middleware: sync and async, and next to nothing for a request that is not recorded."""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from signal_inspector import conf
from signal_inspector.middleware.choice import Choice
from signal_inspector.middleware.visit import begun, ended, options_of
from signal_inspector.store.entry import Entry
from signal_inspector.store.sinks import Keeper

RAISED, CANCELLED = "500", "cancelled"
"""The status of a request whose exception passes the middleware, and of one whose client went away.
"""


class SignalInspectorMiddleware:
    """Records the requests that the setting chooses, and hands the recordings over.

    Put it first. It raises MiddlewareNotUsed where the setting chooses no request or says nowhere
    to hand them to, and SinkError where SINK cannot be used. The body of a streaming response is
    made after the recording.
    """

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        options = conf.current()
        self._choice = Choice(options)
        self._slow_ns = int(options.request_slow_ms * 1e6)
        self._keeper = Keeper(options)
        self._wants = self._keeper.otel.wants if self._keeper.otel is not None else None
        chooses = self._choice or self._slow_ns or self._wants is not None
        if not (chooses and self._keeper):
            raise MiddlewareNotUsed("SIGNAL_INSPECTOR chooses no requests, or has no SINK.")
        self._options = options_of(options)
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self._is_async:
            return self._aanswer(request)
        chosen = self._choice.takes(request) or (self._wants is not None and self._wants())
        visit = begun(request, self._options) if chosen or self._slow_ns else None
        if visit is None:
            return self.get_response(request)  # type: ignore[no-any-return]
        try:
            response: HttpResponseBase = self.get_response(request)
        except BaseException as error:
            self._keep(ended(visit, _status_of(error)), chosen=chosen)
            raise
        self._keep(ended(visit, response.status_code), chosen=chosen)
        return response

    async def _aanswer(self, request: HttpRequest) -> HttpResponseBase:
        chosen = self._choice.takes(request) or (self._wants is not None and self._wants())
        visit = begun(request, self._options) if chosen or self._slow_ns else None
        if visit is None:
            return await self.get_response(request)  # type: ignore[no-any-return]
        try:
            response: HttpResponseBase = await self.get_response(request)
        except BaseException as error:
            # Also of a client that has gone: then nothing can be awaited any more.
            self._keep(ended(visit, _status_of(error)), chosen=chosen)
            raise
        entry = ended(visit, response.status_code)
        await sync_to_async(self._keep, thread_sensitive=False)(entry, chosen=chosen)
        return response

    def _keep(self, entry: Entry | None, *, chosen: bool) -> None:
        if entry is not None and (chosen or entry.recording.duration_ns >= self._slow_ns):
            self._keeper.keep(entry)


def _status_of(error: BaseException) -> str:
    return CANCELLED if isinstance(error, CancelledError) else RAISED
