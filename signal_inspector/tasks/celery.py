"""Tasks of Celery: the door to ``celery`` (extra ``[celery]``).

A message carries the id of the recording in which it was sent, in a header of its own, and none
where nothing was recorded.
"""

from __future__ import annotations

from typing import Any

from celery import signals, states

from signal_inspector.store.entry import current_id
from signal_inspector.tasks import run

HEADER = "signal_inspector"
_UID = "signal_inspector.tasks"
_STATUSES = {
    states.FAILURE: run.FAILED,
    states.RETRY: "retried",
    states.REJECTED: "rejected",
    states.IGNORED: "ignored",
}


def install() -> None:
    """Hook into the tasks that this process sends and runs."""
    signals.before_task_publish.connect(_mark, weak=False, dispatch_uid=_UID)
    signals.task_prerun.connect(_begin, weak=False, dispatch_uid=_UID)
    signals.task_postrun.connect(_end, weak=False, dispatch_uid=_UID)


def uninstall() -> None:
    """Undo ``install()``."""
    signals.before_task_publish.disconnect(dispatch_uid=_UID)
    signals.task_prerun.disconnect(dispatch_uid=_UID)
    signals.task_postrun.disconnect(dispatch_uid=_UID)


@run.guarded
def _mark(headers: Any = None, **_: Any) -> None:
    entry = current_id.get()
    if entry and type(headers) is dict:
        headers[HEADER] = entry


@run.guarded
def _begin(task_id: str = "", task: Any = None, **_: Any) -> None:
    headers = task.request.headers
    parent = headers.get(HEADER) if type(headers) is dict else None
    run.begin(str(task.name), task_id, parent if type(parent) is str else "")


@run.guarded
def _end(task_id: str = "", state: str | None = None, **_: Any) -> None:
    run.end(task_id, _STATUSES.get(state or "", run.DONE))
