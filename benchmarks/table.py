"""The rows of the benchmark, as text, Markdown and JSON."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass

import django

HEADINGS = ("case", "goal", "measured", "met")


@dataclass(frozen=True)
class Row:
    """One measured number. ``goal`` is the most that it may be; None where there is no goal.

    ``unit`` is "×" for a ratio to plain Django.
    """

    case: str
    measured: float
    unit: str = "×"
    goal: float | None = None

    @property
    def met(self) -> bool:
        return self.goal is None or self.rounded <= self.goal

    @property
    def rounded(self) -> float:
        """The number as it is shown: ratios with two decimals, others with one."""
        return round(self.measured, 2 if self.unit == "×" else 1)

    def cells(self) -> tuple[str, str, str, str]:
        """The row as texts, in the order of ``HEADINGS``."""
        if self.goal is None:
            return self.case, "-", self._shown(self.rounded), "-"
        met = "yes" if self.met else "no"
        return self.case, f"≤ {self._shown(self.goal)}", self._shown(self.rounded), met

    def _shown(self, number: float) -> str:
        if self.unit == "×":
            return f"{number:.2f} ×"
        return f"{number:,g} {self.unit}"


Measure = Callable[[int], list[Row]]
"""A case: measures in so many rounds; no rows when what it needs is not installed."""


def text_line(cells: tuple[str, str, str, str]) -> str:
    """Return a line of the table for a terminal."""
    case, goal, measured, met = cells
    return f"{case:78} {goal:>14} {measured:>14} {met:>4}"


def markdown(rows: Iterable[Row]) -> str:
    """Return the table, with a sentence about where it was measured."""
    lines = [HEADINGS, ("---", "--:", "--:", "---"), *(row.cells() for row in rows)]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    about = ", ".join(f"{name} {version}" for name, version in versions().items())
    return f"{table}\n\nMeasured with {about}.\n"


def as_json(rows: Iterable[Row], rounds: int) -> str:
    """Return ``{"versions": {...}, "rounds": n, "rows": [{"case", ..., "met"}]}``."""
    listed: list[Mapping[str, object]] = [{**asdict(row), "met": row.met} for row in rows]
    return json.dumps({"versions": versions(), "rounds": rounds, "rows": listed}, indent=2)


def versions() -> dict[str, str]:
    return {"Python": platform.python_version(), "Django": django.get_version()}
