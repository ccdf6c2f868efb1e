"""Read the strands of a recorder, from its root to those that stand in others."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from signal_inspector import naming
from signal_inspector.recording.instrumentation.arguments import plain
from signal_inspector.recording.records import (
    NO_EFFECTS,
    Connection,
    Counted,
    Dispatch,
    Error,
    ReceiverCall,
)
from signal_inspector.recording.strands import (
    Effect,
    End,
    Failure,
    NotReached,
    Plan,
    Shelf,
    Strand,
)

from .effects import Block, Tallies
from .open_dispatch import OpenDispatch
from .places import Places


class Facts(NamedTuple):
    """What a recording is read from. Times are those of the clock, ``ended`` is since ``began``."""

    root: Strand
    began: int
    ended: int
    depth_limit: int
    counts: list[Counted]


def _is_awaited(strand: Strand, opened: list[OpenDispatch]) -> bool:
    """Whether the dispatch that ends is the strand's own.

    Django 5.2 and 6.0 let an exception out of ``asend()`` while receivers still run.
    """
    return strand.plan is not None and len(opened) == 1


class _Waiting(NamedTuple):
    """A strand yet to be read: within which dispatch, below which call, how deep.

    ``blocks`` has the block that is open in each thread, for the strands beside each other: the
    next one of a thread goes on where the one before ended.
    """

    strand: Strand
    within: OpenDispatch | None
    parent: ReceiverCall | None
    depth: int
    blocks: dict[Shelf, Block]


class StrandReader:
    def __init__(self, facts: Facts) -> None:
        self.dispatches: list[Dispatch] = []
        self.effects = NO_EFFECTS
        self._began = facts.began
        self._ended = facts.ended
        self._depth_limit = facts.depth_limit
        self._names: dict[int, str] = {}
        self._deep: Counter[tuple[str, str]] = Counter()
        self._places = Places()
        self._tallies = Tallies(self._places)
        self._callbacks: list[tuple[Dispatch, int]] = []
        self._waiting: list[_Waiting] = []

    def read_all(self, root: Strand) -> None:
        self._waiting.append(_Waiting(root, None, None, 0, {}))
        while self._waiting:
            self._read(self._waiting.pop())
        for dispatch, number in self._callbacks:
            dispatch.registered_by = self._tallies.registered_by(number)
        self.effects = self._tallies.settle()

    def too_deep(self) -> list[Counted]:
        return [Counted(*channel, "depth", count) for channel, count in self._deep.items()]

    def _read(self, waiting: _Waiting) -> None:
        strand, within, parent, depth, blocks = waiting
        block = blocks.get(strand.shelf) or Block()
        if within is not None and strand.connection is not None:
            parent = self._async_call(strand, strand.connection, within)
        opened: list[OpenDispatch] = []
        below: list[_Waiting] = []
        # Another thread has connections of its own, so its transactions are others. A recording
        # within this one began in the same thread.
        others: dict[Shelf, Block] = {}
        for fact in strand.buf:
            top = opened[-1] if opened else None
            call = parent if top is None else top.call
            if type(fact) is Plan:
                dispatch = self._dispatch(fact, strand, call, depth + len(opened))
                opened.append(OpenDispatch(fact, dispatch))
            elif type(fact) is Effect or type(fact) is list:
                block = self._effect(fact, top, call, block)
            elif type(fact) is Strand:
                here = fact.shelf is strand.shelf or fact.recorder is not strand.recorder
                around = {fact.shelf: block} if here else others
                below.append(_Waiting(fact, top, call, depth + len(opened), around))
            elif top is not None and self._take(top, fact) and not _is_awaited(strand, opened):
                opened.pop().list_not_reached()
                if top.dispatch.is_callback:
                    block = block.outer or block
        for each in opened:
            each.leave_unfinished(self._ended)
            each.list_not_reached()
        blocks[strand.shelf] = block
        self._waiting += reversed(below)

    def _effect(
        self, fact: Any, top: OpenDispatch | None, call: ReceiverCall | None, block: Block
    ) -> Block:
        """Take an effect, and return the block that the next one is in."""
        if type(fact) is list:
            self._tallies.add_statement(call, *fact)
            return block
        if fact.kind == "run" and top is not None:
            self._callbacks.append((top.dispatch, fact.what))
            # The commit that calls it is over, though its block has not been left yet.
            return Block("", block)
        return self._tallies.take(fact, call, block)

    def _take(self, top: OpenDispatch, fact: Any) -> bool:
        """Give a fact to the innermost open dispatch; whether that closed it."""
        kind = type(fact)
        if kind is int:
            time = fact - self._began
            top.time(time)
        elif kind is tuple:
            self._detail(top.dispatch, *fact)
            return False
        elif kind is Connection:
            top.call = top.add_call(fact, -1)
            return False
        elif kind is NotReached:
            top.missed.append(fact.connection)
            return False
        else:  # Failure or End
            time = fact.time - self._began if fact.time else self._ended
            if kind is Failure:
                top.fail(fact, self._error(fact), time)
        if top.left == 0 or kind is End:
            top.end(time)
            return True
        return False

    def _dispatch(
        self, plan: Plan, strand: Strand, parent: ReceiverCall | None, depth: int
    ) -> Dispatch:
        signal, sender = self._name(plan), plan.sender.name
        dispatch = Dispatch(
            0, signal, sender, plan.method.name, 0, -1, thread=strand.task or strand.shelf.thread
        )
        if depth >= self._depth_limit:
            self._deep[signal, sender] += 1
            return dispatch
        dispatch.parent = parent
        if parent is not None:
            parent.dispatches.append(dispatch)
        self.dispatches.append(dispatch)
        return dispatch

    def _name(self, plan: Plan) -> str:
        if isinstance(plan.signal, str):
            return plan.signal
        name = self._names.get(id(plan.signal))
        if name is None:
            name = self._names[id(plan.signal)] = naming.signal_name(plan.signal)
        return name

    def _detail(self, dispatch: Dispatch, code: Any, offset: int, arguments: Any, pk: Any) -> None:
        if code is not None:
            dispatch.site = self._places.at_instruction(code, offset)
        if arguments is not None:
            dispatch.arguments = plain(arguments, pk)

    def _async_call(
        self, strand: Strand, connection: Connection, within: OpenDispatch
    ) -> ReceiverCall:
        start = strand.start - self._began if strand.start else self._ended
        stop = strand.stop - self._began if strand.stop else self._ended
        call = within.add_call(connection, start)
        call.duration_ns = max(0, stop - start)
        failure = strand.failure
        if failure is not None:
            call.error = self._error(failure)
            swallowed = within.plan.method.robust and not failure.ends
            call.outcome = "swallowed" if swallowed else "raised"
            if failure.cancelled:
                call.outcome = "cancelled"
        elif strand.stop:
            call.outcome = "returned"
        return call

    def _error(self, failure: Failure) -> Error:
        frames = tuple(self._places.at_line(code, line) for code, line in failure.frames)
        return Error(failure.type, failure.message, frames, failure.inherited)
