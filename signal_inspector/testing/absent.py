"""Connections that are taken out of signals for a while, and where they belong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.dispatch import Signal

from signal_inspector.entries import Entry, entry_of
from signal_inspector.recording.locks import new_lock

Item = tuple[Any, ...]
"""An item of ``Signal.receivers``; its first part is what Django looks a connection up by."""


@dataclass(slots=True)
class _Absence:
    """What one signal lacks at the moment. ``order`` has all items, those present too."""

    signal: Signal
    order: list[Item]
    away: dict[int, Item] = field(default_factory=dict)
    holds: dict[int, int] = field(default_factory=dict)


_lock = new_lock()
_absences: dict[int, _Absence] = {}
"""By the id of the signal, which is held meanwhile."""


def take(signal: Signal, chosen: Callable[[Entry], bool]) -> list[Item]:
    """Take the chosen connections out of a signal, once more those that are out already.

    Each call needs one of ``give_back()`` with what it returned.
    """
    with _lock, signal.lock:
        present: list[Item] = signal.receivers
        absence = _absences.get(id(signal)) or _Absence(signal, [])
        absence.order = woven(absence.order, present, absence.away.values())
        kept: list[Item] = []
        taken: list[Item] = []
        for item in present:
            (taken if chosen(entry_of(item)) else kept).append(item)
        again = [item for item in absence.away.values() if chosen(entry_of(item))]
        for item in (*taken, *again):
            absence.away[id(item)] = item
            absence.holds[id(item)] = absence.holds.get(id(item), 0) + 1
        if absence.away:
            _absences[id(signal)] = absence
        _put(signal, kept)
        return taken + again


def give_back(signal: Signal, taken: Iterable[Item]) -> None:
    """Put connections back to their places, those that nobody holds out any more."""
    with _lock, signal.lock:
        absence = _absences.get(id(signal))
        if absence is None:
            return
        present: list[Item] = signal.receivers
        everything = woven(absence.order, present, absence.away.values())
        back = set()
        for item in taken:
            absence.holds[id(item)] -= 1
            if not absence.holds[id(item)]:
                del absence.holds[id(item)], absence.away[id(item)]
                back.add(id(item))
        connected = [item[0] for item in present]
        _put(
            signal,
            [
                item
                for item in everything
                if id(item) not in absence.away
                and not (
                    id(item) in back and (item[0] in connected or entry_of(item).receiver is None)
                )
            ],
        )
        if not absence.away:
            del _absences[id(signal)]


def woven(before: list[Item], now: list[Item], missing: Iterable[Item]) -> list[Item]:
    """Return ``now`` with the missing items at the places that they had before.

    That is in front of the next item of ``before`` that is there, or else behind the last one.
    """
    wanted = {id(item) for item in missing}
    result = list(now)
    there = {id(item) for item in now}
    for place in range(len(before) - 1, -1, -1):
        item = before[place]
        if id(item) not in wanted or id(item) in there:
            continue
        later = next((each for each in before[place + 1 :] if id(each) in there), None)
        earlier = next((each for each in before[:place][::-1] if id(each) in there), None)
        if later is not None:
            result.insert(_index(result, later), item)
        else:
            result.insert(0 if earlier is None else _index(result, earlier) + 1, item)
        there.add(id(item))
    return result


def _index(items: list[Item], wanted: Item) -> int:
    return next(place for place, item in enumerate(items) if item is wanted)


def _put(signal: Signal, items: list[Item]) -> None:
    signal.receivers[:] = items
    signal.sender_receivers_cache.clear()
