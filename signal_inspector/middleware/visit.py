"""The recording of one request."""

from __future__ import annotations

import logging
from contextvars import Token
from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest

from signal_inspector import conf
from signal_inspector.recording.recorder import Recorder
from signal_inspector.store.entry import Entry, current_id, new_id

_log = logging.getLogger("signal_inspector")


def options_of(options: conf.Settings) -> conf.Settings:
    """Return the options that requests are recorded with: no arguments outside of DEBUG."""
    return replace(options, arguments=options.arguments and settings.DEBUG)


class Visit:
    """Records from ``begin()`` to ``end()``. What fails of it goes to the log."""

    def __init__(self, request: HttpRequest, options: conf.Settings) -> None:
        self._recorder = Recorder(f"{request.method} {request.path}", options)
        self._id = new_id()
        self._before: Token[str] | None = None

    def begin(self) -> None:
        """Record from here on, in this context."""
        self._recorder.start()
        self._before = current_id.set(self._id)

    def end(self, status: str) -> Entry:
        """Stop, and return what is to be kept."""
        recording = self._recorder.stop()
        if self._before is not None:
            current_id.reset(self._before)
        return Entry(self._id, "request", recording, status)


def begun(request: HttpRequest, options: conf.Settings) -> Visit | None:
    """Begin a visit; None where that fails."""
    try:
        visit = Visit(request, options)
        visit.begin()
    except Exception:  # noqa: BLE001 - our failure is never theirs
        _log.exception("A request is not recorded.")
        return None
    return visit


def ended(visit: Visit, status: object) -> Entry | None:
    """End a visit; None where that fails."""
    try:
        return visit.end(str(status))
    except Exception:  # noqa: BLE001 - our failure is never theirs
        _log.exception("The recording of a request is lost.")
        return None
