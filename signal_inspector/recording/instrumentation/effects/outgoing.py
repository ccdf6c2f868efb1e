"""What leaves the process: mails and tasks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from django.core import mail
from django.core.mail import EmailMessage

from signal_inspector.naming import receiver_name
from signal_inspector.recording.instrumentation.swapping import Target

from .facts import Begun, Told, begun, target


def targets() -> Iterator[Target]:
    """Mails by Django; tasks of Django (from 6.0 on) and of Celery, once these are imported."""
    sent = Told(enter=_enter_mail, returned=_write_mails, failed=None)
    yield from target(vars(EmailMessage).get("send"), sent)
    yield from target(vars(mail).get("send_mass_mail"), sent)
    django_task = _class("django.tasks.base", "Task")
    for name in ("enqueue", "aenqueue"):
        yield from target(django_task.get(name), Told(enter=_enter_task, returned=_write_task))
    celery_task = _class("celery.app.task", "Task")
    queued = Told(enter=_enter_celery_task, returned=_write_task)
    yield from target(celery_task.get("apply_async"), queued)


def _class(module: str, name: str) -> Any:
    return vars(getattr(sys.modules.get(module), name, object))


def _enter_mail(*_: Any) -> Begun | None:
    return begun(None)


def _write_mails(started: Begun, result: Any) -> None:
    if type(result) is int and result > 0:
        started.write("mail", result)


def _enter_task(task: Any, *_: Any) -> Begun | None:
    return begun(receiver_name(task.func))


def _enter_celery_task(task: Any, *_: Any) -> Begun | None:
    return begun(str(task.name))


def _write_task(started: Begun, _: Any) -> None:
    started.write("task", started.what)
