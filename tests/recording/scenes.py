"""Scenes for tests: dispatches by any of the four methods, with and without a recording."""

from __future__ import annotations

import asyncio
import inspect
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from types import TracebackType
from typing import Any

from django.dispatch import Signal

from signal_inspector import Recording, record
from signal_inspector.recording import instrumentation

SYNCHRONOUS = ("send", "send_robust")
AWAITED = ("asend", "asend_robust")
METHODS = SYNCHRONOUS + AWAITED
CACHING = (True, False)

WAYS: dict[str, dict[str, Any]] = {
    "detailed": {},
    "times only": {"sites": False, "arguments": False},
    "counted": {"dispatch_limit": 1},
}
"""Options of recordings that take different ways through the instrumented methods."""


class Sender:
    """A sender that lives as long as the process."""


class Another:
    """One more."""


class Pool:
    """Signals for scenes. To find the name of one that no module holds takes 50 ms each time."""

    a, b, c, d, e, f = (Signal() for _ in range(6))
    g, h, i, j, k, m = (Signal(use_caching=True) for _ in range(6))


_signals = cycle(each for each in vars(Pool).values() if isinstance(each, Signal))


def signal_with(*receivers: Any, use_caching: bool = False) -> Signal:
    """A signal as good as new, with these receivers. After twelve more it is used again."""
    signal = next(each for each in _signals if each.use_caching is use_caching)
    signal.receivers = []
    signal.sender_receivers_cache.clear()
    signal._dead_receivers = False
    for receiver in receivers:
        signal.connect(receiver)
    return signal


def dispatch(signal: Signal, method: str = "send", sender: Any = Sender, /, **named: Any) -> Any:
    """Send by any of the four methods from synchronous code; gives the responses."""
    sent = getattr(signal, method)(sender=sender, **named)
    return asyncio.run(sent) if inspect.iscoroutine(sent) else sent


def assert_same(
    scene: Callable[[], object], *, may_note: bool = False, **options: Any
) -> list[Recording]:
    """Play a scene without a recording, then within one of each way: its results are equal.

    ``may_note``: the recordings may have notes of their own failures.
    """
    plain = scene()
    recordings = []
    for way, chosen in WAYS.items():
        with record(way, **{**chosen, **options}) as recording:
            seen = scene()
        assert (way, seen) == (way, plain)
        assert may_note or recording.notes == []
        recordings.append(recording)
    return recordings


def places(found: TracebackType | None) -> list[tuple[object, ...]]:
    """The frames of a traceback: file, function, lines and columns."""
    return [
        (each.filename, each.name, each.lineno, each.end_lineno, each.colno, each.end_colno)
        for each in traceback.extract_tb(found)
    ]


def anatomy(error: BaseException | None, *above: BaseException) -> object:
    """All that can be seen of an exception, with those that led to it or that it groups."""
    if error is None or error in above:
        return None if error is None else above.index(error)
    related = (error.__cause__, error.__context__, *getattr(error, "exceptions", ()))
    return (
        type(error),
        str(error),
        places(error.__traceback__),
        error.__suppress_context__,
        [anatomy(each, error, *above) for each in related],
    )


@contextmanager
def connected(signal: Signal, *receivers: Any, **options: Any) -> Iterator[None]:
    """Receivers connected for a block, to a signal that outlives the test."""
    for receiver in receivers:
        signal.connect(receiver, **options)
    try:
        yield
    finally:
        for receiver in receivers:
            signal.disconnect(receiver, sender=options.get("sender"))


@contextmanager
def instrumented() -> Iterator[None]:
    """Django runs our code for a block, as while a recording is open somewhere else."""
    instrumentation.activate()
    try:
        yield
    finally:
        instrumentation.deactivate()


def outcomes(recording: Recording) -> list[list[str]]:
    """The outcomes of the calls of each dispatch."""
    return [[call.outcome for call in each.receiver_calls] for each in recording]


def cascade(recording: Recording) -> list[tuple[int, str]]:
    """The names of the receivers, each with its depth in the cascade, depth first."""
    from signal_inspector.recording import tree
    from signal_inspector.recording.records import ReceiverCall

    return [
        (depth // 2, node.receiver.rpartition(".")[2])
        for depth, node in tree.walk(recording.roots)
        if isinstance(node, ReceiverCall)
    ]
