"""What a recording holds: plain data, no receiver, sender or argument is kept alive by it.

Times are nanoseconds of a monotonic clock since the recording began (``start_ns``) or lengths
(``*_ns``). ``Recording.dispatches`` is in start order; every other order is the order of the calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Scalar = str | int | float | bool | None
Method = str
"""Name of the method that dispatched: ``send``, ``send_robust``, ``asend``, ``asend_robust``, or
one of a subclass.
"""
Outcome = Literal["returned", "raised", "swallowed", "cancelled", "not reached", "unfinished"]
OUTCOMES: tuple[Outcome, ...] = (
    "returned", "raised", "swallowed", "cancelled", "not reached", "unfinished",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """A line of code: ``path`` as the code object has it, ``line`` from 1."""

    path: str
    line: int
    function: str


NOT_DESCRIBED = "BaseException"
"""The type of an ``Error`` of which nothing else is known."""


@dataclass(frozen=True, slots=True)
class Error:
    """An exception that left a receiver.

    ``type`` is its dotted name, ``message`` at most 300 characters, ``frames`` at most 20,
    outermost first. ``inherited`` is true when the exception came out of a dispatch that this
    receiver sent.
    """

    type: str
    message: str
    frames: tuple[Frame, ...] = ()
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Connection:
    """A receiver as it was connected. ``sender`` None means any sender; ``path`` is empty where
    unknown.
    """

    receiver: str
    path: str = ""
    line: int = 0
    sender: str | None = None
    dispatch_uid: str | None = None
    weak: bool = True
    is_async: bool = False


@dataclass(frozen=True, slots=True)
class Queries:
    """SQL on one database: how many statements, and their time."""

    alias: str
    count: int
    duration_ns: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement without its parameters, and how often it was executed.

    ``sql`` has at most 300 characters. In the middle of a longer one a checksum stands for what was
    left out, so different statements have different texts.
    """

    sql: str
    count: int


@dataclass(frozen=True, slots=True)
class BulkWrite:
    """Rows written by a method that sends no signals.

    ``method`` is ``bulk_create``, ``bulk_update``, ``update`` or ``raw_delete``; ``rows`` is None
    where the database does not tell; ``bypassed`` are the receivers that did therefore not run;
    ``site`` is the line that wrote. Where recordings were added up, ``count`` is how many equal
    writes this one stands for, and ``rows`` are those of all of them.
    """

    method: str
    model: str
    rows: int | None
    bypassed: tuple[str, ...] = ()
    site: Frame | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Effects:
    """What a receiver call did beside dispatching, without what the dispatches did that it sent.

    ``statements`` are the three most repeated; ``on_commit`` counts registered callbacks, ``mails``
    those handed to ``django.core.mail``; ``tasks`` are the names of tasks enqueued, ``requests``
    the hosts of HTTP requests. ``in_atomic`` counts the mails and requests inside of an ``atomic``
    block. ``rolled_back`` counts the mails, tasks, requests and bulk writes after which the block
    around them was rolled back; ``survived`` those of them that no rollback undoes.
    ``task_ids`` are the ids that queues gave to the tasks.
    """

    queries: tuple[Queries, ...] = ()
    statements: tuple[Statement, ...] = ()
    on_commit: int = 0
    bulk_writes: tuple[BulkWrite, ...] = ()
    mails: int = 0
    tasks: tuple[str, ...] = ()
    rolled_back: int = 0
    requests: tuple[str, ...] = ()
    in_atomic: int = 0
    survived: int = 0
    task_ids: tuple[str, ...] = ()

    @property
    def query_count(self) -> int:
        """Statements on all databases."""
        return sum(each.count for each in self.queries)

    @property
    def query_ns(self) -> int:
        """Time of the statements on all databases."""
        return sum(each.duration_ns for each in self.queries)


NO_EFFECTS = Effects()
ON_COMMIT = "django.db.transaction.on_commit"
"""Stands for the signal in the call of a commit callback, which is told of like a dispatch."""
TASK = "task"
"""Stands for the signal in the run of a task that a receiver enqueued, told of in the same way."""


@dataclass(eq=False, slots=True)
class ReceiverCall:
    """One call of one receiver. ``dispatches`` are those that it sent in turn, in start order."""

    index: int
    dispatch: Dispatch
    connection: Connection
    start_ns: int
    duration_ns: int
    outcome: Outcome
    error: Error | None = None
    effects: Effects = NO_EFFECTS
    dispatches: list[Dispatch] = field(default_factory=list)

    @property
    def receiver(self) -> str:
        """Dotted name of the receiver."""
        return self.connection.receiver

    @property
    def self_ns(self) -> int:
        """Time outside the dispatches that this receiver sent. Those that overlap count once."""
        covered, end = 0, self.start_ns
        for each in self.dispatches:
            start = max(each.start_ns, end)
            stop = min(each.start_ns + each.duration_ns, self.start_ns + self.duration_ns)
            if stop > start:
                covered, end = covered + stop - start, stop
        return max(0, self.duration_ns - covered)


@dataclass(eq=False, slots=True)
class Dispatch:
    """One ``send()``: which signal, for whom, from where, and what it called.

    ``site`` is the line that sent it, the first outside Django and installed packages;
    ``arguments`` maps the names to plain scalars, or to a description such as ``"<orders.Order
    12>"``, with a digest where the key is a text: ``"<orders.Country #6814ef46f686>"``;
    ``thread`` is the name of the thread, or the asyncio task, that it began in; ``parent`` is the
    receiver call that sent it, None for a root. The call of a commit callback is told of in the
    same way, under the name ``ON_COMMIT``; there ``registered_by`` is the receiver call that
    registered it.
    """

    index: int
    signal: str
    sender: str
    method: Method
    start_ns: int
    duration_ns: int
    site: Frame | None = None
    arguments: Mapping[str, Scalar] = field(default_factory=dict)
    thread: str = ""
    parent: ReceiverCall | None = None
    registered_by: ReceiverCall | None = None
    receiver_calls: list[ReceiverCall] = field(default_factory=list)

    @property
    def is_callback(self) -> bool:
        """Whether this is no dispatch, but the call of a commit callback or the run of a task."""
        return self.signal in {ON_COMMIT, TASK}

    @property
    def failed(self) -> bool:
        """Whether an exception left one of its receivers."""
        return any(call.error is not None for call in self.receiver_calls)


@dataclass(frozen=True, slots=True)
class Counted:
    """Dispatches that were counted but not detailed.

    ``reason`` is ``"no receivers"``, ``"muted"``, ``"limit"`` (more than ``dispatch_limit``) or
    ``"depth"``.
    """

    signal: str
    sender: str
    reason: Literal["no receivers", "muted", "limit", "depth"]
    count: int
    receiver_calls: int = 0
    duration_ns: int = 0
    errors: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """Totals of a recording. ``receivers_ns`` is the time in root dispatches with receivers,
    overlaps once.
    """

    dispatches: int
    receiver_calls: int
    receivers_ns: int
    errors: int
    depth: int
    counted: int
    queries: int = 0
    queries_ns: int = 0
