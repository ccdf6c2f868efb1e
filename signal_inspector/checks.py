"""System checks of the setting ``SIGNAL_INSPECTOR`` and of our fit with the running Django."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from django.core.checks import CheckMessage, Error, Warning as CheckWarning

from . import conf
from .gate.rules import read
from .recording import instrumentation

TAG = "signals"


def check_settings(**_: Any) -> list[CheckMessage]:
    """E001: unknown keys and wrong types in the setting."""
    return [
        Error(mistake.message, hint=mistake.hint, id="signal_inspector.E001")
        for mistake in conf.mistakes()
    ]


def check_rules(**_: Any) -> list[CheckMessage]:
    """E002: rules of the setting that cannot be used as they stand."""
    return [
        Error(mistake.message, hint=mistake.hint, id="signal_inspector.E002")
        for mistake in read(conf.current().rules)[1]
    ]


def check_otel(**_: Any) -> list[CheckMessage]:
    """E003: OpenTelemetry is asked for and not installed."""
    if not conf.current().otel or find_spec("opentelemetry") is not None:
        return []
    message = f"{conf.NAME}['OTEL'] is on, but the package opentelemetry-api is not installed."
    hint = "Run `pip install django-signal-inspector[otel]`, or turn OTEL off."
    return [Error(message, hint=hint, id="signal_inspector.E003")]


def check_instrumentation(**_: Any) -> list[CheckMessage]:
    """W001: methods that dispatch signals and cannot be instrumented, whose dispatches are not
    recorded.
    """
    return [
        CheckWarning(
            f"Dispatches by {name} are not recorded: {reason}.",
            hint="Recordings lack them; everything else works. Report it, with Django's version.",
            id="signal_inspector.W001",
        )
        for name, reason in sorted(instrumentation.problems().items())
    ]
