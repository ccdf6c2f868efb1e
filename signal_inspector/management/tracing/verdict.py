"""Whether a recording fails the run of ``signaltrace``."""

from __future__ import annotations

from collections.abc import Sequence

from signal_inspector.diagnosis import budgets
from signal_inspector.diagnosis.problem import SEVERITIES, Problem
from signal_inspector.diagnosis.rules import RULES, of_rules, rule_named
from signal_inspector.recording.recording import Recording


def check_words(words: Sequence[str]) -> None:
    """Raise ValueError for a word that is neither a severity nor names a rule."""
    for word in words:
        if word not in SEVERITIES and word != "all":
            rule_named(word)


def failing(problems: Sequence[Problem], words: Sequence[str]) -> list[Problem]:
    """Return the problems of these rules; a severity stands for all that are at least as grave."""
    ranks = [SEVERITIES.index(word) for word in SEVERITIES if word in words]
    lowest = max(ranks, default=-1)
    named = [word for word in words if word not in SEVERITIES]
    chosen = of_rules(problems, named) if named else []
    return [
        each for each in problems if SEVERITIES.index(each.severity) <= lowest or each in chosen
    ]


def reasons(
    recording: Recording, problems: Sequence[Problem], words: Sequence[str], **limits: float | None
) -> list[str]:
    """Return a sentence for each reason to fail: budgets that are exceeded, and problems."""
    found = budgets.exceeded(recording, **limits)  # type: ignore[arg-type]
    slugs = dict.fromkeys(RULES[each.rule].slug for each in failing(problems, words))
    return found + ([f"Problems to fail on: {', '.join(slugs)}."] if slugs else [])
