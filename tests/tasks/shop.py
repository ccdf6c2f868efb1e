"""Receivers that enqueue tasks, and tasks that send signals."""

import uuid

from celery import Celery
from celery.exceptions import Ignore
from django.dispatch import Signal
from django.http import HttpResponse
from django.urls import path

placed, packed, labelled = Signal(), Signal(), Signal()
tasks = {}
"""The tasks of the newest app, by name."""
seen = []


def notify(**kwargs):
    tasks["shop.pack"].delay(3)


def weigh(**kwargs):
    pass


def pack(number):
    packed.send("parcel", number=number)
    tasks["shop.label"].apply_async((number,))


def label(number):
    labelled.send("label", number=number)


def lose():
    raise ValueError("lost")


def label_again(task, number):
    labelled.send("label", number=number)
    if not task.request.retries:
        raise task.retry(countdown=0)


def leave(task):
    raise Ignore


def look(task):
    seen.append(task.request.headers)


def new_app(**options):
    """Return an app with the tasks above, and a queue of its own."""
    app = Celery("shop", set_as_current=False)
    app.conf.update(task_default_queue=uuid.uuid4().hex, **options)
    for function in (pack, label, lose):
        name = f"shop.{function.__name__}"
        tasks[name] = app.task(function, name=name, shared=False)
    for function in (label_again, leave, look):
        name = f"shop.{function.__name__}"
        tasks[name] = app.task(function, name=name, bind=True, shared=False)
    return app


def place(request):
    placed.send("order")
    return HttpResponse()


def reprint(request):
    tasks["shop.label_again"].delay(3)
    return HttpResponse()


urlpatterns = [path("place/", place), path("reprint/", reprint)]
CONNECTIONS = [(placed, notify), (packed, weigh), (labelled, weigh)]
