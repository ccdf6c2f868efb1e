"""A fork while another thread holds a lock of ours: the child has nobody that would release it."""

from __future__ import annotations

import json
import os
import signal as unix
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from typing import Any

import pytest
from django.dispatch import Signal

from signal_inspector import record
from signal_inspector.recording import recording as recording_module
from signal_inspector.recording.instrumentation import swapping
from signal_inspector.recording.recorder import Recorder
from signal_inspector.recording.strands import current
from signal_inspector.testing import absent, mute
from tests.recording.scenes import cascade

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]

LONGEST_S = 5


def first(**kwargs: Any) -> int:
    return 1


def child(action: Callable[[], object]) -> object:
    """What an action gives in a child; None where it waits for ever."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        unix.signal(unix.SIGALRM, unix.SIG_DFL)
        unix.alarm(LONGEST_S)
        try:
            os.write(writing, json.dumps(action()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        found = json.loads(answer.read() or b"null")
    os.waitpid(process, 0)
    return found


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


def ready() -> Signal:
    """A signal of its own: Django's have locks as well."""
    signal = Signal()
    signal.connect(first)
    return signal


def records(signal: Signal) -> object:
    with record() as own:
        signal.send(sender="shop")
    return cascade(own)


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

        with held(recorder._lock):
            assert child(goes_on) == [[0, "first"], [0, "first"]]
        signal.send(sender="shop")
    assert cascade(recording) == [(0, "first"), (0, "first")]


def test_another_recording_is_made_in_the_child():
    for lock in (swapping._lock, recording_module._reading):
        with held(lock):
            assert child(partial(records, ready())) == [[0, "first"]]


def test_receivers_are_muted_in_the_child():
    def mutes() -> object:
        muted = ready()
        with mute(muted):
            return len(muted.receivers)

    with held(absent._lock):
        assert child(mutes) == 0


def test_a_lock_that_the_forking_thread_holds_stays_its_own():
    recorder = Recorder()
    with recorder._lock:
        assert child(recorder._lock._is_owned) is True


def test_a_child_of_a_storm_of_threads_records():
    """Whatever the threads are in the midst of."""
    enough = threading.Event()

    def storm() -> None:
        signal = ready()
        while not enough.is_set():
            records(signal)

    threads = [threading.Thread(target=storm) for _ in range(2)]
    for each in threads:
        each.start()
    records_own = partial(records, ready())
    try:
        with record():
            assert [child(records_own) for _ in range(3)] == [[[0, "first"]]] * 3
    finally:
        enough.set()
        for each in threads:
            each.join()
