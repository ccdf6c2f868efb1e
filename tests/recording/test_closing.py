"""Recordings that are closed, or looked at, while somebody still sends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from signal_inspector import conf, naming
from signal_inspector.recording.instrumentation import labels
from signal_inspector.recording.recorder import Recorder
from signal_inspector.recording.strands import COUNTED, TIMED, Method, Plan, Shelf, current
from tests.recording.scenes import METHODS, Sender, dispatch, signal_with


def first(**kwargs: Any) -> int:
    return 1


def put(shelf: Shelf, mode: int = TIMED) -> Plan:
    """Add a plan of one more signal."""
    method = Method("send", robust=False, awaited=False)
    plan = Plan(method, signal_with(first), labels.of_sender(Sender), mode)
    shelf.everything[id(plan)] = plan
    return plan


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    """One that has counted two dispatches. Whenever it names a signal, another thread sends one
    more.
    """
    recorder = Recorder()
    recorder.start()
    [shelf] = recorder.shelves.values()
    for _ in range(2):
        put(shelf, COUNTED).count = 1
    named = naming.signal_name

    def slowly(signal: Any) -> str:
        put(shelf)
        return named(signal)

    monkeypatch.setattr(naming, "signal_name", slowly)
    yield recorder
    recorder.stop()
    current.set(None)


def test_nothing_is_lost_where_others_send_meanwhile(recorder):
    recording = recorder.stop()
    assert recording.notes == []
    assert recording.summary.counted == 2


def test_one_can_look_where_others_send_meanwhile(recorder):
    seen = recorder.snapshot()
    assert seen.notes == []
    assert seen.summary.counted == 2


@pytest.mark.parametrize(
    ("action", "step"),
    [
        ("stop", "replay.replay"),
        ("stop", "Recorder.let_go"),
        ("snapshot", "replay.replay"),
    ],
)
def test_our_bugs_are_not_theirs(action, step, recorder, monkeypatch):
    def fails(*args: object) -> None:
        raise LookupError("a bug of ours")

    monkeypatch.setattr(f"signal_inspector.recording.recorder.{step}", fails)
    [note] = getattr(recorder, action)().notes
    assert note.startswith("LookupError in signal_inspector")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("limit", [0, 100])
def test_a_dispatch_that_ends_later_tells_a_closed_one_nothing(method, limit):
    recorder = Recorder(options=conf.current(dispatch_limit=limit))
    inner = signal_with(first)

    def closes(**kwargs: Any) -> None:
        inner.send_robust(sender=Sender)
        recorder.stop()
        inner.send_robust(sender=Sender)

    recorder.start()
    dispatch(signal_with(closes, first), method)
    assert recorder.stop().notes == []
    recorder.note(LookupError("too late"))
    assert recorder.recording.notes == []
