"""Effects of many receiver calls, or of many recordings, as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from .records import BulkWrite, Effects, Frame, Queries, Statement

MOST_STATEMENTS = 3


class _Write(NamedTuple):
    """What equal bulk writes have in common."""

    method: str
    model: str
    bypassed: tuple[str, ...]
    site: Frame | None


class EffectsSum:
    """Adds effects up, one after the other; it holds each bulk write and statement once."""

    def __init__(self) -> None:
        self._queries: dict[str, Queries] = {}
        self._statements: Counter[str] = Counter()
        self._writes: dict[_Write, BulkWrite] = {}
        self._numbers: Counter[str] = Counter()
        self._tasks: list[str] = []
        self._requests: list[str] = []
        self._task_ids: list[str] = []

    def add(self, effects: Effects) -> None:
        """Add what a call did."""
        for some in effects.queries:
            before = self._queries.get(some.alias, Queries(some.alias, 0, 0))
            self._queries[some.alias] = Queries(
                some.alias, before.count + some.count, before.duration_ns + some.duration_ns
            )
        for statement in effects.statements:
            self._statements[statement.sql] += statement.count
        for write in effects.bulk_writes:
            key = _Write(write.method, write.model, write.bypassed, write.site)
            same = self._writes.get(key)
            self._writes[key] = write if same is None else _both(same, write)
        for name in ("on_commit", "mails", "rolled_back", "in_atomic", "survived"):
            self._numbers[name] += getattr(effects, name)
        self._tasks += effects.tasks
        self._requests += effects.requests
        self._task_ids += effects.task_ids

    def result(self) -> Effects:
        """All of them so far, databases by name, of the statements the most repeated."""
        repeated = self._statements.most_common(MOST_STATEMENTS)
        return Effects(
            queries=tuple(self._queries[alias] for alias in sorted(self._queries)),
            statements=tuple(Statement(*each) for each in repeated),
            bulk_writes=tuple(self._writes.values()),
            tasks=tuple(self._tasks),
            requests=tuple(self._requests),
            task_ids=tuple(self._task_ids),
            **self._numbers,
        )


def sum_effects(effects: Iterable[Effects]) -> Effects:
    """All of them as one. Of the statements the three most repeated of each are known, no more."""
    whole = EffectsSum()
    for each in effects:
        whole.add(each)
    return whole.result()


def _both(one: BulkWrite, other: BulkWrite) -> BulkWrite:
    unknown = one.rows is None or other.rows is None
    rows = None if unknown else (one.rows or 0) + (other.rows or 0)
    return replace(one, rows=rows, count=one.count + other.count)
