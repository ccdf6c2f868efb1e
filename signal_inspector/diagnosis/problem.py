"""What a rule finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

from signal_inspector.recording.records import Dispatch, ReceiverCall

Severity = Literal["error", "warning"]
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Problem:
    """``sentence`` says what happened, ``fix`` what to do; ``node`` is the first of ``count``."""

    rule: str
    severity: Severity
    sentence: str
    fix: str
    node: Dispatch | ReceiverCall | None = None
    path: str = ""
    line: int = 0
    count: int = 1


def grouped(items: Iterable[_Item], key: Callable[[_Item], object]) -> list[list[_Item]]:
    """Return the items with equal keys together, in the order of the first of each."""
    groups: dict[object, list[_Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return list(groups.values())
