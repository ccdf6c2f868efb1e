"""Recordings within others keep to the limits of these, and to none but their own."""

from __future__ import annotations

import contextvars
import gc
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group

from signal_inspector import conf, record
from signal_inspector.recording.recorder import Recorder
from signal_inspector.recording.strands import current
from tests.recording.scenes import Sender, dispatch, signal_with


def first(**kwargs: Any) -> int:
    return 1


def fails(**kwargs: Any) -> None:
    raise ValueError("sold out")


def counts(**kwargs: Any) -> None:
    Group.objects.count()


@pytest.fixture
def outer() -> Iterator[Recorder]:
    """One that details ten dispatches."""
    recorder = Recorder(options=conf.current(dispatch_limit=10))
    recorder.start()
    yield recorder
    recorder.stop()
    assert recorder.recording.notes == []


@pytest.mark.parametrize("method", ["send", "asend"])
def test_a_full_one_only_counts_what_is_sent_in_others(method, outer):
    signal = signal_with(first)
    lengths = []
    for _ in range(20):
        with record() as inner:
            for _ in range(4):
                dispatch(signal, method)
        lengths.append(len(inner.dispatches))
    assert lengths == [4] * 20
    assert outer.root is not None
    assert len(outer.inner) == len(outer.root.buf) == 3  # the third one made it full

    found = outer.stop()
    assert len(found.dispatches) == 12
    [row] = found.counted
    assert (row.reason, row.count, row.receiver_calls, row.errors) == ("limit", 68, 68, 0)
    assert row.duration_ns > 0


def test_a_full_one_counts_errors_of_others(outer):
    for _ in range(4):
        with record():
            for _ in range(5):
                signal_with(fails).send_robust(sender=Sender)
    found = outer.stop()
    assert sum(call.error is not None for call in found.receiver_calls) == 10
    assert sum(row.errors for row in found.counted) == 10


def test_others_are_counted_at_any_depth(outer):
    signal = signal_with(first)
    for _ in range(5):
        with record(), record():
            for _ in range(5):
                signal.send(sender=Sender)
    found = outer.stop()
    assert (found.summary.dispatches, found.summary.counted) == (10, 15)


def test_of_others_that_are_closed_in_any_order_nothing_is_lost(outer):
    signal = signal_with(first)
    middle, inner = Recorder(), Recorder()
    middle.start()
    inner.start()
    signal.send(sender=Sender)
    middle.stop()
    signal.send(sender=Sender)
    inner.stop()
    current.set(outer.root)
    assert len(middle.recording.dispatches) == 1
    assert len(inner.recording.dispatches) == 2
    assert len(outer.stop().dispatches) == 2


def test_what_a_context_of_an_empty_one_sends_later_is_in_the_one_around(outer):
    signal = signal_with(first)
    with record():
        context = contextvars.copy_context()
    context.run(signal.send, sender=Sender)
    assert len(outer.stop().dispatches) == 1


def test_what_a_context_of_one_sends_later_is_in_the_open_one_around(outer):
    """Though the one between has been let go of, for the outer one was full."""
    signal = signal_with(first)
    for _ in range(11):
        signal.send(sender=Sender)
    middle, inner = Recorder(), Recorder()
    middle.start()
    inner.start()
    context = contextvars.copy_context()
    middle.stop()
    inner.stop()
    context.run(signal.send, sender=Sender)
    current.set(outer.root)
    found = outer.stop()
    assert found.summary.dispatches + found.summary.counted == 12


def test_others_that_have_only_counts_are_not_held(outer):
    signal = signal_with()
    for _ in range(3):
        with record():
            signal.send(sender=Sender)
    assert outer.root is not None
    assert (outer.inner, outer.root.buf) == ([], [])
    assert outer.stop().summary.counted == 3


@pytest.mark.django_db
def test_effects_in_others_count_as_well():
    recorder = Recorder(options=conf.current(dispatch_limit=1))  # that is, five effects
    recorder.start()
    for _ in range(9):
        with record() as inner:
            counts()
        assert inner.effects.query_count == 1
    assert len(recorder.inner) == 5
    assert recorder.stop().effects.query_count == 5


def test_a_context_that_lives_on_holds_no_recording():
    recorder = Recorder()
    recorder.start()
    dispatch(signal_with(first))
    context = contextvars.copy_context()
    recorder.stop()
    reference = weakref.ref(recorder)
    del recorder
    gc.collect()
    assert reference() is None
    assert context[current] is not None
    context.run(dispatch, signal_with(first))
    with record() as recording:
        context.run(dispatch, signal_with(first))
    assert recording.dispatches == []


def test_one_that_wrote_nothing_is_let_go_wherever_it_stands(outer):
    """Two that are begun side by side, and closed in the order in which they began."""
    inners = [Recorder(), Recorder()]
    contexts = [contextvars.copy_context() for _ in inners]
    for context, inner in zip(contexts, inners, strict=True):
        context.run(inner.start)
    for context, inner in zip(contexts, inners, strict=True):
        context.run(inner.stop)
    signal_with(first).send(sender=Sender)
    assert outer.inner == []
    assert len(outer.stop().dispatches) == 1
