"""Something to do under the recorder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from signal_inspector.recording.recording import Recording


def _nothing(_: Recording) -> list[str]:
    return []


def _all(recording: Recording) -> Recording:
    return recording


@dataclass(frozen=True, slots=True)
class Run:
    """``name`` is what the recording is called. ``prepare`` and ``clean_up`` are not recorded;
    ``do`` is, and returns an exit status. ``kept`` is the part of the recording that is told of;
    ``remarks`` are lines about what it left behind.
    """

    name: str
    do: Callable[[], int]
    prepare: Callable[[], object] = field(default=lambda: None)
    clean_up: Callable[[], object] = field(default=lambda: None)
    kept: Callable[[Recording], Recording] = _all
    remarks: Callable[[Recording], list[str]] = _nothing
