"""What leaves the process: mails and tasks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.core import mail
from django.core.mail import EmailMessage

from signal_inspector.naming import receiver_name
from signal_inspector.recording.instrumentation.swapping import Target

from .facts import Begun, Told, begun, target


def mails() -> Iterator[Target]:
    """The functions that hand mails to a backend."""
    told = Told(enter=_enter_mail, returned=_write_mails)
    yield from target(vars(EmailMessage).get("send"), told)
    yield from target(vars(mail).get("send_mass_mail"), told)


def queues() -> Iterator[Target]:
    """The functions that enqueue tasks: of Django (from 6.0 on) and Celery, once imported."""
    if "django.tasks.base" in sys.modules:
        yield from _django_tasks()
    if "celery.app.task" in sys.modules:
        yield from _celery_tasks()


@cache
def _django_tasks() -> tuple[Target, ...]:
    task = vars(sys.modules["django.tasks.base"].Task)
    told = Told(enter=_enter_task, returned=_write_task)
    return (*target(task.get("enqueue"), told), *target(task.get("aenqueue"), told))


@cache
def _celery_tasks() -> tuple[Target, ...]:
    task = vars(sys.modules["celery.app.task"].Task)
    told = Told(enter=_enter_celery_task, returned=_write_task)
    return tuple(target(task.get("apply_async"), told))


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
