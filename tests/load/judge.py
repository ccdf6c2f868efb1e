"""The sink of the site: holds each recording against what its request's address promises."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Lock
from typing import Any

from signal_inspector import Recording
from signal_inspector.store import Entry

MOST_REQUESTS = 10_000_000
MOST_TOLD = 10


class Verdict:
    """How many recordings there were, and what is wrong with some of them.

    Its room does not grow: whether a number has been there is one bit.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen = bytearray(MOST_REQUESTS // 8)
        self.recordings = self.dispatches = self.wrong = 0
        self.told: list[str] = []

    def add(self, recording: Recording) -> None:
        _, _, number, of, _ = recording.name.split("/")
        with self._lock:
            place, bit = divmod(int(number), 8)
            faults = [*faults_of(recording, int(number), int(of))]
            if self._seen[place] & 1 << bit:
                faults.append("was there before")
            self._seen[place] |= 1 << bit
            self.recordings += 1
            self.dispatches += len(recording.dispatches)
            self.wrong += bool(faults)
            if faults and len(self.told) < MOST_TOLD:
                self.told.append(f"{recording.name}: {'; '.join(faults)}")

    def as_data(self) -> dict[str, Any]:
        return {
            "recordings": self.recordings,
            "dispatches": self.dispatches,
            "wrong": self.wrong,
            "told": self.told,
            "resident": resident(),
        }


VERDICT = Verdict()


def judge(entry: Entry) -> None:
    VERDICT.add(entry.recording)


def faults_of(recording: Recording, number: int, of: int) -> list[str]:
    """What was lost, mixed up with another request, doubled, or is at a wrong place."""
    sent = recording.dispatches
    faults = list(recording.notes)
    if [each.arguments.get("step") for each in sent] != list(range(of)):
        faults.append(f"{len(sent)} dispatches instead of {of}")
    if any(each.arguments.get("number") != number for each in sent):
        faults.append("dispatches of another request")
    above = [each.parent.dispatch.index if each.parent else None for each in sent]
    if above != [None, *range(of - 1)]:
        faults.append("another cascade")
    if any([call.outcome for call in each.receiver_calls] != ["returned"] for each in sent):
        faults.append("other receiver calls")
    return faults


def resident() -> int:
    """The bytes of memory that this process has."""
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
