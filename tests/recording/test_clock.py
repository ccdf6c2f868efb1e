from __future__ import annotations

import sys
import time
from typing import Any

from signal_inspector import record
from signal_inspector.recording.clock import Clock
from tests.recording.scenes import METHODS, dispatch, signal_with


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

    assert 0 < recording.duration_ns < 10**10
    for each in recording:
        assert 0 < each.start_ns < each.start_ns + each.duration_ns < recording.duration_ns


def test_the_clock_never_goes_back():
    times = [Clock.now() for _ in range(100)]
    assert times == sorted(times)
