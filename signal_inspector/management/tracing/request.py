"""Send a request through Django's test client, with the project's own settings and database."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.db import Error
from django.test import Client

from signal_inspector.management.tracing.run import Run
from signal_inspector.recording.noise import without_toolbar
from signal_inspector.recording.recording import Recording

SERVER_ERROR = 500
_FORM = "application/x-www-form-urlencoded"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def request_run(
    url: str, method: str | None, data: Sequence[str], user: str | None, tell: Callable[[str], Any]
) -> Run:
    """Return the run of a request. ``data`` makes it a POST, as form fields or as JSON; ``user`` is
    the name of the user who is logged in; ``tell`` is told the answer.

    Raises CommandError for what cannot be sent.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise CommandError(f"The URL {url!r} cannot be read: {error}.", returncode=2) from None
    if parts.scheme not in {"", "http", "https"}:
        raise CommandError(f"The URL {url!r} is neither of http nor of https.", returncode=2)
    if not parts.path.startswith("/"):
        raise CommandError(f"The URL {url!r} does not begin with a slash.", returncode=2)
    method = (method or ("POST" if data else "GET")).upper()
    if method not in METHODS:
        raise CommandError(
            f"Unknown method {method!r}: use one of {', '.join(METHODS)}.", returncode=2
        )
    if data and method in {"GET", "HEAD"}:
        raise CommandError(
            f"A {method} request has no --data: put it into the URL, after a question mark.",
            returncode=2,
        )
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    body, content_type = _body(data)
    client = Client(raise_request_exception=False, SERVER_NAME=parts.hostname or _host())
    extra: dict[str, Any] = {} if port is None else {"SERVER_PORT": str(port)}
    session = _Session(client, user) if user is not None else None

    def do() -> int:
        secure = parts.scheme == "https"
        response = client.generic(method, path, body, content_type, secure=secure, **extra)
        where = response.headers.get("Location")
        tell(f"{response.status_code} {response.reason_phrase}{f' to {where}' if where else ''}")
        if response.exc_info is not None:  # type: ignore[attr-defined]
            tell(f"{response.exc_info[0].__name__} left the view.")  # type: ignore[attr-defined]
        return int(response.status_code >= SERVER_ERROR)

    name = f"{method} {path}"
    if session is None:
        return Run(name, do, kept=_without_toolbar)
    return Run(name, do, session.begin, session.end, kept=_without_toolbar)


def _without_toolbar(recording: Recording) -> Recording:
    """Leave out what the debug toolbar sends and receives, where it watches the request too."""
    if not apps.is_installed("debug_toolbar"):
        return recording
    return without_toolbar(recording)[0]


def _body(data: Sequence[str]) -> tuple[str, str]:
    """Join form fields, as the command line has them; JSON is sent as it is."""
    joined = "&".join(data)
    if not joined.lstrip().startswith(("{", "[")):
        return joined, _FORM
    try:
        json.loads(joined)
    except ValueError as error:
        raise CommandError(f"--data looks like JSON and is none: {error}.", returncode=2) from None
    return joined, "application/json"


def _host() -> str:
    """Return a name that the project answers to."""
    for host in settings.ALLOWED_HOSTS:
        name = host.removeprefix(".")
        if name != "*":
            return name
    return "localhost"


class _Session:
    """A session as if the user had logged in. No signal is sent, and no login is noted."""

    def __init__(self, client: Client, user: str) -> None:
        for app in ("django.contrib.auth", "django.contrib.sessions"):
            if not apps.is_installed(app):
                raise CommandError(
                    f"--user needs the app {app}, which is not installed.", returncode=2
                )
        model = get_user_model()
        try:
            self._user = model._default_manager.get(**{model.USERNAME_FIELD: user})  # noqa: SLF001 - documented
        except (model.DoesNotExist, ValueError, ValidationError):
            raise CommandError(f"There is no user {user!r}.", returncode=2) from None
        except Error as error:  # no server, or no tables yet
            message = f"The user {user!r} cannot be looked up: {error}"
            raise CommandError(message, returncode=2) from error
        self._client = client
        self._store = import_module(settings.SESSION_ENGINE).SessionStore()

    def begin(self) -> None:
        store = self._store
        store[SESSION_KEY] = self._user._meta.pk.value_to_string(self._user)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = self._user.get_session_auth_hash()
        store.save()
        self._key = store.session_key
        self._client.cookies[settings.SESSION_COOKIE_NAME] = self._key

    def end(self) -> None:
        self._store.delete(self._key)
