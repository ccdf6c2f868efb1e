"""Open and close recordings."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterable
from threading import get_ident
from typing import TYPE_CHECKING, Any

from signal_inspector import conf

from . import instrumentation, nesting, replay
from .clock import Clock
from .instrumentation import plans
from .limits import EFFECTS_PER_DISPATCH, Limits
from .locks import between_threads
from .muted import is_muted
from .notes import Notes
from .recording import Recording
from .records import Counted
from .strands import COUNTED, DETAILED, Plan, Shelf, Strand, current
from .unheard import Unheard

if TYPE_CHECKING:
    from django.dispatch import Signal


class Recorder:
    """Records the dispatches of the context in which it was started, until it is stopped.

    ``start()`` and ``stop()`` are idempotent. ``stop()`` may be called in another context or
    thread. ``lost`` counts what could not be recorded so near to the recursion limit. ``senders``
    live as long as the process anyway; those whose id is a key are held.
    """

    def __init__(self, name: str = "", options: conf.Settings | None = None) -> None:
        self.options = options if options is not None else conf.current()
        self.recording = Recording(name=name)
        self.sites = self.options.sites
        self.arguments = self.options.arguments
        self.closed = True
        self.began = self.lost = 0
        self.outer: Strand | None = None
        self.inner: list[Recorder] = []
        self.root: Strand | None = None
        self.shelves: dict[int, Shelf] = {}
        self.unheard = Unheard()
        self.retired: list[Counted] = []
        most = EFFECTS_PER_DISPATCH * self.options.dispatch_limit * self.options.effects
        self.effects_left = self.most_effects = most
        self.limits = Limits(self.options)
        self.holds_receivers = False
        self._others: weakref.WeakSet[Strand] | None = None
        self.senders: dict[int, Any] = {}
        self.notes = Notes()
        self._bypassed: dict[tuple[str, type], tuple[str, ...]] = {}

    def start(self) -> None:
        """Begin to record in this context; no effect when it has begun."""
        if self.began:
            return
        instrumentation.activate()
        try:
            self._begin()
        except BaseException:  # as that of recursion, so near to its limit
            self.closed = True
            instrumentation.deactivate()
            raise

    def _begin(self) -> None:
        self.closed = False
        outer = current.get()
        if outer is not None and outer.ident != get_ident():
            outer = plans.here(outer)
        self.outer = outer if outer is not None and not outer.recorder.closed else None
        self.root = Strand(self, self.outer, get_ident())
        if self.outer is not None:
            self.outer.buf.append(self.root)
            self.outer.recorder.inner.append(self)
        self.recording.begin(at=Clock.wall())
        self.began = Clock.now()
        current.set(self.root)

    def stop(self, *, leave: bool = True) -> Recording:
        """Close the recording and return it; the same one when it has been closed before.

        ``leave``: make the strand around it the current one again. Whatever finds one that is
        closed goes on in the one around. So none is set while an abandoned generator is collected:
        Python 3.11 crashes when that happens while another one is being set.
        """
        if self.closed:
            return self.recording
        self.recording.duration_ns = Clock.now() - self.began
        self.closed = True
        strand = current.get()
        if leave and strand is not None and strand.recorder is self:
            current.set(self.outer)
        for strand in self.strands():
            strand.close()
        effects, self.effects_left = self.most_effects - self.effects_left, 0
        instrumentation.deactivate()
        self._guarded(replay.replay, self, self.recording)
        outer = nesting.around(self)
        if outer is None:
            self._guarded(self.let_go)
        else:
            self._guarded(nesting.take_in, outer.recorder, self, effects)
        if self.lost:
            lost = f"{self.lost} facts were lost: the recursion limit was near, or we failed."
            self.notes.texts.append(lost)
        self.recording.notes = self.notes.texts
        return self.recording

    def snapshot(self) -> Recording:
        """The recording as if it ended now, while it goes on; once closed, the recording itself.

        Calls under way are unfinished.
        """
        if self.closed:
            return self.recording
        seen = Recording(self.recording.name, self.recording.started, Clock.now() - self.began)
        self._guarded(replay.replay, self, seen)
        seen.notes = list(self.notes.texts)
        return seen

    def _guarded(self, action: Callable[..., None], *args: Any) -> None:
        """Let our bug not become theirs. Other threads may send all the while."""
        try:
            action(*args)
        except Exception as error:  # noqa: BLE001 - see above
            self._note(error)

    def written(self) -> int:
        """How many dispatches are detailed so far, those of recordings within this one included."""
        with between_threads:
            self.limits.take_stock()
            return self.limits.dispatches

    def dispatches_so_far(self) -> int:
        """How many dispatches with receivers there were, about; may be asked in any thread."""
        written = sum(type(fact) is Plan for strand in self.strands() for fact in strand.buf[:])
        shelves = list(self.shelves.values())
        plans = [plan for shelf in shelves for plan in list(shelf.everything.values())]
        return written + sum(plan.count for plan in plans)

    def let_go(self, outer: Strand | None = None) -> None:
        """Hold nothing any more, in whatever context a strand of ours still is the current one.

        What is sent there belongs to ``outer``, of the recording around this one.
        """
        for strand in self.strands():
            strand.buf, strand.shelf, strand.threads = [], Shelf(""), {}
            strand.plan = strand.connection = strand.failure = None
            strand.outer = outer
            strand.recorder = _OVER  # a task that was begun meanwhile can live for long
        for shelf in list(self.shelves.values()):
            for plan in list(shelf.everything.values()):
                plan.let_go()
        self.shelves, self.senders, self._bypassed = {}, {}, {}
        self.unheard.let_go()
        self.root = None  # no cycle is left for the garbage collector
        self.limits.let_go()
        for inner in self.inner:
            if inner.closed:
                inner.let_go(outer)
        self.inner = []

    # --- what the instrumentation asks for

    @property
    def is_single(self) -> bool:
        """Whether everything was recorded in one strand, which holds no receiver."""
        return self._others is None and not self.inner and not self.holds_receivers

    def strands(self) -> list[Strand]:
        """The strands that anything holds yet. Most recordings have no more than the root."""
        if self._others is None:
            return [] if self.root is None else [self.root]
        with between_threads:
            return [*filter(None, [self.root]), *self._others]

    @property
    def full(self) -> bool:
        """Whether dispatches are only counted any more."""
        return self.limits.full

    def mode_for(self, signal: Signal) -> int:
        """How dispatches of a signal are recorded by now."""
        return COUNTED if is_muted(signal, self.options.muted) else self.limits.mode

    def adopt(self, strand: Strand) -> None:
        """Make a new strand one of this recording."""
        shelf = self.shelves.get(strand.ident)
        if shelf is None:
            shelf = self.shelves[strand.ident] = Shelf(_name_of_thread(strand.ident))
        strand.shelf = shelf
        strand.plans, strand.robust_plans = shelf.plans, shelf.robust_plans
        strand.uncached, strand.robust_uncached = shelf.uncached, shelf.robust_uncached
        strand.heard = self.unheard.heard
        with between_threads:
            if self.root is not None:
                self._others = weakref.WeakSet() if self._others is None else self._others
                self._others.add(strand)
            self.limits.add(strand)

    def retire(self, plan: Plan, shelf: Shelf) -> None:
        """Forget a plan that another one replaces, but not what it counted."""
        for by_list in (shelf.plans, shelf.robust_plans):
            if by_list.get(id(plan.cached)) is plan:
                del by_list[id(plan.cached)]
        if plan.count:
            self.keep_counts([replay.counted_by(plan)])
            plan.count = plan.calls = plan.errors = plan.ns = 0
        shelf.everything.pop(id(plan), None)
        plan.let_go()

    def bypassed(
        self, name: str, model: type, find: Callable[[str, type], tuple[str, ...]]
    ) -> tuple[str, ...]:
        """The receivers that a bulk write bypasses, found once for each model."""
        if (name, model) not in self._bypassed:
            self._bypassed[name, model] = find(name, model)
        return self._bypassed[name, model]

    def count_nobody(self, signal: Signal, sender: Any) -> None:
        """Count a dispatch that no receiver was connected for."""
        self.unheard.count(signal, sender)

    def expect_strand(self) -> None:
        """Another strand begins."""
        if self.limits.expect_strand():
            self.take_stock()

    def take_stock(self) -> None:
        """Count the dispatches so far, and act upon the limits of the recording."""
        with between_threads:
            self.unheard.drain(0)
            before = self.limits.mode
            self.limits.take_stock()
            if self.limits.mode != before:
                self._apply(self.limits.mode)

    def count_inner(self, dispatches: int, effects: int) -> None:
        """Count what a recording within this one has written."""
        with between_threads:
            self.limits.dispatches += dispatches
        self.effects_left = max(0, self.effects_left - effects)
        self.take_stock()

    def keep_counts(self, rows: Iterable[Counted]) -> None:
        """Add these to what has been counted."""
        with between_threads:
            self.retired = replay.added_up((*self.retired, *rows))

    def _apply(self, mode: int) -> None:
        if self.full:
            self.effects_left = 0
        for shelf in list(self.shelves.values()):
            for plan in list(shelf.everything.values()):
                plan.full = self.full
                if plan.mode == DETAILED or self.full:
                    plan.mode = mode

    def note(self, error: BaseException) -> None:
        """Remember a failure of our own bookkeeping; it never reaches the project.

        No effect once the recording is closed: a dispatch that has begun before finds no more what
        it began with.
        """
        if not self.closed:
            self._note(error)

    def _note(self, error: BaseException) -> None:
        try:
            self.notes.add(error)
        except Exception:  # noqa: BLE001 - nothing of ours may come out of here
            self.lost += 1


def _name_of_thread(ident: int) -> str:
    """Empty for a thread that Python did not begin; ``current_thread()`` would make one of it."""
    thread = vars(threading).get("_active", {}).get(ident)
    return "" if thread is None else thread.name


_OVER = Recorder(options=conf.Settings(effects=False))
"""Stands for recordings that are closed and held by nothing but a strand."""
