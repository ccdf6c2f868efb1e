"""Tasks of Django, from 6.0 on, with every backend that sends Django's signals of tasks."""

from __future__ import annotations

from typing import Any

from django.tasks.signals import task_finished, task_started

from signal_inspector.naming import receiver_name
from signal_inspector.recording import tree
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import Dispatch, ReceiverCall
from signal_inspector.tasks import run

_UID = "signal_inspector.tasks"
_FAILED = "FAILED"


def install() -> None:
    """Connect to the signals of tasks; the only receivers of ours."""
    task_started.connect(_begin, weak=False, dispatch_uid=_UID)
    task_finished.connect(_end, weak=False, dispatch_uid=_UID)


def uninstall() -> None:
    """Undo ``install()``."""
    task_started.disconnect(dispatch_uid=_UID)
    task_finished.disconnect(dispatch_uid=_UID)


@run.guarded
def _begin(task_result: Any, **_: Any) -> None:
    run.begin(receiver_name(task_result.task.func), task_result.id)


@run.guarded
def _end(task_result: Any, **_: Any) -> None:
    failed = task_result.status.name == _FAILED
    run.end(task_result.id, run.FAILED if failed else run.DONE, _without_the_end)


def _without_the_end(recording: Recording) -> Recording:
    """Leave out ``task_finished``, within which the recording ended: our call, and what came before
    it in that dispatch.
    """
    ours = receiver_name(_end)
    for root in recording.roots:
        if any(call.receiver == ours for call in root.receiver_calls):
            _remove(recording, root)
    return recording


def _remove(recording: Recording, root: Dispatch) -> None:
    gone = {id(node) for _, node in tree.walk([root])}
    recording.dispatches = [each for each in recording.dispatches if id(each) not in gone]
    calls: list[ReceiverCall] = []
    for index, dispatch in enumerate(recording.dispatches):
        dispatch.index = index
        if id(dispatch.registered_by) in gone:
            dispatch.registered_by = None
        calls += dispatch.receiver_calls
    for index, call in enumerate(calls):
        call.index = index
