from __future__ import annotations

from typing import Any

from signal_inspector import record
from signal_inspector.recording.instrumentation import calls
from tests.recording.scenes import Another, Sender, dispatch, signal_with


def first(**kwargs: Any) -> None:
    pass


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
