"""Find or make the plan of a dispatch.

The instrumented ``send`` looks a plan up by itself: by the identity of Django's cached list of
receivers, or, for signals without a cache, by signal and sender, and compares the connections. A
plan found there spares Django's own look-up. What is not found comes here.
"""

from __future__ import annotations

from operator import is_
from threading import get_ident
from typing import TYPE_CHECKING, Any

from django.db.models.signals import ModelSignal

from signal_inspector.recording.records import Connection
from signal_inspector.recording.strands import (
    CLOSED,
    COUNTED,
    End,
    Failure,
    Method,
    Plan,
    Strand,
    current,
)

from . import labels, live_receivers
from .calls import Receivers, are_behind, calls
from .failures import holds_dispatches, keep_foreign
from .saves import unlike

if TYPE_CHECKING:
    from django.dispatch import Signal

    from signal_inspector.recording.recorder import Recorder


def plan(
    strand: Strand,
    method: Method,
    signal: Signal,
    sender: Any,
    cached: Any,
    synchronous: Receivers,
    asynchronous: Receivers,
) -> Plan | None:
    """Return the plan for a dispatch to these receivers; None when it is not to be recorded."""
    try:
        if strand.ident != get_ident():
            strand = here(strand)
        if strand.ident == CLOSED:
            return None
        if not synchronous and not asynchronous:
            strand.recorder.count_nobody(signal, sender)
            return None
        label = labels.of_sender(sender)
        found = strand.shelf.found.get((method, id(signal), label))
        if found is None or not _is_for(found, synchronous, asynchronous, signal.receivers):
            found = _make(strand, method, signal, label, found)
            _fill(strand.recorder, found, sender, synchronous, asynchronous)
        if found.are_listed and live_receivers.are_stock(signal):
            _shelve(strand, found, signal, sender, cached)
    except RecursionError:
        strand.recorder.lost += 1
        return None
    except Exception as error:  # noqa: BLE001 - the receivers are called all the same
        strand.recorder.note(error)
        return None
    return found


def open_plan(strand: Strand, method: Method, signal: Signal, sender: Any) -> Plan:
    """Return the plan for a method that decides on its own which receivers it calls."""
    label = labels.of_sender(sender)
    return strand.shelf.found.get((method, id(signal), label)) or _make(
        strand, method, signal, label, None
    )


def _make(
    strand: Strand, method: Method, signal: Signal, label: labels.Label, replaced: Plan | None
) -> Plan:
    recorder, shelf = strand.recorder, strand.shelf
    made = Plan(method, signal, label, recorder.mode_for(signal))
    made.attributes = vars(signal)
    made.like = unlike if type(signal) is ModelSignal else None
    if replaced is not None:
        recorder.retire(replaced, shelf)
    shelf.found[method, id(signal), label] = made
    shelf.everything[id(made)] = made
    made.full = recorder.limits.full  # asked last: from now on the recorder tells it
    if made.full:
        made.mode = COUNTED
    return made


def _fill(
    recorder: Recorder, made: Plan, sender: Any, synchronous: Receivers, asynchronous: Receivers
) -> None:
    made.entries = list(made.signal.receivers)
    found = calls(made.signal, sender, made.sender, synchronous, asynchronous)
    recorder.holds_receivers |= not found.holds_nothing
    made.refs, made.async_refs = found.refs, found.async_refs
    made.synchronous, made.asynchronous = found.synchronous, found.asynchronous
    made.are_listed = found.are_listed
    made.size = len(synchronous)
    made.span = made.size + 2


def _is_for(
    found: Plan, synchronous: Receivers, asynchronous: Receivers, connected: list[Any]
) -> bool:
    return (
        len(found.entries) == len(connected)
        and all(map(is_, found.entries, connected))
        and are_behind(found.refs, synchronous)
        and are_behind(found.async_refs, asynchronous)
    )


def _shelve(strand: Strand, found: Plan, signal: Signal, sender: Any, cached: Any) -> None:
    """Let the instrumented method find the plan without us, where that is certain to be right.

    ``cached`` is the list that Django has just taken the receivers from, or one that it has
    replaced and will not take again.
    """
    robust = found.method.robust
    shelf = strand.shelf
    if not signal.use_caching:
        if labels.is_permanent(sender):
            strand.recorder.senders[id(sender)] = sender
            (shelf.robust_uncached if robust else shelf.uncached)[id(signal), id(sender)] = found
    elif cached is not None and len(cached) == found.size:
        plans = shelf.robust_plans if robust else shelf.plans
        plans.pop(id(found.cached), None)  # that list may go now, and its id to another
        found.cached = cached
        plans[id(cached)] = found


def here(strand: Strand) -> Strand:
    """Return the strand to write to in this thread, once the recording of ``strand`` may be over.

    Below a strand of another thread, this one has a strand of its own. It is used again while it is
    idle and nothing else has happened there, so that its place in the cascade is the same.
    """
    while strand.ident == CLOSED:
        if strand.outer is None:
            return strand
        strand = strand.outer
    ident = get_ident()
    if strand.ident == ident:
        return strand
    child = strand.threads.get(ident)
    if child is None or child.busy or child.anchor != len(strand.buf):
        if child is not None:
            child.settle_down()
        strand.recorder.expect_strand()
        child = Strand(strand.recorder, strand, ident)
        child.is_loose = strand.recorder.full
        if not child.is_loose:
            strand.buf.append(child)
        strand.threads[ident] = child
        child.anchor = len(strand.buf)
    return child


def enter_thread(strand: Strand) -> Strand:
    """Make the strand of this thread the current one while a dispatch is under way in it.

    What that waits for in yet another thread then finds it, and stands below it.
    """
    own = here(strand)
    own.busy = True
    current.set(own)
    return own


def leave_thread(strand: Strand, own: Strand) -> None:
    """The dispatch is over; asgiref would carry the strand of this thread to others."""
    own.busy = False
    current.set(strand)


def limit(strand: Strand) -> None:
    """See whether the recording has reached a limit, now that a buffer has grown to its own."""
    try:
        strand.recorder.take_stock()
    except RecursionError:
        strand.recorder.lost += 1
    except Exception as error:  # noqa: BLE001 - the dispatch goes on
        strand.recorder.note(error)


def settle(strand: Strand, plan: Plan, start: int) -> None:
    """Take a counted dispatch back out of the buffer, unless something in it is to be kept."""
    try:
        inside = strand.buf[start + 1 :]
        if holds_dispatches(inside) or not (plan.full or all(map(nothing_happened, inside))):
            return
        failures = sum(type(each) is Failure for each in inside)
        times = [each.time if type(each) is Failure else each for each in inside]
        times = [each for each in times if type(each) is int]
        plan.count += 1
        plan.errors += failures
        plan.ns += max(0, times[-1] - times[0])
        keep_foreign(strand, start)
    except RecursionError:
        strand.recorder.lost += 1
    except Exception as error:  # noqa: BLE001 - the dispatch goes on
        strand.recorder.note(error)


def nothing_happened(fact: Any) -> bool:
    """Whether a fact within a counted dispatch tells of nothing but that receivers were called."""
    kind = type(fact)
    if kind is Strand:
        return fact.connection is not None and not fact.buf and fact.failure is None
    return kind is int or kind is tuple or kind is Connection or kind is End


def nobody(strand: Strand, signal: Signal, sender: Any) -> None:
    """Count a dispatch without receivers whose sender is new, or must not be held."""
    try:
        recorder = (here(strand) if strand.ident != get_ident() else strand).recorder
        if not recorder.closed:
            recorder.count_nobody(signal, sender)
    except RecursionError:
        strand.recorder.lost += 1
    except Exception as error:  # noqa: BLE001 - the dispatch goes on
        strand.recorder.note(error)
