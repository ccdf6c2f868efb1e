from __future__ import annotations

import gc
import sys
from typing import Any

from django.dispatch import Signal

from signal_inspector import record
from signal_inspector.recording.instrumentation import calls
from tests.recording.scenes import Another, Sender, cascade, connected, dispatch, signal_with


def first(**kwargs: Any) -> None:
    pass


def second(**kwargs: Any) -> None:
    pass


class Slotted:
    """Callable, and nothing that a weak reference can be made of."""

    __slots__ = ()

    def __call__(self, **kwargs: Any) -> int:
        return 1


def test_receivers_without_weak_references_are_called_and_held_no_longer_than_connected() -> None:
    signal = signal_with()
    signal.connect(receiver := Slotted(), weak=False)
    references = sys.getrefcount(receiver)
    with record() as recording:
        for _ in range(2):
            assert dispatch(signal) == [(receiver, 1)]
    assert [call.connection.weak for call in recording.receiver_calls] == [False, False]
    del recording
    gc.collect()
    assert sys.getrefcount(receiver) == references


def test_what_is_known_of_signals_and_senders_is_bounded(monkeypatch: Any) -> None:
    monkeypatch.setattr(calls, "_MOST_KNOWN", 1)
    monkeypatch.setattr(calls, "_known", {})
    signal = signal_with(first)
    with record() as recording:
        for sender in (Sender, Another, Sender):
            dispatch(signal, "send", sender)
    assert len(calls._known) == 1
    assert [each.sender for each in recording.dispatches] == [
        f"tests.recording.scenes.{each.__name__}" for each in (Sender, Another, Sender)
    ]


class Choosy(Signal):
    """Calls some of its receivers only."""

    most = 2

    def _live_receivers(self, sender: Any) -> Any:
        synchronous, asynchronous = super()._live_receivers(sender)
        return synchronous[: self.most], asynchronous


choosy = Choosy()


def test_what_is_known_of_a_signal_is_checked_against_what_it_calls() -> None:
    with connected(choosy, first, second):
        for most, names in ((2, ["first", "second"]), (1, ["first"]), (2, ["first", "second"])):
            choosy.most = most
            with record() as recording:
                choosy.send(sender=Sender)
            assert [name for _, name in cascade(recording)] == names
