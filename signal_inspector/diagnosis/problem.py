"""What a rule finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

from signal_inspector.recording.records import Dispatch, ReceiverCall

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""The gravest first."""

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of problem. ``id`` and ``slug`` never change; ``title`` says it in a few words."""

    id: str
    slug: str
    title: str

    @property
    def short_id(self) -> str:
        """``R012``."""
        return self.id.rpartition(".")[2]

    @property
    def page(self) -> str:
        """Where it is explained, from the root of the source tree."""
        return f"docs/reference/problems.md#{self.short_id.lower()}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of one rule, whose id is ``rule``.

    ``sentence`` says what happened, ``fix`` what to do. ``subject`` is what entries of the setting
    ``IGNORE`` name: a receiver's dotted name, a model's label, a module. ``path`` and ``line``
    (from 1) are the place, "" and 0 where there is none. Over a recording, ``node`` is the first of
    ``count``.
    """

    rule: str
    severity: Severity
    sentence: str
    fix: str
    node: Dispatch | ReceiverCall | None = None
    path: str = ""
    line: int = 0
    count: int = 1
    subject: str = ""


def gravest_first(problems: Iterable[Problem]) -> list[Problem]:
    """Sort by severity; those of one severity stay as they come."""
    return sorted(problems, key=lambda problem: SEVERITIES.index(problem.severity))


def grouped(items: Iterable[_Item], key: Callable[[_Item], object]) -> list[list[_Item]]:
    """Return the items with equal keys together, in the order of the first of each."""
    groups: dict[object, list[_Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return list(groups.values())
