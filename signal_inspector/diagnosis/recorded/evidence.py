"""A recording as the rules look at it: gone through once for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from signal_inspector import naming
from signal_inspector.conf import Settings
from signal_inspector.diagnosis.problem import Problem, Rule, Severity
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import (
    NO_EFFECTS,
    Connection,
    Dispatch,
    Effects,
    Frame,
    ReceiverCall,
)


class Evidence:
    """``calls`` are all receiver calls; ``failed`` those that an exception left, ``busy`` those
    with effects, ``sending`` those that dispatched.
    """

    def __init__(self, recording: Recording, settings: Settings) -> None:
        self.recording = recording
        self.settings = settings
        self.calls: list[ReceiverCall] = []
        self.failed: list[ReceiverCall] = []
        self.busy: list[ReceiverCall] = []
        self.sending: list[ReceiverCall] = []
        self._numbers: dict[int, int] = {}
        self._known: dict[Connection, int] = {}
        for dispatch in recording.dispatches:
            for call in dispatch.receiver_calls:
                self.calls.append(call)
                if call.error is not None:
                    self.failed.append(call)
                if call.effects is not NO_EFFECTS:
                    self.busy.append(call)
                if call.dispatches:
                    self.sending.append(call)

    @property
    def slow_ns(self) -> float:
        """From which own time on a receiver is slow."""
        return self.settings.slow_ms * 1e6

    def connection(self, call: ReceiverCall) -> int:
        """A number for a call's connection, the same for equal ones; quicker than their hash."""
        key = id(call.connection)
        number = self._numbers.get(key)
        if number is None:
            number = self._known.setdefault(call.connection, len(self._known))
            self._numbers[key] = number
        return number

    def effects(self) -> Iterator[tuple[ReceiverCall | None, Effects]]:
        """The effects of each receiver call, and those outside of any."""
        yield from ((call, call.effects) for call in self.busy)
        if self.recording.effects is not NO_EFFECTS:
            yield None, self.recording.effects


def at_call(
    rule: Rule, severity: Severity, sentence: str, fix: str, calls: list[ReceiverCall]
) -> Problem:
    """A problem of a receiver, placed where it is defined; ``calls`` are those concerned."""
    first = calls[0]
    connection = first.connection
    return Problem(
        rule.id, severity, sentence, fix, first, connection.path, connection.line, len(calls),
        subject=connection.receiver,
    )  # fmt: skip


def place(frame: Frame | None) -> tuple[str, int]:
    """Path and line of a frame, as a problem has them."""
    return ("", 0) if frame is None else (frame.path, frame.line)


def is_own(frame: Frame | None) -> bool:
    """Whether a line is the project's, or unknown."""
    return frame is None or naming.origin_of_path(frame.path) == "project"


def written(sites: Iterable[Frame | None]) -> str:
    """The lines that dispatched, for people, each once: ``orders/views.py:17``."""
    lines = [f"{naming.short_path(each.path)}:{each.line}" for each in sites if each is not None]
    return ", ".join(dict.fromkeys(lines))


def of_models(dispatch: Dispatch) -> bool:
    """Whether Django's model layer sends this signal."""
    return dispatch.signal.startswith("django.db.models.signals.")
