"""What is wrong with the wiring: one rule a function, each a pure function over what was read.

Sentences are in English, as those of all system checks.
"""

from __future__ import annotations

from collections.abc import Callable

from signal_inspector.conf import Settings
from signal_inspector.diagnosis.ignoring import kept
from signal_inspector.diagnosis.problem import Problem, gravest_first
from signal_inspector.diagnosis.wired import (
    duplicates,
    lifetimes,
    modules,
    senders,
    sending,
    signatures,
)
from signal_inspector.diagnosis.wired.reading import Wiring, read

__all__ = ["find", "judge", "read"]

_RULES: tuple[Callable[[Wiring], list[Problem]], ...] = (
    duplicates.connected_twice,
    duplicates.imported_twice,
    duplicates.sender_and_any,
    lifetimes.dead,
    lifetimes.debug_only,
    lifetimes.ignored,
    modules.never_imported,
    senders.impossible,
    senders.unknown,
    senders.other_class,
    modules.in_models,
    signatures.any_sender,
    signatures.no_kwargs,
    sending.thread_hops,
    lifetimes.disconnected,
    sending.never_sent,
    sending.unheard,
)


def find(settings: Settings) -> list[Problem]:
    """Return the problems of this process' wiring that no entry of ``IGNORE`` names, the gravest
    first.

    Have the URLconf loaded: views connect receivers and import modules.
    """
    return gravest_first(kept(judge(read()), settings.ignore))


def judge(wiring: Wiring) -> list[Problem]:
    """Return all problems of a wiring, in the order of the rules."""
    return [problem for rule in _RULES for problem in rule(wiring)]
