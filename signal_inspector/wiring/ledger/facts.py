"""What the ledger holds: texts, numbers and lookup keys, never a receiver or a sender."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple
from weakref import ref

from signal_inspector.entries import living_keys
from signal_inspector.naming import signal_name

MOST = 20_000
"""Facts of each kind; beyond that the oldest are forgotten."""

MOST_ALIKE = 10
"""Facts of connections that are gone, and of which the code says the same."""

ROOM = 1_000
"""Facts of each kind from which on those that are alike are looked for."""


class Site(NamedTuple):
    """A line of code: the path as the code object has it, the line from 1."""

    path: str
    line: int


class Entry(NamedTuple):
    """A connection, as plain data. ``place`` is where the receiver is defined, ``site`` where it
    was connected, ``by`` who had its ``dispatch_uid`` before or the line that disconnected it.
    """

    signal: str
    sender: str
    receiver: str
    place: Site | None
    dispatch_uid: str | None
    site: Site | None
    by: str = ""


class Fact(NamedTuple):
    """What is kept of a ``connect()`` until somebody asks; names of signals are looked up then."""

    signal: ref[Any]
    sender: str
    receiver: str
    place: Site | None
    dispatch_uid: str | None
    site: Site | None
    by: str
    sender_ref: ref[Any] | None

    @property
    def is_current(self) -> bool:
        """Whether signal and sender are still there."""
        sender_is_there = self.sender_ref is None or self.sender_ref() is not None
        return sender_is_there and self.signal() is not None

    @property
    def alike(self) -> tuple[object, ...]:
        """The same for facts that tell the same of the code."""
        return id(self.signal()), self.sender, self.receiver, self.site, self.by

    def entry(self) -> Entry:
        """The fact as plain data."""
        return Entry(signal_name(self.signal()), *self[1:-1])


Key = tuple[int, object]
"""The id of a signal, and Django's lookup key within it."""


class Facts(dict[Any, Fact]):
    """Facts about connections that are gone, by what is unlike in each, the oldest first.

    What one line connects again and again, as Django's test client does for each request, takes no
    room for each time.
    """

    def __init__(self) -> None:
        super().__init__()
        self._room = ROOM

    def put(self, key: Any, fact: Fact) -> None:
        """Add the newest fact, or put it in the place of one with its key."""
        self.pop(key, None)
        self[key] = fact
        while len(self) > MOST:
            self.pop(next(iter(self)), None)
        if len(self) > self._room:
            self._tidy()
            self._room = max(ROOM, 2 * len(self))  # so each fact is looked at about once

    def gone(self) -> list[tuple[Any, Fact]]:
        """The facts, the newest first."""
        return list(self.items())[::-1]

    def entries(self) -> list[Entry]:
        """What is gone, the newest of those that are alike."""
        found = {fact.alike: fact for _, fact in self.gone()[::-1] if fact.is_current}
        return [fact.entry() for fact in found.values()]

    def _tidy(self) -> None:
        seen: Counter[tuple[object, ...]] = Counter()
        for key, fact in self.gone():
            seen[fact.alike] += 1
            if not fact.is_current or seen[fact.alike] > MOST_ALIKE:
                self.pop(key, None)


class Connected(Facts):
    """Facts about connections by their ``Key``: those that are there, and those of collected
    receivers.
    """

    def gone(self) -> list[tuple[Key, Fact]]:
        """Those that are not there any more, the newest first."""
        facts = super().gone()
        signals = {id(signal): signal for _, fact in facts if (signal := fact.signal()) is not None}
        living = {number: living_keys(signal) for number, signal in signals.items()}
        return [(key, fact) for key, fact in facts if key[1] not in living.get(key[0], ())]


connected = Connected()
ignored = Facts()
disconnected = Facts()
