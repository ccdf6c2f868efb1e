from __future__ import annotations

import datetime as dt
import sys
import time
from contextlib import AbstractContextManager
from typing import Any

import pytest

from signal_inspector import Recording, record
from signal_inspector.recording.clock import Clock
from tests.recording.scenes import METHODS, Sender, dispatch, signal_with


def first(**kwargs: Any) -> int:
    return 1


def test_a_frozen_time_does_not_bend_durations(monkeypatch):
    """Freezegun replaces the clocks of ``time`` in every module that has them as an attribute."""
    real = {time.perf_counter_ns, time.perf_counter, time.monotonic_ns, time.monotonic}
    for module in list(sys.modules.values()):
        for name, value in list(vars(module).items()):
            if callable(value) and type(value) is type(time.time) and value in real:
                monkeypatch.setattr(module, name, lambda: 0)
    assert time.perf_counter_ns() == 0
    with record() as recording:
        for method in METHODS[:2]:
            dispatch(signal_with(first), method)

    assert_real(recording)


def assert_real(recording: Recording) -> None:
    assert 0 < recording.duration_ns < 10**10
    for each in recording:
        assert 0 < each.start_ns < each.start_ns + each.duration_ns < recording.duration_ns


class Frozen:
    """Ways to stop or move the time of a test."""

    @staticmethod
    def freezegun() -> AbstractContextManager[Any]:
        freezegun = pytest.importorskip("freezegun", reason="freezegun is not installed")
        return freezegun.freeze_time("2001-02-03")

    @staticmethod
    def time_machine() -> AbstractContextManager[Any]:
        machine = pytest.importorskip("time_machine", reason="time-machine is not installed")
        return machine.travel("2001-02-03", tick=False)


@pytest.mark.parametrize("frozen", [Frozen.freezegun, Frozen.time_machine])
class TestFrozenTime:
    def test_around_a_recording_does_not_bend_durations(self, frozen):
        with frozen(), record() as recording:
            assert dt.datetime.now(dt.UTC).year == 2001
            for method in METHODS[:2]:
                dispatch(signal_with(first), method)

        assert len(recording.dispatches) == 2
        assert_real(recording)

    def test_within_a_recording_does_not_bend_durations(self, frozen):
        def freezes(**kwargs: Any) -> None:
            with frozen():
                signal_with(first).send(sender=Sender)
            signal_with(first).send(sender=Sender)

        with record() as recording:
            dispatch(signal_with(freezes))
            with frozen():
                dispatch(signal_with(first))

        assert len(recording.dispatches) == 4
        assert_real(recording)
        starts = [each.start_ns for each in recording]
        assert starts == sorted(starts)


def test_the_clock_never_goes_back():
    times = [Clock.now() for _ in range(100)]
    assert times == sorted(times)
