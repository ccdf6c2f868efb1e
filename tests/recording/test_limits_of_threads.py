"""Nothing is lost and no limit is passed, however many threads and tasks send at once."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.dispatch import Signal
from hypothesis import given, settings, strategies as st

from signal_inspector import Recording, record
from tests.recording.scenes import CACHING, SYNCHRONOUS, Another, Sender, signal_with


def first(**kwargs: Any) -> int:
    return 1


async def later(**kwargs: Any) -> int:
    await asyncio.sleep(0)
    return 2


def refuses(**kwargs: Any) -> None:
    raise ValueError("no")


class Made:
    """A sender of which there are many."""


@pytest.fixture(autouse=True, scope="module")
def _threads_take_turns_often() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def total(recording: Recording) -> int:
    return recording.summary.dispatches + recording.summary.counted


def at_once(actions: list[Callable[[], int]]) -> int:
    """Run actions at once, each in a thread that has this context; the sum of what they give."""
    start = Barrier(len(actions))

    def run(action: Callable[[], int]) -> int:
        start.wait()
        return action()

    with ThreadPoolExecutor(len(actions)) as pool:
        running = [pool.submit(copy_context().run, run, action) for action in actions]
        return sum(each.result() for each in running)


LIMITS = st.fixed_dictionaries(
    {"dispatch_limit": st.integers(0, 60), "detail_limit": st.integers(0, 20)}
)
SENT = st.lists(
    st.tuples(
        st.sampled_from(SYNCHRONOUS),
        st.sampled_from(["heard", "heard too", "unheard", "refused"]),
        st.sampled_from([Sender, Another, Made]),
        st.integers(1, 12),
    ),
    min_size=1,
    max_size=4,
)


SIGNALS = {
    "heard": Signal(use_caching=True),
    "heard too": Signal(),
    "unheard": Signal(),
    "refused": Signal(use_caching=True),
}
SIGNALS["heard"].connect(first)
SIGNALS["heard too"].connect(first)
SIGNALS["refused"].connect(first)
SIGNALS["refused"].connect(refuses)


@settings(max_examples=25, deadline=None)
@given(limits=LIMITS, threads=st.lists(SENT, min_size=2, max_size=5))
def test_all_that_threads_send_is_detailed_or_counted(limits, threads):
    def sends(sent: list[Any]) -> int:
        for method, name, sender, times in sent:
            for _ in range(times):
                who = Made() if sender is Made else sender
                try:
                    getattr(SIGNALS[name], method)(sender=who)
                except ValueError:
                    assert (method, name) == ("send", "refused")
        return sum(times for *_, times in sent)

    with record(**limits) as recording:
        count = at_once([lambda sent=sent: sends(sent) for sent in threads])

    assert recording.notes == []
    assert total(recording) == count


@pytest.mark.parametrize("use_caching", CACHING)
@pytest.mark.parametrize("limit", [0, 1, 50])
def test_many_dispatches_of_many_threads_are_all_there(use_caching, limit):
    heard, unheard = signal_with(first, use_caching=use_caching), signal_with()

    def sends() -> int:
        for number in range(300):
            heard.send(sender=Sender)
            unheard.send(sender=Another)
            unheard.send(sender=number)
        return 900

    with record(dispatch_limit=limit) as recording:
        count = at_once([sends] * 6)

    assert recording.notes == []
    assert total(recording) == count
    assert {row.reason for row in recording.counted} == {"limit", "no receivers"}
    unheard_count = sum(row.count for row in recording.counted if row.reason == "no receivers")
    assert unheard_count == 6 * 600


@pytest.mark.parametrize("method", ["asend", "asend_robust"])
@pytest.mark.parametrize("limit", [0, 1, 7, 1000])
def test_tasks_and_their_threads_are_all_there(method, limit):
    outer, inner = signal_with(first, later), signal_with(first)

    def sends(**kwargs: Any) -> None:
        for _ in range(5):
            inner.send(sender=Sender)

    outer.connect(sends)

    async def main() -> None:
        await asyncio.gather(
            *(getattr(outer, method)(sender=Sender) for _ in range(10)),
            *(sync_to_async(sends, thread_sensitive=False)() for _ in range(10)),
        )

    with record(dispatch_limit=limit) as recording:
        asyncio.run(main())

    assert recording.notes == []
    assert total(recording) == 10 + 10 * 5 + 10 * 5


def test_a_recording_can_be_closed_while_threads_send():
    signal = signal_with(first)

    def sends() -> int:
        for _ in range(200):
            signal.send(sender=Sender)
        return 200

    for _ in range(20):
        start = Barrier(4)

        def run(start: Barrier = start) -> int:
            start.wait()
            return sends()

        with ThreadPoolExecutor(3) as pool:
            with record() as recording:
                running = [pool.submit(copy_context().run, run) for _ in range(3)]
                start.wait()
            assert sum(each.result() for each in running) == 600
        assert 0 <= total(recording) <= 600
        assert recording.notes == []


def test_signals_connected_meanwhile_change_no_count():
    signal = signal_with(first)

    def connects() -> int:
        for number in range(100):
            signal.connect(refuses, dispatch_uid=str(number), sender=Another)
            signal.send(sender=Sender)
            signal.disconnect(dispatch_uid=str(number), sender=Another)
        return 100

    def sends() -> int:
        for _ in range(300):
            signal.send(sender=Sender)
        return 300

    with record(dispatch_limit=10) as recording:
        count = at_once([sends, sends, connects])

    assert recording.notes == []
    assert total(recording) == count
