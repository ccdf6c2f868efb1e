"""The recording of one run of a task."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import ContextVar, Token
from dataclasses import replace
from functools import wraps
from typing import Any

from django.conf import settings

from signal_inspector import conf
from signal_inspector.recording.recorder import Recorder
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.strands import CLOSED, current
from signal_inspector.store.entry import Entry, current_id, new_id
from signal_inspector.store.sinks import Keeper

DONE, FAILED = "done", "failed"

_log = logging.getLogger("signal_inspector")
_run: ContextVar[Run | None] = ContextVar("signal_inspector_task", default=None)


class Run:
    """Records a task, from when it is made until ``end()``."""

    def __init__(self, name: str, task_id: str, parent: str, options: conf.Settings) -> None:
        self.task_id = task_id
        self._parent = parent
        self._keeper = Keeper(options)
        options = replace(options, arguments=options.arguments and settings.DEBUG)
        self._recorder = Recorder(name, options)
        self._id = new_id()
        self._recorder.start()
        self._before: Token[str] = current_id.set(self._id)

    def end(self, status: str, trimmed: Callable[[Recording], Recording]) -> None:
        """Stop, and hand the recording over as ``trimmed`` gives it back."""
        recording = self._recorder.stop()
        current_id.reset(self._before)
        entry = Entry(self._id, "task", trimmed(recording), status, self._parent, self.task_id)
        self._keeper.keep(entry)


def guarded(function: Callable[..., None]) -> Callable[..., None]:
    """Make a function log what it raises: our failure is never the task's."""

    @wraps(function)
    def inner(*args: Any, **kwargs: Any) -> None:
        try:
            function(*args, **kwargs)
        except Exception:  # noqa: BLE001 - our failure is never theirs
            _log.exception("A task was not recorded.")

    return inner


def begin(name: str, task_id: str, parent: str = "") -> None:
    """Record a task from here on, in this context, where ``RECORD_TASKS`` is on.

    Inside of another recording nothing begins: what a task does at once is part of that one, under
    the receiver that enqueued it.
    """
    options = conf.current()
    strand = current.get()
    if options.record_tasks and (strand is None or strand.ident == CLOSED):
        _run.set(Run(name, task_id, parent, options))


def end(task_id: str, status: str, trimmed: Callable[[Recording], Recording] | None = None) -> None:
    """End the recording of a task, if this one is recorded."""
    run = _run.get()
    if run is not None and run.task_id == task_id:
        _run.set(None)
        run.end(status, trimmed or (lambda recording: recording))
