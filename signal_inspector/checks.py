"""System checks of the setting ``SIGNAL_INSPECTOR`` and of our fit with the running Django."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

from django.conf import settings as django_settings
from django.core.checks import CheckMessage, Error, Info, Warning as CheckWarning
from django.urls import get_resolver

from . import conf
from .diagnosis import ignoring, wired
from .diagnosis.problem import Problem, gravest_first
from .diagnosis.rules import RULES
from .gate.rules import read
from .middleware.choice import LEAST_SECRET
from .recording import instrumentation
from .store.sinks import SinkError, sink_of

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


def check_ignored(**_: Any) -> list[CheckMessage]:
    """E004: entries of ``IGNORE`` that cannot be used as they stand."""
    return [
        Error(fault.message, hint=fault.hint, id="signal_inspector.E004")
        for fault in ignoring.faults(conf.current().ignore)
    ]


def check_wiring(**_: Any) -> list[CheckMessage]:
    """W010 to I026: problems of the wiring; W030: entries of ``IGNORE`` that match nothing."""
    _load_urls()
    settings = conf.current()
    problems = wired.judge(wired.read())
    found = gravest_first(ignoring.kept(problems, settings.ignore))
    return [*map(_message, found), *_unmatched(problems, settings.ignore)]


def _load_urls() -> None:
    """Import the views, as each server does: what they connect is connected then."""
    if getattr(django_settings, "ROOT_URLCONF", None):
        # Django's own checks tell of a URLconf that cannot be loaded.
        with contextlib.suppress(Exception):
            _ = get_resolver().url_patterns


def _message(problem: Problem) -> CheckMessage:
    kind = {"error": Error, "warning": CheckWarning, "info": Info}[problem.severity]
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    return kind(problem.sentence, hint=problem.fix, obj=place or None, id=problem.rule)


def _unmatched(problems: list[Problem], ignored: Mapping[str, Any]) -> Iterator[CheckMessage]:
    """Entries that match nothing hide the next problem. Over recordings only what they name counts:
    not every request has the problem.
    """
    usable = {key: value for key, value in ignored.items() if key in RULES}
    for rule, subject in ignoring.unmatched(problems, usable):
        if RULES[rule].short_id[0] == "R" and ignoring.is_there(subject):
            continue
        yield CheckWarning(
            f"{conf.NAME}['IGNORE'][{rule!r}] names {subject!r}, and there is no such problem.",
            hint="Remove the entry.",
            id="signal_inspector.W030",
        )


def check_otel(**_: Any) -> list[CheckMessage]:
    """E003: OpenTelemetry is asked for and not installed."""
    if not conf.current().otel or find_spec("opentelemetry") is not None:
        return []
    message = f"{conf.NAME}['OTEL'] is on, but the package opentelemetry-api is not installed."
    hint = "Run `pip install django-signal-inspector[otel]`, or turn OTEL off."
    return [Error(message, hint=hint, id="signal_inspector.E003")]


def check_keeping(**_: Any) -> list[CheckMessage]:
    """E005: settings of the middleware and of tasks that cannot be used as they stand."""
    options = conf.current()
    found = []
    try:
        sink_of(options)
    except SinkError as error:
        found.append((str(error), "Use 'file:PATH', or the dotted name of a function."))
    if options.request_rate > 1:
        message = f"{conf.NAME}['REQUEST_RATE'] is a share from 0 to 1, not {options.request_rate}."
        found.append((message, "0.01 records one request of a hundred."))
    if 0 < len(options.request_secret) < LEAST_SECRET:
        message = f"{conf.NAME}['REQUEST_SECRET'] is too short to be a secret, and not used."
        found.append((message, f"Use at least {LEAST_SECRET} random characters."))
    if options.record_tasks and not (options.sink or options.otel):
        message = f"{conf.NAME}['RECORD_TASKS'] is on, and nothing takes the recordings."
        found.append((message, "Set SINK or OTEL."))
    return [Error(message, hint=hint, id="signal_inspector.E005") for message, hint in found]


def check_instrumentation(**_: Any) -> list[CheckMessage]:
    """W001: functions of the running Django that are recorded in a slower way, or not at all."""
    return [
        *_warning(
            "Dispatches by these methods are recorded in a slower way",
            instrumentation.slower(),
            "Recordings are right; such a dispatch takes some ten microseconds longer meanwhile.",
        ),
        *_warning(
            "Nothing is recorded of these functions",
            instrumentation.problems(),
            "Recordings lack what they do; everything else works.",
        ),
    ]


def _warning(message: str, functions: dict[str, str], hint: str) -> Iterator[CheckMessage]:
    if functions:
        lines = [f"\n    {name}: {reason}" for name, reason in sorted(functions.items())]
        yield CheckWarning(
            f"{message}:{''.join(lines)}",
            hint=f"{hint} Report it, with Django's version.",
            id="signal_inspector.W001",
        )
