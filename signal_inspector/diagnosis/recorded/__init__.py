"""What went wrong in a recording: one rule a function, each a pure function over the recording.

A rule names each thing once: calls that failed alike are one problem with a count. Sentences are
in the active language, so find problems where they are shown.
"""

from __future__ import annotations

from collections.abc import Callable

from signal_inspector.conf import Settings
from signal_inspector.diagnosis.ignoring import kept
from signal_inspector.diagnosis.problem import Problem, gravest_first
from signal_inspector.diagnosis.recorded import (
    bypasses,
    cascades,
    failures,
    queries,
    repeats,
    times,
    transactions,
    waiting,
)
from signal_inspector.diagnosis.recorded.evidence import Evidence
from signal_inspector.recording.recording import Recording

__all__ = ["find"]

_RULES: tuple[Callable[[Evidence], list[Problem]], ...] = (
    failures.exceptions,
    failures.not_reached,
    cascades.recursion,
    cascades.depth_limit,
    transactions.survived_rollback,
    times.slow_receivers,
    queries.n_plus_one,
    queries.repeated,
    transactions.outgoing_in_atomic,
    repeats.saved_again,
    repeats.sent_twice,
    bypasses.raw_writes,
    waiting.blocking,
    waiting.serial,
    bypasses.bypassed,
)


def find(recording: Recording, settings: Settings) -> list[Problem]:
    """Return the problems of a recording that no entry of ``IGNORE`` names, the gravest first, then
    in the order of the rules.
    """
    evidence = Evidence(recording, settings)
    found = [problem for rule in _RULES for problem in rule(evidence)]
    return gravest_first(kept(found, settings.ignore))
