"""Open and close recordings."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from threading import enumerate as threads, get_ident
from types import TracebackType
from typing import TYPE_CHECKING, Any

from signal_inspector import conf, naming

from . import instrumentation, replay
from .clock import Clock
from .instrumentation import labels, plans
from .records import Recording
from .strands import CLOSED, COUNTED, DETAILED, TIMED, Plan, Shelf, Strand, current

if TYPE_CHECKING:
    from django.dispatch import Signal

LEAST_PER_DISPATCH = 3
"""No dispatch with receivers takes less room in a buffer: plan, start, end of the only receiver."""

EFFECTS_PER_DISPATCH = 5
"""Facts about effects that are kept, for each dispatch of the limit."""

MOST_HEARD = 20_000
MOST_NOTES = 20


class Recorder:
    """Records the dispatches of the context in which it was started, from ``start()`` to
    ``stop()``.

    Both are idempotent. ``stop()`` may be called in another context or thread than ``start()``.
    """

    def __init__(self, name: str = "", options: conf.Settings | None = None) -> None:
        self.options = options if options is not None else conf.current()
        self.recording = Recording(name=name)
        self.sites = self.options.sites
        self.arguments = self.options.arguments
        self.mode = DETAILED if self.sites or self.arguments else TIMED
        self.full = False
        self.effects_left = EFFECTS_PER_DISPATCH * self.options.dispatch_limit
        self.closed = True
        self.outer: Strand | None = None
        self.began = 0
        self.inner: list[Recorder] = []
        self.strands: list[Strand] = []
        self.shelves: dict[int, Shelf] = {}
        self.heard: dict[Any, list[Signal]] = {}
        self.unheard: Counter[tuple[Signal, labels.Label]] = Counter()
        self._notes: list[str] = []
        self._muted: dict[int, bool] = {}
        self._bypassed: dict[tuple[str, type], tuple[str, ...]] = {}
        self._tallied = 0
        self._untallied: list[tuple[Strand, int]] = []
        self._room = 0

    def start(self) -> None:
        """Begin to record in this context; no effect when it has begun."""
        if self.began:
            return
        self.recording.started = datetime.now(UTC).isoformat(timespec="milliseconds")
        instrumentation.activate()
        self.closed = False
        self._room = self._next_limit()
        outer = current.get()
        if outer is not None and outer.ident != get_ident():
            outer = plans.here(outer)
        self.outer = outer if outer is not None and not outer.recorder.closed else None
        root = Strand(self, self.outer, get_ident())
        if self.outer is not None:
            self.outer.buf.append(root)
            self.outer.recorder.inner.append(self)
        self.began = Clock.now()
        current.set(root)

    def stop(self) -> Recording:
        """Close the recording and return it; the same one when it has been closed before."""
        if self.closed:
            return self.recording
        self.recording.duration_ns = Clock.now() - self.began
        self.closed = True
        root = self.strands[0]
        if current.get() is root:
            current.set(self.outer)
        for strand in self.strands:
            strand.ident = CLOSED
            strand.plans = strand.robust_plans = {}
            strand.uncached = strand.robust_uncached = {}
            strand.heard = {}
        instrumentation.deactivate()
        try:
            replay.replay(self)
        except Exception as error:  # noqa: BLE001 - our bug must not become theirs
            self.note(error)
        self.recording.notes = self._notes
        return self.recording

    # --- what the instrumentation asks for

    def adopt(self, strand: Strand) -> None:
        """Make a new strand one of this recording."""
        shelf = self.shelves.get(strand.ident)
        if shelf is None:
            names = {thread.ident: thread.name for thread in threads()}
            shelf = self.shelves[strand.ident] = Shelf(names.get(strand.ident) or "")
        strand.shelf = shelf
        strand.plans, strand.robust_plans = shelf.plans, shelf.robust_plans
        strand.uncached, strand.robust_uncached = shelf.uncached, shelf.robust_uncached
        strand.heard = self.heard
        strand.limit = self._room
        self.strands.append(strand)
        self._untallied.append((strand, 0))

    def is_muted(self, signal: Signal) -> bool:
        """Whether the setting tells to count this signal's dispatches rather than to detail
        them.
        """
        muted = self._muted.get(id(signal))
        if muted is None:
            muted = self._muted[id(signal)] = naming.signal_name(signal) in self.options.muted
        return muted

    def takes_effects(self) -> bool:
        """Whether effects are still recorded."""
        return self.options.effects and not self.full and self.effects_left > 0

    def bypassed(
        self, name: str, model: type, find: Callable[[str, type], tuple[str, ...]]
    ) -> tuple[str, ...]:
        """The receivers that a bulk write bypasses, found once for each model."""
        if (name, model) not in self._bypassed:
            self._bypassed[name, model] = find(name, model)
        return self._bypassed[name, model]

    def count_nobody(self, signal: Signal, sender: Any) -> None:
        """Count a dispatch that no receiver was connected for."""
        if labels.is_permanent(sender):
            self.heard.setdefault(sender, []).append(signal)
        else:
            self.unheard[signal, labels.of_sender(sender)] += 1
        self._drain_heard(MOST_HEARD)

    def _drain_heard(self, at_most: int) -> None:
        for sender, signals in list(self.heard.items()):
            if len(signals) > at_most:
                label = labels.of_sender(sender)
                length = len(signals)  # other threads may append meanwhile
                counts = Counter(signals[:length])
                del signals[:length]
                for signal, count in counts.items():
                    self.unheard[signal, label] += count

    def take_unheard(self) -> Counter[tuple[Signal, labels.Label]]:
        """Counts of the dispatches without receivers, by signal and sender."""
        self._drain_heard(0)
        return self.unheard

    def take_stock(self) -> None:
        """Count the dispatches so far and act upon the limits of the recording."""
        self._drain_heard(MOST_HEARD)
        still: list[tuple[Strand, int]] = []
        for strand, seen in self._untallied:
            length = len(strand.buf)
            self._tallied += sum(type(each) is Plan for each in strand.buf[seen:length])
            if not strand.stop:
                still.append((strand, length))
        self._untallied = still
        if self._tallied >= self.options.detail_limit and self.mode == DETAILED:
            self._set_mode(TIMED)
        if self._tallied >= self.options.dispatch_limit and not self.full:
            self.full = True
            self._set_mode(COUNTED)
        room = self._room = self._next_limit()
        for strand, length in still:
            strand.limit = length + room

    def _next_limit(self) -> int:
        """How many entries a buffer can take before the next limit of the recording may be
        reached.
        """
        limits = (self.options.detail_limit, self.options.dispatch_limit)
        ahead = [limit - self._tallied for limit in limits if limit > self._tallied]
        return LEAST_PER_DISPATCH * min(ahead) if ahead else sys.maxsize

    def _set_mode(self, mode: int) -> None:
        self.mode = mode
        for shelf in self.shelves.values():
            for plan in shelf.everything:
                if plan.mode == DETAILED or mode == COUNTED:
                    plan.mode = mode
                plan.full = self.full

    def note(self, error: BaseException) -> None:
        """Remember a failure of our own bookkeeping; it never reaches the project."""
        if len(self._notes) < MOST_NOTES:
            place = _place(error.__traceback__)
            self._notes.append(f"{type(error).__name__} in signal_inspector{place}: {error}")


def _place(traceback: TracebackType | None) -> str:
    if traceback is None:
        return ""
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    return f", {naming.short_path(traceback.tb_frame.f_code.co_filename)}:{traceback.tb_lineno}"


class record:  # noqa: N801 - reads as a verb at its place of use
    """Record every dispatch of a block: ``with record() as recording:``, or ``async with``.

    ``options`` are those of the setting ``SIGNAL_INSPECTOR`` in lower case and win over it; an
    unknown one raises TypeError. The recording is filled when the block is left. Works anywhere,
    with DEBUG off, and nested: what is sent inside an inner block is in both recordings.
    """

    def __init__(self, name: str = "", **options: Any) -> None:
        self._recorder = Recorder(name, conf.current(**options))

    def __enter__(self) -> Recording:
        self._recorder.start()
        return self._recorder.recording

    def __exit__(self, *_: object) -> None:
        self._recorder.stop()

    async def __aenter__(self) -> Recording:
        return self.__enter__()

    async def __aexit__(self, *_: object) -> None:
        self._recorder.stop()
