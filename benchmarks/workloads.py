"""Cases of whole pieces of work: a long list of rows, a request, plain and recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

from signal_inspector import record

from . import site
from .measure import added_us, collector_runs, cpu_ns, pairs, ratio
from .table import Measure, Row

LISTED_ROWS = 100_000
EMPTY_REQUESTS = 100
"""In each measurement of a round: the first ones after a full garbage collection take longer."""

SAVES = f"a request that saves {site.SAVED_ROWS} rows, 4 receivers each"

Work = Callable[[], object]


def recorded(work: Work) -> Callable[[], None]:
    """Return the work with the recording of it, from beginning to end, under default options."""

    def run() -> None:
        with record():
            work()

    return run


def listing(rounds: int) -> list[Row]:
    """``list()`` of many rows with a ``post_init`` receiver on their model."""
    from .models import Listed

    runs: dict[str, list[int]] = {"plain": [], "recorded": []}

    def plain(how: str = "plain") -> int:
        with collector_runs() as seen:
            time = cpu_ns(lambda: list(Listed.objects.all()))
        runs[how].append(len(seen))
        return time

    def while_recording() -> int:
        with record():
            return plain("recorded")

    with site.tables(), site.connected(Listed, "post_init"):
        made = (Listed(number=number, name=f"row {number}") for number in range(LISTED_ROWS))
        Listed.objects.bulk_create(made, batch_size=1_000)
        measured = ratio(pairs(plain, while_recording, max(3, rounds // 10)))
    title = f"list() of {LISTED_ROWS:,} rows with a post_init receiver"
    more_runs = median(runs["recorded"]) - median(runs["plain"])
    return [
        Row(title, measured, goal=1.06),
        Row("... runs of the garbage collector that it adds", more_runs, "runs", goal=0),
    ]


@contextmanager
def saving() -> Iterator[Callable[[str], bytes]]:
    """A block in which a request for /save saves rows in a transaction; gives the client."""
    from .models import Saved

    receivers = ("pre_save", "pre_save", "post_save", "post_save")
    with site.tables(), site.connected(Saved, *receivers):
        yield site.client()


def saves(rounds: int) -> list[Row]:
    def plain() -> int:
        return cpu_ns(lambda: get("/save"))

    def while_recording() -> int:
        with record():
            return plain()

    def with_record() -> int:
        return cpu_ns(recorded(lambda: get("/save")))

    def read_as_well() -> int:
        with record() as recording:
            time = plain()
        return time + cpu_ns(lambda: recording.dispatches)

    with saving() as get:
        whole = ratio(pairs(plain, with_record, rounds))
        open_only = ratio(pairs(plain, while_recording, rounds))
        read = ratio(pairs(plain, read_as_well, rounds))
    return [
        Row(f"{SAVES}, everything on", whole, goal=1.10),
        Row("... without the beginning and the end of record()", open_only),
        Row("... and reading what was recorded", read),
    ]


def empty(rounds: int) -> list[Row]:
    get = site.client()
    request = recorded(lambda: get("/empty"))
    measured = pairs(
        lambda: cpu_ns(lambda: [get("/empty") for _ in range(EMPTY_REQUESTS)]),
        lambda: cpu_ns(lambda: [request() for _ in range(EMPTY_REQUESTS)]),
        rounds,
    )
    added = added_us(measured) / EMPTY_REQUESTS
    return [Row("an empty request: time that recording adds", added, "µs", goal=50)]


def cases() -> dict[str, Measure]:
    """Return each case by its name, in the order of the table."""
    return {"listing": listing, "saves": saves, "empty": empty}
