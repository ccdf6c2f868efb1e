"""Random cascades, sent for real, against a tree that the receivers themselves keep."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import ThreadSensitiveContext, async_to_sync, sync_to_async
from django.dispatch import Signal
from hypothesis import HealthCheck, given, settings, strategies as st

from signal_inspector import Recording, record
from signal_inspector.recording.records import ReceiverCall
from tests.recording.scenes import AWAITED, Sender
from tests.recording.strategies import Sent, Step, cascades

KINDS = ["s", "a", "sa", "ss", "aa", "asa", "s", "sa"]
"""The receivers of each signal: synchronous or async."""

MOST_CROSSED = 1
"""Beyond that asgiref can block for ever, with or without a recording."""

Place = tuple[int, str]
"""A receiver call: the number of the dispatch, and the name of the receiver."""


class Planned(Exception):  # noqa: N818 - an exception that is wanted
    """Raised by a receiver as its step tells."""


class Truth:
    """What really happened, as the receivers and those that send tell it."""

    def __init__(self) -> None:
        self.parents: dict[int, Place | None] = {}
        self.outcomes: dict[Place, str] = {}


truth = Truth()


class Cascade:
    """A signal for each of ``KINDS``, every other one with a cache."""

    signals: tuple[Signal, ...] = ()
    names: tuple[tuple[str, ...], ...] = ()


def receiver(name: str, place: int, *, is_async: bool) -> Any:
    def plays(sent: Sent, crossed: int, **kwargs: Any) -> None:
        with told((sent.number, name), sent):
            step = sent.steps[place]
            for each in step.sends:
                try:
                    send_now(each, (sent.number, name), crossed)
                except Exception:
                    if not step.bears:
                        raise
            end(step)

    async def plays_later(sent: Sent, crossed: int, **kwargs: Any) -> None:
        with told((sent.number, name), sent):
            step = sent.steps[place]
            for each in step.sends:
                await asyncio.sleep(0)
                try:
                    await send_later(each, (sent.number, name), crossed)
                except Exception:
                    if not step.bears:
                        raise
            await asyncio.sleep(0)
            end(step)

    made = plays_later if is_async else plays
    made.__qualname__ = name
    return made


class told:  # noqa: N801 - reads as a verb at its place of use
    """Tell the outcome of a receiver call."""

    def __init__(self, place: Place, sent: Sent) -> None:
        self.place = place
        self.robust = sent.method.endswith("robust")

    def __enter__(self) -> None:
        truth.outcomes[self.place] = "unfinished"

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            outcome = "returned"
        elif issubclass(kind, asyncio.CancelledError):
            outcome = "cancelled"
        else:
            outcome = "swallowed" if self.robust and issubclass(kind, Exception) else "raised"
        truth.outcomes[self.place] = outcome


def end(step: Step) -> None:
    if step.raises:
        raise Planned


def is_in_a_loop() -> bool:
    return asyncio._get_running_loop() is not None


def send_now(sent: Sent, parent: Place | None, crossed: int) -> None:
    """Send from synchronous code, unless Django cannot here, or asgiref might block for ever.

    ``crossed`` counts the ways from synchronous code into a loop that led here.
    """
    crosses = sent.method in AWAITED or "a" in KINDS[sent.signal]
    if crosses and (is_in_a_loop() or crossed >= MOST_CROSSED):
        return
    if sent.method in AWAITED:
        async_to_sync(send_later)(sent, parent, crossed + 1)
    else:
        dispatch(sent, parent, crossed + crosses)


async def send_later(sent: Sent, parent: Place | None, crossed: int) -> None:
    """Send from async code, in a thread where it needs one."""
    needs_a_thread = (sent.method in AWAITED) == ("s" in KINDS[sent.signal])
    if needs_a_thread and crossed >= MOST_CROSSED:
        return
    if sent.method in AWAITED:
        await dispatch(sent, parent, crossed)
    elif needs_a_thread or (sent.in_a_thread and crossed < MOST_CROSSED):
        await sync_to_async(send_now)(sent, parent, crossed)
    else:
        send_now(sent, parent, crossed)


def dispatch(sent: Sent, parent: Place | None, crossed: int) -> Any:
    truth.parents[sent.number] = parent
    method = getattr(Cascade.signals[sent.signal], sent.method)
    return method(sender=Sender, number=sent.number, sent=sent, crossed=crossed)


def run(roots: list[Sent], *, in_a_loop: bool) -> None:
    """Send all roots, and wait for what Django leaves running."""

    async def main() -> None:
        async with ThreadSensitiveContext():
            for sent in roots:
                try:
                    await send_later(sent, None, 0)
                except Exception as error:  # noqa: BLE001 - planned, or asgiref's own
                    assert_planned(error)
            while rest := asyncio.all_tasks() - {asyncio.current_task()}:
                await asyncio.wait(rest)
                for task in rest:
                    task.cancelled() or task.exception()

    if in_a_loop:
        asyncio.run(main())
        return
    for sent in roots:
        try:
            send_now(sent, None, 0)
        except Exception as error:  # noqa: BLE001 - planned, or asgiref's own
            assert_planned(error)


def assert_planned(error: Exception) -> None:
    """Nothing but what receivers raised, and asgiref's refusal to block a thread of its own.

    Django 6.1 lets async siblings share a context, where asgiref then finds a sibling's thread.
    """
    if isinstance(error, ExceptionGroup):
        for each in error.exceptions:
            assert_planned(each)
    else:
        assert isinstance(error, Planned) or "deadlock" in str(error), error


def place(call: ReceiverCall | None) -> Place | None:
    return None if call is None else (number_of(call), call.receiver.rpartition(".")[2])


def number_of(call: ReceiverCall) -> int:
    number = call.dispatch.arguments["number"]
    assert isinstance(number, int)
    return number


def assert_true(recording: Recording) -> None:
    """Compare a recording with what happened: parents, methods, calls and outcomes."""
    assert recording.notes == []
    found = {each.arguments["number"]: each for each in recording}
    assert {number: place(each.parent) for number, each in found.items()} == truth.parents
    for number, dispatch in found.items():
        calls = {place(call): call for call in dispatch.receiver_calls}
        names = Cascade.names[int(dispatch.signal.removeprefix("signal "))]
        assert sorted(name for _, name in calls) == sorted(names)
        for key, call in calls.items():
            told_outcome = truth.outcomes.get(key)
            if told_outcome is None:  # its code never ran
                assert call.outcome in {"not reached", "cancelled"}
                continue
            assert call.outcome == told_outcome, (number, key)
            assert (call.error is None) == (told_outcome == "returned")


@pytest.fixture(autouse=True, scope="module")
def _cascade() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    names = []
    signals = []
    for number, kinds in enumerate(KINDS):
        signal = Signal(use_caching=number % 2 == 0)
        own = tuple(f"receiver_{number}_{place}" for place in range(len(kinds)))
        for place_, (name, kind) in enumerate(zip(own, kinds, strict=True)):
            signal.connect(receiver(name, place_, is_async=kind == "a"), weak=False)
        names.append(own)
        signals.append(signal)
    Cascade.signals, Cascade.names = tuple(signals), tuple(names)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def _names(monkeypatch):
    """Name signals by their numbers: to find the name of one that no module holds takes long."""
    numbers = {id(signal): number for number, signal in enumerate(Cascade.signals)}
    monkeypatch.setattr(
        "signal_inspector.naming.signal_name", lambda signal: f"signal {numbers[id(signal)]}"
    )


@pytest.mark.usefixtures("_names")
# Always the same examples: asgiref can block for ever where threads and loops cross wildly enough.
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(roots=cascades([len(kinds) for kinds in KINDS]), in_a_loop=st.booleans())
def test_every_dispatch_has_its_parent_and_every_call_its_outcome(roots, in_a_loop):
    global truth  # noqa: PLW0603 - the receivers, made once, tell it there
    truth = Truth()
    with record() as recording:
        run(roots, in_a_loop=in_a_loop)

    assert_true(recording)
    assert Recording.from_json(recording.to_json()) == recording
    assert sys.exception() is None
