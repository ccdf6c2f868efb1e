from __future__ import annotations

import threading
from typing import Any

import pytest

from signal_inspector import Recording, record
from signal_inspector.recording import recording as module
from signal_inspector.recording.records import NO_EFFECTS
from tests.recording.scenes import Sender, signal_with


def first(**kwargs: Any) -> int:
    return 1


def test_when_it_began_is_told_in_a_document_s_words():
    with record() as recording:
        assert "T" in recording.started
    assert Recording.from_json(recording.to_json()).started == recording.started
    assert recording.started.endswith("+00:00")


def test_it_has_no_other_attributes():
    with record() as recording:
        signal_with(first).send(sender=Sender)
    with pytest.raises(AttributeError, match="'Recording' object has no attribute 'length'"):
        recording.length  # noqa: B018 - the look-up is what is tested


class Watched:
    """A lock that tells of the second thread that wants it."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.second = threading.Event()
        self.asked = 0

    def __enter__(self) -> None:
        self.asked += 1
        if self.asked > 1:
            self.second.set()
        self.lock.acquire()

    def __exit__(self, *_: object) -> None:
        self.lock.release()


def test_what_two_threads_ask_for_at_once_is_read_once(monkeypatch):
    lock, reads = Watched(), []
    monkeypatch.setattr(module, "_reading", lock)

    def read(recording: Recording) -> None:
        assert lock.second.wait(20)
        reads.append(recording)
        recording.effects, recording.counted, recording.dispatches = NO_EFFECTS, [], []

    recording, found = Recording(), []
    recording.read_later(read)
    threads = [
        threading.Thread(target=lambda: found.append(recording.dispatches)) for _ in range(2)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert found == [[], []]
    assert len(reads) == 1
