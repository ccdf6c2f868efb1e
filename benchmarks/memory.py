"""Cases of room and of reading: bytes a dispatch, and the time to turn a buffer into a tree."""

from __future__ import annotations

import base64
import gc
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from statistics import median

from signal_inspector import record
from signal_inspector.recording import paths, tree

from .dispatches import TIMES, UNLIMITED, Chain
from .measure import cpu_ns
from .table import Measure, Row

MANY = 100_000
MILLION = 1_000_000


@contextmanager
def traced() -> Iterator[None]:
    """A block in which ``tracemalloc`` counts, without garbage from before."""
    gc.collect()
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()


def buffered(_rounds: int) -> list[Row]:
    chain = Chain(1)
    with traced(), record(**TIMES):
        chain.send(100)
        before, _ = tracemalloc.get_traced_memory()
        chain.send(MANY)
        after, _ = tracemalloc.get_traced_memory()
    size = (after - before) / MANY
    return [Row("a dispatch in the buffer, times only", size, "bytes", goal=90)]


def stored(_rounds: int) -> list[Row]:
    chain = Chain(1)
    with record(**UNLIMITED) as recording:
        chain.send(MANY)
    packed = base64.b64encode(zlib.compress(recording.to_json().encode(), level=1))
    title = "a dispatch as it is stored (JSON, zlib level 1, base64)"
    return [Row(title, len(packed) / MANY, "bytes", goal=20)]


def million(_rounds: int) -> list[Row]:
    chain = Chain(1)
    with record():  # what is loaded at the first recording stays
        chain.send(100)
    with traced():
        before, _ = tracemalloc.get_traced_memory()
        with record() as recording:
            chain.send(MILLION)
        counted = len(recording.dispatches) + sum(each.count for each in recording.counted)
        _, peak = tracemalloc.get_traced_memory()
    return [
        Row(
            "a million dispatches under the default limits: most memory at a time",
            (peak - before) / 2**20,
            "MB",
            goal=10,
        ),
        Row("... dispatches that it did not count", abs(MILLION - counted), "dispatches", goal=0),
    ]


def cascade(rounds: int) -> list[Row]:
    chain = Chain(1, depth=5)
    times: dict[str, list[int]] = {"read": [], "merged": [], "rows": []}
    for _ in range(max(3, rounds // 20)):
        with record(**TIMES) as recording:
            chain.send(MANY // 5)
        gc.collect()
        times["read"].append(cpu_ns(partial(getattr, recording, "dispatches")))
        times["merged"].append(cpu_ns(partial(paths.merge, recording)))
        times["rows"].append(cpu_ns(partial(tree.rows, recording.roots)))
    title = f"{MANY:,} recorded dispatches, 5 deep: the merged cascade"
    return [
        Row(title, median(times["merged"]) / 1e6, "ms", goal=50),
        Row("... the rows of the whole cascade", median(times["rows"]) / 1e6, "ms"),
        Row("... reading what was recorded, before", median(times["read"]) / 1e6, "ms"),
    ]


def cases() -> dict[str, Measure]:
    """Return each case by its name, in the order of the table."""
    return {"buffer": buffered, "stored": stored, "million": million, "cascade": cascade}
