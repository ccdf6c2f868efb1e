"""Signals that are sent while garbage is collected: in the midst of anything, ours included."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.dispatch import Signal

from signal_inspector import record
from tests.recording.scenes import (
    CACHING,
    METHODS,
    WAYS,
    Sender,
    assert_same,
    dispatch,
    outcomes,
    signal_with,
)


def first(**kwargs: Any) -> int:
    return 1


def receives(**kwargs: Any) -> int:
    return 2


dying = Signal()
dying.connect(receives)


class Dying:
    """Part of a cycle, so that only a collection ends it; then it sends."""

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        dying.send(sender=Sender)


@pytest.fixture
def eager() -> Iterator[None]:
    """Collect at nearly every allocation."""
    gc.collect()
    before = gc.get_threshold()
    gc.set_threshold(1, 1, 1)
    yield
    gc.set_threshold(*before)


@pytest.mark.parametrize("method", METHODS)
def test_what_is_sent_by_a_finalizer_is_in_the_recording(method):
    def makes_garbage(**kwargs: Any) -> int:
        Dying()
        return gc.collect() and 3

    def scene() -> object:
        return [given for _, given in dispatch(signal_with(first, makes_garbage), method)]

    gc.collect()
    detailed, *_ = assert_same(scene)
    [above, sent] = detailed.dispatches
    assert (sent.signal, outcomes(detailed)[1]) == (f"{__name__}.dying", ["returned"])
    assert sent.parent is above.receiver_calls[1]


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("use_caching", CACHING)
def test_a_collection_at_any_moment_of_ours_loses_nothing(way, use_caching):
    """Each collection sends, wherever it comes: while a plan is made, a limit kept, a strand begun.

    The sum of what is detailed and counted is what was sent.
    """
    sent = 0

    def collected(phase: str, _: dict[str, int]) -> None:
        nonlocal sent
        if phase == "stop":
            dying.send(sender=Sender)
            sent += 1

    def makes_garbage(**kwargs: Any) -> list[int]:
        garbage: list[Any] = []
        garbage.append(garbage)
        return [len(garbage)]

    with record(**WAYS[way]) as recording:
        gc.callbacks.append(collected)
        try:
            for _ in range(20):
                signal = signal_with(first, makes_garbage, use_caching=use_caching)
                assert [given for _, given in signal.send(sender=Sender)] == [1, [1]]
        finally:
            gc.callbacks.remove(collected)
    summary = recording.summary
    assert sent > 20
    assert recording.notes == []
    assert summary.dispatches + summary.counted == sent + 20
    named = [each.count for each in recording.counted if each.signal == f"{__name__}.dying"]
    detailed = [each for each in recording if each.signal == f"{__name__}.dying"]
    assert len(detailed) + sum(named) == sent
