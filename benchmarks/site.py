"""A Django project for the benchmark: an in-memory database, two models, two views."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol
from wsgiref.util import setup_testing_defaults

import django
from django.conf import settings

SAVED_ROWS = 200
FEW_ROWS = 10


def configure(**more: Any) -> None:
    """Set Django up as this project; ``more`` are further settings."""
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        ROOT_URLCONF="benchmarks.views",
        SIGNAL_INSPECTOR={},  # settings that are configured here take long to tell of one less
        **{"INSTALLED_APPS": ["signal_inspector"], **more},
    )
    django.setup()


@contextmanager
def tables() -> Iterator[None]:
    """The tables of the models, empty, in the block."""
    from django.db import connection

    from .models import Listed, Saved

    with connection.schema_editor() as editor:
        for model in (Listed, Saved):
            editor.create_model(model)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            for model in (Listed, Saved):
                editor.delete_model(model)


@contextmanager
def connected(sender: type, *names: str) -> Iterator[None]:
    """Trivial receivers in the block, one for each name of a model signal."""
    from django.db.models import signals

    connections = [(getattr(signals, name), _receiver()) for name in names]
    for signal, receiver in connections:
        signal.connect(receiver, sender=sender)
    try:
        yield
    finally:
        for signal, receiver in connections:
            signal.disconnect(receiver, sender=sender)


def _receiver() -> Callable[..., None]:
    def trivial(sender: object, **kwargs: object) -> None:
        pass

    return trivial


class Get(Protocol):
    """Sends a request, and returns the body of the answer."""

    def __call__(self, path: str, cookie: str = "", /) -> bytes:
        """RuntimeError for a status other than 200."""


def client() -> Get:
    """Return a function that sends a request for a path through the real WSGI handler."""
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()

    def get(path: str, cookie: str = "") -> bytes:
        path, _, query = path.partition("?")
        environ: dict[str, Any] = {
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_COOKIE": cookie,
        }
        setup_testing_defaults(environ)
        answered: list[str] = []
        body: list[bytes] = []

        def start_response(status: str, *_: object) -> Callable[[bytes], object]:
            answered.append(status)
            return body.append

        response = application(environ, start_response)
        try:
            body.extend(response)
        finally:
            response.close()
        if answered != ["200 OK"]:
            raise RuntimeError(f"{path} was answered with {answered}")
        return b"".join(body)

    return get
