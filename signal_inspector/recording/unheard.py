"""Dispatches that no receiver was connected for: counted by signal and sender."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.db.models.base import ModelBase

from .instrumentation import labels
from .locks import between_threads

if TYPE_CHECKING:
    from django.dispatch import Signal

MOST_HEARD = 20_000
"""Entries of one sender that may wait to be counted; eight bytes each."""


class Unheard:
    """``heard`` holds, by sender, one signal for each dispatch.

    The instrumented methods append to it on their own: a dictionary of counters would cost them
    more than Django's whole dispatch does. Only plain classes that live as long as the process
    have an entry there; other senders are counted by their labels at once.
    """

    def __init__(self) -> None:
        self.heard: dict[type, list[Signal]] = {}
        self._signals: dict[int, Signal] = {}
        self._counts: dict[tuple[int, labels.Label], int] = {}

    def count(self, signal: Signal, sender: Any) -> None:
        """Count a dispatch whose sender has no entry yet, or can have none."""
        if type(sender) in {ModelBase, type} and labels.is_permanent(sender):
            self.heard.setdefault(sender, []).append(signal)
        else:
            self._add(signal, labels.of_sender(sender), 1)
        self.drain(MOST_HEARD)

    def drain(self, at_most: int) -> None:
        """Count what waits, where more than ``at_most`` entries of a sender do."""
        for sender, signals in list(self.heard.items()):
            if len(signals) > at_most:
                self._drain(sender, signals)

    def _drain(self, sender: type, signals: list[Signal]) -> None:
        with between_threads:
            length = len(signals)  # other threads may append meanwhile
            taken = signals[:length]
            del signals[:length]
        found = dict(zip(map(id, taken), taken, strict=True))
        label = labels.of_sender(sender)
        for signal_id, count in Counter(map(id, taken)).items():
            self._add(found[signal_id], label, count)

    def counts(self) -> list[tuple[Signal, str, int]]:
        """Signal, name of the sender, and count."""
        if not self.heard and not self._counts:
            return []
        self.drain(0)
        with between_threads:
            counts = dict(self._counts)
        return [
            (self._signals[signal_id], label.name, count)
            for (signal_id, label), count in counts.items()
        ]

    def _add(self, signal: Signal, label: labels.Label, count: int) -> None:
        with between_threads:
            self._signals[id(signal)] = signal
            self._counts[id(signal), label] = self._counts.get((id(signal), label), 0) + count

    def let_go(self) -> None:
        """Hold nothing any more."""
        self.heard, self._signals, self._counts = {}, {}, {}
