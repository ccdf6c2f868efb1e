from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from typing import Any

import pytest
from django.dispatch import Signal

from signal_inspector import record
from tests.recording.scenes import Another, Sender, dispatch


@pytest.mark.parametrize("method", ["send", "send_robust"])
def test_a_list_of_receivers_that_django_replaced_finds_no_plan_any_more(method: str) -> None:
    """The next list may be where that one was, and have its id."""

    def receiver_of(number: int) -> Callable[..., int]:
        return lambda **kwargs: number

    called = []
    with record(sites=False, arguments=False, effects=False):
        for number in range(50):
            signal = Signal(use_caching=True)
            receiver = receiver_of(number)
            signal.connect(receiver, sender=Sender, weak=False)
            for _ in range(3):
                signal.connect(receiver_of(-1), sender=Another, weak=False)
                called += [dispatch(signal, method)[0][1] for _ in range(2)]
    assert called == [number for number in range(50) for _ in range(6)]


@pytest.mark.parametrize("method", ["send", "send_robust"])
def test_what_was_connected_differently_since_the_last_recording_is_told_anew(method: str) -> None:
    signal = Signal(use_caching=True)

    def receiver(**kwargs: object) -> None:
        pass

    def told() -> list[tuple[str | None, str | None, bool]]:
        with record() as recording:
            dispatch(signal, method)
        return [
            (call.connection.sender, call.connection.dispatch_uid, call.connection.weak)
            for call in recording.receiver_calls
        ]

    signal.connect(receiver, sender=Sender, dispatch_uid="one")
    first = told()
    assert told() == first == [("tests.recording.scenes.Sender", "one", True)]
    signal.disconnect(receiver, sender=Sender, dispatch_uid="one")
    signal.connect(receiver, weak=False)
    assert told() == [(None, None, False)]


def test_receivers_are_held_by_nothing_between_recordings(settings: Any) -> None:
    settings.DEBUG = False  # else a cache of Django holds them
    signal = Signal(use_caching=True)

    class Slotted:
        __slots__ = ()
        gone = False

        def __call__(self, **kwargs: object) -> None:
            pass

        def __del__(self) -> None:
            Slotted.gone = True

    receiver = Slotted()
    signal.connect(receiver, sender=Sender, weak=False)
    with record() as recording:
        dispatch(signal)
    assert len(recording.receiver_calls) == 1
    signal.disconnect(receiver, sender=Sender)
    del receiver
    gc.collect()
    assert Slotted.gone


def test_a_recording_that_nobody_has_read_holds_no_signal() -> None:
    signal = Signal(use_caching=True)
    signal.connect(lambda **kwargs: None, weak=False)
    gone = weakref.ref(signal)
    with record() as recording:
        dispatch(signal)
    del signal
    assert gone() is None
    assert len(recording.receiver_calls) == 1
