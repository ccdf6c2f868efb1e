"""What went wrong in a recording: one rule a function, each a pure function over the recording.

A rule names each thing once: calls that failed alike are one problem with a count. Sentences are
in the active language, so find problems where they are shown.
"""

from __future__ import annotations

from itertools import chain

from signal_inspector.conf import Settings
from signal_inspector.diagnosis.problem import Problem
from signal_inspector.diagnosis.recorded import cascades, failures, times
from signal_inspector.recording.records import Recording

__all__ = ["find"]


def find(recording: Recording, settings: Settings) -> list[Problem]:
    """Return the problems of a recording, errors first, then in the order of the rules."""
    found = chain(
        failures.exceptions(recording),
        failures.not_reached(recording),
        cascades.recursion(recording),
        cascades.depth_limit(recording),
        times.slow_receivers(recording, slow_ms=settings.slow_ms),
    )
    return sorted(found, key=lambda problem: problem.severity != "error")
