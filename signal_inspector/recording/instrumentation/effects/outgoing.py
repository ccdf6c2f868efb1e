"""What leaves the process: mails, HTTP requests and tasks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from http.client import HTTPConnection
from typing import Any

from django.core import mail
from django.core.mail import EmailMessage

from signal_inspector.naming import receiver_name
from signal_inspector.naming.raw import class_name, instance_dict, text_or_empty
from signal_inspector.recording.instrumentation.swapping import Target

from .facts import Begun, Told, begun, target


def targets() -> Iterator[Target]:
    """The functions that hand mails to a backend, and the one by which urllib, requests and urllib3
    begin a request.
    """
    mail_told = Told(enter=_enter_mail, returned=_write_mails)
    yield from target(vars(EmailMessage).get("send"), mail_told)
    yield from target(vars(mail).get("send_mass_mail"), mail_told)
    request_told = Told(enter=_enter_request, returned=_write_request)
    yield from target(vars(HTTPConnection).get("putrequest"), request_told)


@cache
def _django_tasks() -> tuple[Target, ...]:
    task = vars(sys.modules["django.tasks.base"].Task)
    told = Told(enter=_enter_task, returned=_write_task)
    return (*target(task.get("enqueue"), told), *target(task.get("aenqueue"), told))


@cache
def _celery() -> tuple[Target, ...]:
    app = vars(sys.modules["celery.app.base"].Celery)
    told = Told(enter=_enter_celery, returned=_write_task)
    return tuple(target(app.get("send_task"), told))


@cache
def _celery_at_once() -> tuple[Target, ...]:
    """Where tasks are set to run at once, none is sent. Celery imports this with the first task."""
    task = vars(sys.modules["celery.app.task"].Task)
    told = Told(enter=_enter_celery_task, returned=_write_task_at_once)
    return tuple(target(task.get("apply_async"), told))


@cache
def _httpx() -> tuple[Target, ...]:
    clients = vars(sys.modules["httpx._client"])
    told = Told(enter=_enter_httpx, returned=_write_request)
    return (
        *target(vars(clients["Client"]).get("send"), told),
        *target(vars(clients["AsyncClient"]).get("send"), told),
    )


def _enter_mail(*_: Any) -> Begun | None:
    return begun(None)


def _write_mails(started: Begun, result: Any) -> None:
    if type(result) is int and result > 0:
        started.write("mail", result)


def _enter_task(task: Any, *_: Any) -> Begun | None:
    return begun(receiver_name(task.func))


def _enter_celery(_app: Any, name: Any, *_: Any) -> Begun | None:
    return begun(text_or_empty(name))


def _enter_celery_task(task: Any, *_: Any) -> Begun | None:
    return begun(text_or_empty(task.name))


def _write_task_at_once(started: Begun, result: Any) -> None:
    if class_name(type(result)) == "celery.result.EagerResult":
        _write_task(started, result)


def _write_task(started: Begun, result: Any) -> None:
    """The result is that of a queue, which has the id that the worker will know the task by."""
    task_id = getattr(result, "id", "")
    started.write("task", (started.what, task_id if type(task_id) is str else ""))


def _enter_request(connection: Any, *_: Any) -> Begun | None:
    return begun(text_or_empty(instance_dict(connection).get("host")))


def _enter_httpx(_client: Any, request: Any, *_: Any) -> Begun | None:
    return begun(text_or_empty(request.url.host))


def _write_request(started: Begun, _: Any) -> None:
    started.write("request", started.what)


OTHERS = {
    "django.tasks.base": _django_tasks,
    "celery.app.base": _celery,
    "celery.app.task": _celery_at_once,
    "httpx._client": _httpx,
}
"""Targets by the module that has them, once it is imported: the functions that enqueue tasks, of
Django (from 6.0 on) and Celery, and those by which httpx sends a request.
"""
