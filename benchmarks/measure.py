"""Measure two pieces of work side by side, so that a busy machine slows both alike."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from statistics import median
from time import thread_time_ns
from typing import NamedTuple

Timed = Callable[[], int]
"""Does some work and returns the time that it took, in nanoseconds."""


class Pair(NamedTuple):
    """Nanoseconds of one round."""

    plain: int
    other: int


def cpu_ns(work: Callable[[], object]) -> int:
    """Return the processor time of this thread for some work."""
    began = thread_time_ns()
    work()
    return thread_time_ns() - began


def pairs(plain: Timed, other: Timed, rounds: int) -> list[Pair]:
    """Measure both once a round, now the one first and now the other, after one round to warm
    up.
    """
    shuffled = random.Random(rounds)
    found = []
    for _ in range(rounds + 1):
        times = {}
        for timed in shuffled.sample([plain, other], 2):
            gc.collect()
            times[timed] = timed()
        found.append(Pair(times[plain], times[other]))
    return found[1:]


def median_ns(timed: Timed, rounds: int) -> float:
    """Measure one piece of work alone, after one round to warm up."""
    found = []
    for _ in range(rounds + 1):
        gc.collect()
        found.append(timed())
    return median(found[1:])


def ratio(measured: Iterable[Pair]) -> float:
    """Return the median of ``other`` relative to ``plain``."""
    return median(pair.other / pair.plain for pair in measured)


def added_us(measured: Iterable[Pair]) -> float:
    """Return the median of what ``other`` takes longer, in microseconds."""
    return median((pair.other - pair.plain) / 1000 for pair in measured)


@contextmanager
def collector_runs() -> Iterator[list[int]]:
    """Give a list that has one item for each run of the garbage collector in the block."""
    runs: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            runs.append(info["generation"])

    gc.callbacks.append(note)
    try:
        yield runs
    finally:
        gc.callbacks.remove(note)
