"""Where facts are written while a recording is open.

A *strand* is a line of execution in which whatever runs nests: a thread within a recording, an
awaited dispatch, the call of one async receiver. So its buffer needs no links to parents: the
position of a fact says it all. ``replay`` turns the strands of a closed recording into records.

Grammar of ``Strand.buf``, a flat list::

    dispatch := Plan [detail] time body
    body     := closing * Plan.size        closes the receivers of the plan one after the other
              | (Connection time closing) * any  NotReached * any  End     when Plan.size is -1
    closing  := what was dispatched meanwhile, then time | Failure
    detail   := (code or None, offset of its instruction, captured arguments or None,
                 primary key of the model instance among them)
    anywhere := Effect | [began, ended, alias, SQL]
                                           of the receiver call that is under way
              | Strand                     what another strand began to do at this point

A plan with async receivers under ``send`` has one closing more, for all of them together. A
``Failure`` that left the method ends the dispatch.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from types import CodeType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from signal_inspector import naming

if TYPE_CHECKING:
    from django.dispatch import Signal

    from .instrumentation.labels import Label
    from .recorder import Recorder
    from .records import Connection

current: ContextVar[Strand | None] = ContextVar("signal_inspector_strand", default=None)

CLOSED = -1
"""``Strand.ident`` once its recording is closed: no thread is called so."""


class Method(NamedTuple):
    """What is known of a dispatching method from its source."""

    name: str
    robust: bool
    awaited: bool


TIMED, DETAILED, COUNTED = range(3)
"""Modes of a plan: times only; the line that sent and the arguments as well; only numbers."""


class Plan:
    """One (signal, sender, method, receivers) of a recording: what its dispatches are made of.

    The signal is held, and in the end its name (as always in calls of commit callbacks); of sender
    and receivers only labels and weak references are. ``cached`` is Django's own list of receivers
    for the sender. Django replaces it at each ``connect()`` and ``disconnect()``, so its id is a
    key for these very receivers, and it is held so that the id cannot be reused. ``entries`` is
    what ``Signal.receivers`` held, ``are_listed`` that those for the sender are just the
    synchronous receivers, ``attributes`` are those of the signal itself. ``arguments`` are
    those captured of the last save, and ``like`` tells whether another one has the same.

    ``size`` is the number of synchronous receivers (-1: not known beforehand), ``span`` the length
    of a dispatch in the buffer when nothing happened in it. ``count``, ``errors`` and ``ns`` sum up
    the dispatches that were only counted, ``calls`` their receiver calls where these may differ.
    """

    __slots__ = (
        "are_listed", "arguments", "async_refs", "asynchronous", "attributes", "cached", "calls",
        "count", "entries", "errors", "full", "like", "method", "mode", "ns", "refs", "sender",
        "signal", "size", "span", "synchronous",
    )  # fmt: skip

    def __init__(self, method: Method, signal: Any, sender: Label, mode: int) -> None:
        self.method = method
        self.signal = signal
        self.sender = sender
        self.mode = mode
        self.synchronous: list[Connection] = []
        self.asynchronous: list[Connection] = []
        self.refs: tuple[Any, ...] = ()
        self.async_refs: tuple[Any, ...] = ()
        self.cached: object = None
        self.entries: list[Any] = []
        self.attributes: dict[str, Any] = {}
        self.arguments: dict[str, Any] | None = None
        self.like: Callable[..., Any] | None = None
        self.are_listed = False
        self.size = self.span = -1
        self.full = False
        self.count = self.calls = self.errors = self.ns = 0

    def let_go(self) -> None:
        """Hold nothing of the project any more, now that no dispatch begins by this plan.

        ``refs`` stay: one that has begun may still have to look at them.
        """
        if type(self.signal) is not str:
            self.signal = naming.signal_name(self.signal)
        self.cached, self.entries, self.attributes, self.like = None, [], {}, None


class Failure(NamedTuple):
    """An exception that left a receiver at ``time``; ``ends`` when it left the method as well."""

    time: int
    type: str
    message: str
    frames: tuple[tuple[CodeType, int], ...]
    inherited: bool
    ends: bool
    cancelled: bool


class End(NamedTuple):
    """The end of a dispatch whose receivers were not known beforehand."""

    time: int


class NotReached(NamedTuple):
    """A receiver that was not called, because an exception ended the dispatch."""

    connection: Connection


class Effect(NamedTuple):
    """Something that a receiver did beside dispatching; ``what`` depends on ``kind``.

    ``bulk``: (BulkWrite, code, instruction); ``mail``: how many;
    ``task``: (name, id); ``request``: the host of an HTTP request; ``on_commit`` and ``run``: the
    number of the callback that was registered, or is running; ``end``: the alias whose block ends;
    ``atomic``: (alias, savepoint or None) of a block that has begun; ``savepoint`` and ``release``:
    (alias, savepoint) that was set or is given up outside of that; ``rollback``: (alias, savepoint)
    to which is rolled back, or None for all of the transaction.
    """

    kind: Literal[
        "bulk", "mail", "task", "request", "on_commit", "run", "atomic", "savepoint",
        "release", "rollback", "end",
    ]  # fmt: skip
    time: int
    duration: int
    what: Any


class Shelf:
    """The plans that all strands of one thread in one recording share.

    ``plans`` and ``robust_plans`` are by the id of Django's cached list, for ``send`` and
    ``send_robust``; ``uncached`` and ``robust_uncached`` by the ids of signal and sender, for
    signals without such lists and senders that live as long as the process; ``found`` holds all,
    by signal, sender
    and method, the last one of each.
    """

    __slots__ = (
        "everything", "found", "plans", "robust_plans", "robust_uncached", "thread", "uncached",
    )  # fmt: skip

    def __init__(self, thread: str) -> None:
        self.thread = thread
        self.plans: dict[int, Plan] = {}
        self.robust_plans: dict[int, Plan] = {}
        self.uncached: dict[tuple[int, int], Plan] = {}
        self.robust_uncached: dict[tuple[int, int], Plan] = {}
        self.found: dict[tuple[Method, int, Label], Plan] = {}
        self.everything: dict[int, Plan] = {}


class Strand:
    """See the module. ``ident`` is the thread that writes here; ``outer`` the strand in whose
    buffer this one stands.

    ``plan`` is set for an awaited dispatch, ``connection`` for the call of an async receiver, both
    with the times ``start`` and ``stop`` (0 until known); ``task`` is the name of the asyncio task
    that they run in. ``limit`` is the length of the buffer at which ``plans.limit`` is asked.

    ``threads`` are the strands of other threads below this one, by thread; of each of them,
    ``anchor`` is the length of this buffer when it was put there, ``busy`` tells that a dispatch is
    under way in it, ``is_loose`` that it has not been put there, because the recording was full.
    """

    __slots__ = (
        "__weakref__", "anchor", "buf", "bulk_depth", "busy", "connection", "failure", "heard",
        "ident", "is_loose", "limit", "outer", "plan", "plans", "recorder", "robust_plans",
        "robust_uncached", "shelf", "start", "stop", "task", "threads", "uncached",
    )  # fmt: skip

    shelf: Shelf
    plans: dict[int, Plan]
    robust_plans: dict[int, Plan]
    uncached: dict[tuple[int, int], Plan]
    robust_uncached: dict[tuple[int, int], Plan]
    heard: dict[type, list[Signal]]
    limit: int

    def __init__(self, recorder: Recorder, outer: Strand | None, ident: int) -> None:
        self.recorder = recorder
        self.outer = outer
        self.ident = ident
        self.buf: list[Any] = []
        self.bulk_depth = 0
        self.anchor = 0
        self.busy = self.is_loose = False
        self.threads: dict[int, Strand] = {}
        self.plan: Plan | None = None
        self.connection: Connection | None = None
        self.failure: Failure | None = None
        self.start = self.stop = 0
        self.task = ""
        recorder.adopt(self)

    def settle_down(self) -> None:
        """Put a strand in its place after all, if something was detailed in it while the recording
        became full in another thread.
        """
        if self.is_loose and self.buf and self.outer is not None:
            self.is_loose = False
            self.outer.buf.append(self)

    def close(self) -> None:
        """Let no dispatch begin here any more."""
        if self.is_loose:
            self.settle_down()
        self.ident = CLOSED
        self.plans = self.robust_plans = _NO_PLANS
        self.uncached = self.robust_uncached = _NO_UNCACHED
        self.heard = _NO_SIGNALS

    def copy(self) -> Strand:
        """The facts so far, to be read later. For a strand with no others below it but empty
        ones, of recordings within this one that have been let go.
        """
        copied = Strand.__new__(Strand)
        copied.recorder = None  # type: ignore[assignment] # would hold what it has recorded
        copied.buf = list(self.buf)
        copied.shelf = self.shelf
        copied.plan = copied.connection = copied.failure = None
        copied.task = self.task
        return copied


# What closed strands have. They stay empty: plans are added to shelves, signals to ``Unheard``.
_NO_PLANS: dict[int, Plan] = {}
_NO_UNCACHED: dict[tuple[int, int], Plan] = {}
_NO_SIGNALS: dict[type, list[Signal]] = {}
