"""Something to do under the recorder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from signal_inspector.recording.records import Recording


def _nothing(_: Recording) -> list[str]:
    return []


@dataclass(frozen=True, slots=True)
class Run:
    """``name`` is what the recording is called. ``prepare`` and ``clean_up`` are not recorded;
    ``do`` is, and returns an exit status. ``remarks`` are lines about what it left behind.
    """

    name: str
    do: Callable[[], int]
    prepare: Callable[[], object] = field(default=lambda: None)
    clean_up: Callable[[], object] = field(default=lambda: None)
    remarks: Callable[[Recording], list[str]] = _nothing
