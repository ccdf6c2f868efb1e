"""Cases of single dispatches: the same ``send()`` again and again, plain and recorded."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from django.db.models.signals import ModelSignal
from django.dispatch import Signal

from signal_inspector import record

from .measure import cpu_ns, pairs, ratio
from .table import Measure, Row

CALLS = 2_000
"""Receiver calls, or dispatches without any, in each measurement of a round."""

UNLIMITED: dict[str, Any] = {"detail_limit": 10**9, "dispatch_limit": 10**9}
TIMES: dict[str, Any] = {"sites": False, "arguments": False, "effects": False, **UNLIMITED}
"""Options for a recording of nothing but times."""

GOALS = (1.2, 1.2, 1.2) if sys.version_info < (3, 12) else (1.12, 1.15, 1.12)
"""For 1 receiver, 3 receivers, and 5 dispatches within each other."""


Receiver = Callable[..., Any]


class Sender:
    pass


class Other:
    pass


class Chain:
    """Signals, each with so many trivial receivers, that send each other ``depth`` deep."""

    def __init__(
        self, receivers: int, *, caching: bool = True, sender: type | None = None, depth: int = 1
    ) -> None:
        self.count = CALLS // max(1, receivers * depth)
        self._connected: list[Receiver] = []  # weakly
        send = None
        for _ in range(depth):
            signal = ModelSignal(use_caching=True) if caching else Signal()
            for _ in range(receivers):
                self._connected.append(_receiver(send))
                signal.connect(self._connected[-1], sender=sender)
            send = signal.send
        assert send is not None
        self._send = send

    def send(self, count: int) -> None:
        send = self._send
        for _ in range(count):
            send(sender=Sender, instance=None, created=True)

    def timed(self) -> int:
        self.send(100)  # caches, plans, and the interpreter's own specialisation
        return cpu_ns(lambda: self.send(self.count))


def _receiver(following: Receiver | None) -> Receiver:
    """Return a receiver that does nothing, or sends a signal in turn."""
    if following is None:

        def trivial(sender: object, **kwargs: object) -> None:
            pass

        return trivial

    def sending(sender: object, **kwargs: object) -> None:
        following(sender=Sender, instance=None, created=True)

    return sending


def idle(rounds: int) -> list[Row]:
    chain = Chain(1)

    def after_a_recording() -> int:
        with record():
            chain.send(100)
        return chain.timed()

    measured = ratio(pairs(chain.timed, after_a_recording, rounds))
    return [Row("idle: installed, nothing is recorded", measured, goal=1.02)]


def recorded(title: str, goal: float, chain: Chain, options: dict[str, Any]) -> Measure:
    """Return the case of a chain that is recorded with these options."""

    def timed() -> int:
        with record(**options):
            return chain.timed()

    return lambda rounds: [Row(title, ratio(pairs(chain.timed, timed, rounds)), goal=goal)]


def cases() -> dict[str, Measure]:
    """Return each case by its name, in the order of the table."""
    one, three, nested = GOALS
    uncached = "signal without use_caching"
    times = "times only"
    return {
        "idle": idle,
        "nobody": recorded("no receivers, counted", 0.95, Chain(0), {}),
        "elsewhere": recorded(
            "receivers for another sender only, counted", 0.95, Chain(1, sender=Other), {}
        ),
        "one": recorded(f"1 receiver, {times}", one, Chain(1), TIMES),
        "three": recorded(f"3 receivers, {times}", three, Chain(3), TIMES),
        "nested": recorded(f"nested 5 deep, {times}", nested, Chain(1, depth=5), TIMES),
        "one-uncached": recorded(
            f"1 receiver, {times}, {uncached}", 1.25, Chain(1, caching=False), TIMES
        ),
        "three-uncached": recorded(
            f"3 receivers, {times}, {uncached}", 1.25, Chain(3, caching=False), TIMES
        ),
        "nested-uncached": recorded(
            f"nested 5 deep, {times}, {uncached}", 1.25, Chain(1, caching=False, depth=5), TIMES
        ),
        "one-with-site": recorded(
            "1 receiver, with send site and effects",
            1.8,
            Chain(1),
            {**UNLIMITED, "arguments": False},
        ),
        "one-with-everything": recorded(
            "1 receiver, with send site, effects and arguments", 1.8, Chain(1), UNLIMITED
        ),
    }
