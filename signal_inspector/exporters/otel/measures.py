"""Metrics of receiver calls: how many, how many failed, how long they took."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from django.apps import apps
from opentelemetry import metrics

import signal_inspector
from signal_inspector import naming
from signal_inspector.exporters.otlp import attributes as names
from signal_inspector.exporters.plain import one_line
from signal_inspector.recording.recording import Recording

APP = "django.signal.sender.app"
MOST_SERIES = 1_000
"""Further combinations of signal, app and receiver are counted together, as overflow."""
OVERFLOW: Mapping[str, str | bool] = {"otel.metric.overflow": True}
SECONDS = (0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0)

_Key = tuple[str, str, str]


class Measures:
    """The instruments, and the combinations of attributes that were seen so far."""

    def __init__(self) -> None:
        meter = metrics.get_meter(names.SCOPE, signal_inspector.__version__)
        self._calls = meter.create_counter(
            "django.signal.receiver.calls", unit="{call}", description="Calls of signal receivers"
        )
        self._errors = meter.create_counter(
            "django.signal.receiver.errors",
            unit="{error}",
            description="Exceptions that signal receivers raised",
        )
        self._durations = meter.create_histogram(
            "django.signal.receiver.duration",
            unit="s",
            description="Time of calls of signal receivers",
            explicit_bucket_boundaries_advisory=SECONDS,
        )
        self._series: dict[_Key, Mapping[str, str | bool]] = {}

    def add(self, recording: Recording) -> None:
        """Count the receiver calls of a recording, those without details too."""
        for call in recording.receiver_calls:
            if call.outcome == "not reached":
                continue
            dispatch = call.dispatch
            series = self._attributes(dispatch.signal, dispatch.sender, call.receiver)
            self._calls.add(1, series)
            self._durations.record(call.duration_ns / 1e9, series)
            if call.error is not None and not call.error.inherited:
                self._errors.add(1, series)
        for counted in recording.counted:
            series = self._attributes(counted.signal, counted.sender, "")
            if counted.receiver_calls:
                self._calls.add(counted.receiver_calls, series)
            if counted.errors:
                self._errors.add(counted.errors, series)

    def _attributes(self, signal: str, sender: str, receiver: str) -> Mapping[str, str | bool]:
        key = (one_line(signal), app_of(sender), one_line(receiver))
        found = self._series.get(key)
        if found is None:
            if len(self._series) >= MOST_SERIES:
                return OVERFLOW
            known = zip((names.SIGNAL, APP, names.FUNCTION), key, strict=True)
            found = self._series[key] = {name: value for name, value in known if value}
        return found


def add(recording: Recording) -> None:
    """Count the receiver calls of a recording in the metrics of this process."""
    _measures().add(recording)


@lru_cache(maxsize=4096)
def app_of(sender: str) -> str:
    """Return the label of a sender's app, "" for one that is of no app."""
    label, _, model = sender.partition(".")
    if label in apps.app_configs and "." not in model:
        return label
    return naming.app_label_of(sender) or ""


@lru_cache(maxsize=1)
def _measures() -> Measures:
    """Return the instruments; they follow the provider that is set, even later."""
    return Measures()
