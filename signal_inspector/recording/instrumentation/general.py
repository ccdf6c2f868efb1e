"""Dispatches of the general shape: ``asend``, ``asend_robust``, and methods of Signal subclasses.

The instrumented method begins a dispatch, tells of each call of a receiver, and closes it again. An
awaited dispatch has a strand of its own, because its caller's other tasks run meanwhile.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from threading import get_ident
from typing import TYPE_CHECKING, Any

from signal_inspector.entries import entries
from signal_inspector.recording.clock import Clock
from signal_inspector.recording.strands import (
    CLOSED,
    COUNTED,
    DETAILED,
    End,
    Method,
    NotReached,
    Plan,
    Strand,
    current,
)

from .connections import connection_of
from .details import detail
from .failures import LOST, failure, keep_foreign
from .plans import here, nothing_happened, open_plan
from .under import Under

if TYPE_CHECKING:
    from django.dispatch import Signal


Lists = tuple[Sequence[Any], Sequence[Any]] | None
"""The synchronous and the async receivers, where the method looks them up before it calls any."""


def begin(
    method: Method,
    signal: Signal,
    sender: object,
    receivers: Lists,
    named: dict[str, Any] | None,
) -> Under | None:
    """Begin a dispatch. None when nothing is recording, or no receiver will be called."""
    strand = current.get()
    if strand is None:
        return None
    try:
        return _begin(strand, method, signal, sender, receivers, named)
    except RecursionError:
        strand.recorder.lost += 1
    except Exception as error:  # noqa: BLE001 - the receivers are called all the same
        strand.recorder.note(error)
    return None


def _begin(
    caller: Strand,
    method: Method,
    signal: Signal,
    sender: object,
    receivers: Lists,
    named: dict[str, Any] | None,
) -> Under | None:
    strand = here(caller) if caller.ident != get_ident() else caller
    if strand.ident == CLOSED:
        return None
    recorder = strand.recorder
    if receivers is not None and not any(receivers):
        recorder.count_nobody(signal, sender)
        return None
    if method.awaited:
        recorder.expect_strand()
    if len(strand.buf) >= strand.limit:
        recorder.take_stock()
    plan = open_plan(strand, method, signal, sender)
    under = Under(caller, strand, plan, signal, sender)
    if under.counting:
        return under
    if method.awaited:
        own = Strand(recorder, strand, strand.ident)
        own.plan = plan
        own.task = task_name()
        strand.buf.append(own)
        strand = own
        under.move_to(own)
    under.connected = [each for each in entries(signal) if each.is_for(sender)]
    under.planned = [each for some in receivers or () for each in some]
    strand.buf.append(plan)
    if plan.mode == DETAILED and named is not None:
        detail(strand, plan, named, depth=4)
    strand.buf.append(under.began)
    return under


def task_name() -> str:
    """The name of the asyncio task that is running, if one is."""
    try:
        task = asyncio.current_task()
    except RuntimeError:
        return ""
    return "" if task is None else task.get_name()


def under_send(
    strand: Strand, plan: Plan, mode: int, signal: Signal, sender: object
) -> Under | None:
    """The dispatch of ``send`` whose async receivers are about to be called. ``mode`` was that of
    the plan when it began.
    """
    try:
        under = Under(strand, strand, plan, signal, sender)
        under.counting = plan.full and mode == COUNTED
        found = entries(signal)
        under.connected = [each for each in found if each.is_for(sender) and each.is_async]
    except RecursionError:
        strand.recorder.lost += 1
        return None
    except Exception as error:  # noqa: BLE001 - the receivers are called all the same
        strand.recorder.note(error)
        return None
    return under


def calling(under: Under | None, receiver: Any) -> Under | None:
    """A receiver is about to be called, in this thread."""
    if under is None:
        return None
    under.calls += 1
    under.calling = True
    if under.counting:
        return under
    strand = under.strand
    try:
        if not strand.recorder.closed:
            strand.ident = get_ident()
        current.set(strand)
        under.latest = under.connection_of(receiver)
        under.place = len(strand.buf)
        strand.buf += (under.latest, Clock.now())
    except RecursionError:
        strand.recorder.lost += 1
        under.calling = False
    except Exception as error:  # noqa: BLE001 - the receiver is called all the same
        strand.recorder.note(error)
        under.calling = False
    return under


def caught(under: Under | None) -> None:
    """The method caught an exception: that of a receiver, if one was being called."""
    if under is not None and under.calling:
        under.calling = False
        try:
            _tell(under, sys.exception(), ends=False)
        except Exception:  # noqa: BLE001 - the method goes on
            under.strand.recorder.lost += 1


def fail(under: Under | None, error: BaseException) -> None:
    """An exception leaves the method, or the thread in which it calls synchronous receivers."""
    if under is not None:
        under.failed = True
        if under.calling:
            under.calling = False
            try:
                _tell(under, error, ends=True)
            except Exception:  # noqa: BLE001 - the receiver's own exception goes on
                under.strand.recorder.lost += 1


def _tell(under: Under, error: BaseException | None, *, ends: bool) -> None:
    if under.counting:
        under.plan.errors += 1
        return
    current.set(under.caller)
    buf = under.strand.buf
    try:
        buf.append(LOST if error is None else failure(error, ends=ends))
    except RecursionError:
        buf.append(LOST)
    except Exception as ours:  # noqa: BLE001 - the receiver's own exception goes on
        buf.append(LOST)
        under.strand.recorder.note(ours)


def close(under: Under | None, *, refused: bool = False) -> None:
    """The method ends, in whatever way. ``refused``: before it looked for receivers, as if it had
    never begun.
    """
    if under is None:
        return
    strand = under.strand
    try:
        if not refused:
            _close(under, strand)
        elif not under.counting:
            _take_back(under, strand)
    except RecursionError:
        strand.recorder.lost += 1
    except Exception as error:  # noqa: BLE001 - the method ends as without us
        strand.recorder.note(error)


def _close(under: Under, strand: Strand) -> None:
    time = Clock.now()
    plan = under.plan
    called = under.calls > 0 or under.failed
    if not called:
        strand.recorder.count_nobody(under.signal, under.sender)
    if under.counting:
        if called:
            _count(under, time)
        return
    if current.get() is strand:
        current.set(under.caller)
    if not called:
        _take_back(under, strand)
        return
    if under.failed:
        missed = [connection_of(each, under.connected, under.sender) for each in under.planned]
        strand.buf += map(NotReached, missed)
    strand.buf.append(End(time))
    if strand.plan is plan:  # awaited: this strand is the dispatch's own
        strand.stop = time
    if under.tentative and all(map(nothing_happened, strand.buf[under.start + 1 :])):
        _count(under, time)
        _take_back(under, strand)


def _count(under: Under, time: int) -> None:
    plan = under.plan
    plan.count += 1
    plan.calls += under.calls
    plan.ns += time - under.began


def _take_back(under: Under, strand: Strand) -> None:
    if strand.plan is not under.plan or strand.outer is None:
        keep_foreign(strand, under.start)
        return
    outer = strand.outer.buf
    for place in range(len(outer) - 1, -1, -1):
        if outer[place] is strand:
            del outer[place]
            return
