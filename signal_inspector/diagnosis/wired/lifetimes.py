"""Rules about connections that do not hold: died, about to die, ignored, taken away."""

from __future__ import annotations

from signal_inspector.diagnosis.problem import Problem, grouped
from signal_inspector.diagnosis.rules import (
    DEAD_RECEIVER,
    DEBUG_ONLY,
    DISCONNECTED,
    IGNORED_CONNECT,
)
from signal_inspector.diagnosis.wired.reading import Wiring
from signal_inspector.diagnosis.wired.wording import (
    at,
    channel,
    listed,
    name,
    of_connection,
    of_entry,
)
from signal_inspector.wording import short_name

_HOLD = "Connect a function of a module, or connect with weak=False."


def dead(wiring: Wiring) -> list[Problem]:
    """Receivers that were connected weakly, and that nothing held."""
    found = []
    for alike in grouped(wiring.lost, lambda entry: (entry.receiver, entry.place, entry.site)):
        entry = alike[0]
        sentence = (
            f"{name(entry)} was connected to {listed(map(channel, alike))}{at(entry.site)}, and"
            " garbage-collected: it does not run."
        )
        found.append(of_entry(DEAD_RECEIVER, sentence, _HOLD, entry))
    return found


def debug_only(wiring: Wiring) -> list[Problem]:
    """Receivers that a cache of Django holds, which is not filled without DEBUG."""
    found = []
    for alike in grouped(
        (each for each in wiring.own if each.debug_only), lambda each: each.receiver_key
    ):
        sentence = (
            f"{name(alike[0])} of {listed(map(channel, alike))} is alive only because DEBUG is on:"
            " nothing but a cache of Django holds it."
        )
        found.append(of_connection(DEBUG_ONLY, sentence, _HOLD, alike[0]))
    return found


def ignored(wiring: Wiring) -> list[Problem]:
    """Calls of ``connect()`` that did nothing."""
    found = []
    for entry in wiring.ignored:
        sentence = (
            f"{name(entry)} was not connected to {channel(entry)}{at(entry.site)}:"
            f" {short_name(entry.by)} has the dispatch_uid {entry.dispatch_uid!r}."
        )
        fix = "Give each receiver a dispatch_uid of its own."
        found.append(of_entry(IGNORED_CONNECT, sentence, fix, entry))
    return found


def disconnected(wiring: Wiring) -> list[Problem]:
    """Receivers disconnected while the project ran, and not connected again."""
    found = []
    for entry in wiring.disconnected:
        where = f" at {entry.by}" if entry.by else ""
        sentence = (
            f"{name(entry)} was disconnected from {channel(entry)}{where}, and not connected again."
        )
        fix = "Connect it again in a finally block, or use signal_inspector.testing.mute()."
        found.append(of_entry(DISCONNECTED, sentence, fix, entry))
    return found
