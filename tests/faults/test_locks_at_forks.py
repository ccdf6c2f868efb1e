"""A fork while another thread holds a lock of ours: the child has nobody that would release it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from signal_inspector import record
from signal_inspector.recording import locks, recording as recording_module
from signal_inspector.recording.instrumentation import swapping
from signal_inspector.recording.strands import current
from signal_inspector.testing import absent, mute
from tests.faults.children import LONGEST_S, child
from tests.faults.storm import ready, records
from tests.recording.scenes import cascade

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]


@contextmanager
def held(lock: Any) -> Iterator[None]:
    """Another thread holds a lock for a block."""
    taken, enough = threading.Event(), threading.Event()

    def hold() -> None:
        with lock:
            taken.set()
            enough.wait(LONGEST_S)

    thread = threading.Thread(target=hold)
    thread.start()
    taken.wait(LONGEST_S)
    try:
        yield
    finally:
        enough.set()
        thread.join()


def test_a_recording_that_goes_on_is_closed_in_the_child():
    signal = ready()
    with record() as recording:
        recorder = current.get().recorder
        signal.send(sender="shop")

        def goes_on() -> object:
            thread = threading.Thread(target=copy_context().run, args=(records, signal))
            thread.start()
            thread.join()
            return cascade(recorder.stop())

        with held(locks.between_threads):
            assert child(goes_on) == (0, [[0, "first"], [0, "first"]])
        signal.send(sender="shop")
    assert cascade(recording) == [(0, "first"), (0, "first")]


def test_another_recording_is_made_in_the_child():
    for lock in (swapping._lock, recording_module._reading):
        with held(lock):
            assert child(partial(records, ready())) == (0, [[0, "first"]])


def test_receivers_are_muted_in_the_child():
    def mutes() -> object:
        muted = ready()
        with mute(muted):
            return len(muted.receivers)

    with held(absent._lock):
        assert child(mutes) == (0, 0)


def test_a_lock_that_the_forking_thread_holds_stays_its_own():
    lock = locks.between_threads
    with lock:
        assert child(lock._is_owned) == (0, True)


def test_a_child_of_a_storm_of_threads_records():
    """Whatever the threads are in the midst of."""
    untraced = {
        name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.storm"],
        cwd=Path(__file__).parents[2],
        env=untraced,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [[0, [[0, "first"]]]] * 3
