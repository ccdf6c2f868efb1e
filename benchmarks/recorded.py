"""Recordings of so many dispatches in the shapes that panels have to show, recorded for real."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.dispatch import Signal

from signal_inspector import record
from signal_inspector.recording.recording import Recording

SENDERS = [type(f"Sender{number}", (), {}) for number in range(20)]
"""Neighbours of one sender would be folded into one row."""

DEEP = 100
"""Dispatches within each other: as many as DEPTH_LIMIT."""

MANY = 10
"""Receivers of a signal that has many."""

Receiver = Callable[..., Any]


def flat(count: int) -> Recording:
    """One after the other, each for another sender than the one before, one receiver each."""
    return _repeated(count, [_trivial])


def folded(count: int) -> Recording:
    """One after the other, all alike."""
    return _repeated(count, [_trivial], SENDERS[:1])


def crowded(count: int) -> Recording:
    """As ``flat``, with many receivers each."""
    return _repeated(count, [_another() for _ in range(MANY)])


def querying(count: int) -> Recording:
    """As ``flat``, with a statement of SQL in each call."""
    return _repeated(count, [_query])


def failing(count: int) -> Recording:
    """As ``flat``, each with an exception of its own that ``send_robust()`` swallows."""
    with _unlogged():
        return _repeated(count, [_fail], method=Signal.send_robust)


def deep(count: int) -> Recording:
    """Chains of dispatches within each other."""
    signals = [Signal() for _ in range(DEEP)]
    receivers = [_sender_of([signal]) for signal in signals[1:]] + [_trivial]
    for signal, receiver in zip(signals, receivers, strict=True):
        signal.connect(receiver)
    with record() as recording:
        for number in range(count // DEEP):
            signals[0].send(SENDERS[number % len(SENDERS)])
    return recording


def wide(count: int) -> Recording:
    """All within one dispatch."""
    outer, inner = Signal(), Signal()
    inner.connect(_trivial)
    send_all = _sender_of([inner] * (count - 1))
    outer.connect(send_all)
    with record() as recording:
        outer.send(None)
    return recording


SHAPES: dict[str, Callable[[int], Recording]] = {
    each.__name__: each for each in (flat, folded, deep, wide, querying, failing, crowded)
}
WORSE = frozenset({"crowded"})
"""Shapes for which nothing is promised: they have ten times as many receiver calls."""


def _repeated(
    count: int,
    receivers: list[Receiver],
    senders: list[type] = SENDERS,
    method: Callable[..., object] = Signal.send,
) -> Recording:
    signal = Signal()
    for receiver in receivers:
        signal.connect(receiver)
    with record() as recording:
        for number in range(count):
            method(signal, senders[number % len(senders)], number=number, created=True)
    return recording


def _trivial(sender: object, **kwargs: object) -> None:
    pass


def _another() -> Receiver:
    def trivial(sender: object, **kwargs: object) -> None:
        pass

    return trivial


def _query(sender: object, number: int, **kwargs: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s", [number])


def _fail(sender: object, number: int, **kwargs: object) -> None:
    raise ValueError(f"there is no row {number}")


def _sender_of(signals: list[Signal]) -> Receiver:
    def send(sender: object, **kwargs: object) -> None:
        for number, signal in enumerate(signals):
            signal.send(SENDERS[number % len(SENDERS)], number=number)

    return send


@contextmanager
def _unlogged() -> Iterator[None]:
    logger = logging.getLogger("django.dispatch")
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = False
