"""Dispatches of the general shape: ``asend``, ``asend_robust``, and methods of Signal subclasses.

The instrumented method opens a dispatch, tells of each call of a receiver, and closes it again. An
awaited dispatch has a strand of its own, because its caller's other tasks run meanwhile.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from threading import get_ident
from typing import TYPE_CHECKING, Any

from signal_inspector.recording.clock import Clock
from signal_inspector.recording.strands import DETAILED, End, Method, Plan, Strand, current

from . import labels
from .connections import connections_of
from .details import detail
from .failures import LOST, failure
from .plans import here, open_plan

if TYPE_CHECKING:
    from django.dispatch import Signal

    from signal_inspector.recording.records import Connection


class Under:
    """A dispatch under way. ``caller`` is the strand that was current when it began."""

    __slots__ = ("caller", "calling", "calls", "plan", "sender", "signal", "start", "strand")

    def __init__(
        self, caller: Strand, strand: Strand, plan: Plan, signal: Signal, sender: object
    ) -> None:
        self.caller = caller
        self.strand = strand
        self.plan = plan
        self.signal = signal
        self.sender = sender
        self.calling = False


Lists = tuple[Sequence[Any], Sequence[Any]] | None
"""The synchronous and the async receivers, where the method looks them up before it calls any."""


def begin(
    method: Method,
    signal: Signal,
    sender: object,
    receivers: Lists,
    named: Mapping[str, Any] | None,
) -> Under | None:
    """Begin a dispatch. None when nothing is recording, or no receiver will be called."""
    strand = current.get()
    if strand is None:
        return None
    try:
        return _begin(strand, method, signal, sender, receivers, named)
    except Exception as error:  # noqa: BLE001 - the receivers are called all the same
        strand.recorder.note(error)
        return None


def _begin(
    strand: Strand,
    method: Method,
    signal: Signal,
    sender: object,
    receivers: Lists,
    named: Mapping[str, Any] | None,
) -> Under | None:
    caller = strand
    if strand.ident != get_ident():
        strand = here(strand)
    recorder = strand.recorder
    if recorder.closed:
        return None
    if receivers is not None and not any(receivers):
        recorder.count_nobody(signal, sender)
        return None
    if len(strand.buf) >= strand.limit:
        recorder.take_stock()
    plan = open_plan(strand, method, signal, sender)
    if plan.full:
        plan.count += 1
        return None
    if receivers is not None:
        plan.synchronous, plan.asynchronous = (
            connections_of(signal, sender, each) for each in receivers
        )
    if method.awaited:
        own = Strand(recorder, strand, strand.ident)
        own.plan = plan
        strand.buf.append(own)
        strand = own
    strand.buf.append(plan)
    if plan.mode == DETAILED and named is not None:
        detail(strand, named, depth=4)
    strand.buf.append(Clock.now())
    return Under(caller, strand, plan, signal, sender)


def under_send(strand: Strand, plan: Plan, signal: Signal, sender: object) -> Under:
    """The dispatch of ``send`` whose async receivers are about to be called."""
    return Under(strand, strand, plan, signal, sender)


def connection_of(under: Under, receiver: Any) -> Connection:
    """How a receiver of this dispatch was connected, looked up once for each plan."""
    label = labels.of_receiver(receiver)
    known = under.plan.connections
    if label not in known:
        known[label] = connections_of(under.signal, under.sender, [receiver])[0]
    return known[label]


def calling(under: Under | None, receiver: Any) -> Under | None:
    """A receiver is about to be called, in this thread."""
    if under is not None:
        try:
            strand = under.strand
            strand.ident = get_ident()
            current.set(strand)
            under.calling = True
            strand.buf.append(connection_of(under, receiver))
            strand.buf.append(Clock.now())
        except Exception as error:  # noqa: BLE001 - the receiver is called all the same
            under.strand.recorder.note(error)
    return under


def returned(under: Under | None, _: Under | None, response: Any) -> Any:
    """The receiver returned; gives its response on."""
    if under is not None:
        under.strand.buf.append(Clock.now())
        under.calling = False
        current.set(under.caller)
    return response


def caught(under: Under | None) -> None:
    """The method itself caught an exception, as robust methods do: that of a receiver, if one
    was being called.
    """
    if under is not None and under.calling:
        _failed(under, sys.exception(), ends=False)


def fail(under: Under | None, error: BaseException) -> None:
    """An exception is leaving the method, or the thread in which it calls the synchronous
    receivers.
    """
    if under is not None and under.calling:
        _failed(under, error, ends=True)


def _failed(under: Under, error: BaseException | None, *, ends: bool) -> None:
    under.calling = False
    try:
        current.set(under.caller)
        under.strand.buf.append(LOST if error is None else failure(error, ends=ends))
    except Exception as ours:  # noqa: BLE001 - the receiver's own exception goes on
        under.strand.buf.append(LOST._replace(ends=ends))
        under.strand.recorder.note(ours)


def close(under: Under | None) -> None:
    """The method ends, in whatever way."""
    if under is None:
        return
    try:
        time = Clock.now()
        strand = under.strand
        strand.buf.append(End(time))
        if strand.plan is not None:  # awaited: this strand is the dispatch's own
            strand.stop = time
        if current.get() is strand:
            current.set(under.caller)
    except Exception as error:  # noqa: BLE001 - the method ends as without us
        under.strand.recorder.note(error)
