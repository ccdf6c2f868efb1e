from __future__ import annotations

import asyncio
import inspect
from collections.abc import Coroutine
from typing import Any

import pytest
from asgiref.sync import markcoroutinefunction
from django.dispatch import Signal

from signal_inspector import record
from signal_inspector.recording.instrumentation import coroutines
from signal_inspector.recording.instrumentation.coroutines import Followed, returned, track
from signal_inspector.recording.recorder import Recorder
from signal_inspector.recording.strands import Strand, current
from tests.recording.scenes import (
    AWAITED,
    METHODS,
    Sender,
    cascade,
    connected,
    dispatch,
    outcomes,
    places,
    signal_with,
)

every_method = pytest.mark.parametrize("method", METHODS)


class Step:
    """Suspends a coroutine once; gives what is sent to it."""

    def __await__(self) -> Any:
        return (yield "step")


async def steps(**kwargs: Any) -> list[Any]:
    try:
        return [await Step(), await Step()]
    except LookupError:
        return [await Step()]


async def refuses(**kwargs: Any) -> None:
    await asyncio.sleep(0)
    raise ValueError("no")


@pytest.fixture
def followed():
    """A coroutine that is followed in a strand of an open recording, and that strand."""
    recorder = Recorder()
    recorder.start()
    assert recorder.root is not None
    strand = Strand(recorder, recorder.root, recorder.root.ident)
    coroutine = steps()
    yield Followed(coroutine, strand), coroutine, strand
    coroutine.close()
    recorder.stop()


class TestFollowed:
    def test_is_a_coroutine_like_the_one_it_follows(self, followed):
        proxy, coroutine, _ = followed
        assert isinstance(proxy, Coroutine)
        assert asyncio.iscoroutine(proxy)
        assert proxy.cr_code is coroutine.cr_code
        assert (proxy.__name__, proxy.__qualname__) == ("steps", "steps")
        assert iter(proxy) is proxy.__await__() is proxy

    def test_passes_on_what_is_sent_thrown_and_returned(self, followed):
        proxy, _, strand = followed
        assert proxy.send(None) == "step"
        assert proxy.throw(LookupError()) == "step"
        with pytest.raises(StopIteration) as caught:
            proxy.send(5)
        assert caught.value.value == [5]
        assert strand.stop >= strand.start > 0
        assert strand.failure is None

    def test_can_be_stepped_like_an_iterator(self, followed):
        proxy, _, _ = followed
        assert [next(proxy), next(proxy)] == ["step", "step"]
        with pytest.raises(StopIteration) as caught:
            next(proxy)
        assert caught.value.value == [None, None]

    def test_can_be_closed(self, followed):
        proxy, coroutine, _ = followed
        next(proxy)
        proxy.close()
        assert inspect.getcoroutinestate(coroutine) == "CORO_CLOSED"

    def test_is_current_only_while_it_runs(self, followed):
        proxy, _, strand = followed
        seen: list[Any] = []

        class Looks(Step):
            def __await__(self) -> Any:
                seen.append(current.get())
                yield "step"
                seen.append(current.get())

        async def looks() -> None:
            await Looks()

        proxy, outer = Followed(looks(), strand), current.get()
        next(proxy)
        between = current.get()
        with pytest.raises(StopIteration):
            next(proxy)
        assert seen == [strand, strand]
        assert between is current.get() is outer

    @pytest.mark.parametrize("step", [next, lambda proxy: proxy.send(None)])
    def test_no_frame_of_ours_is_in_the_traceback_of_what_it_raises(self, followed, step):
        _, _, strand = followed

        async def fails() -> None:
            raise ValueError("no")

        with pytest.raises(ValueError, match="no") as caught:
            step(Followed(fails(), strand))
        functions = [place[1] for place in places(caught.value.__traceback__)]
        assert functions[-1] == "fails"
        assert not {"send", "__next__"} & set(functions)
        assert strand.failure.message == "no"


class TestAwaitables:
    """What an async receiver gives need not be a coroutine."""

    @pytest.mark.parametrize("method", AWAITED)
    @pytest.mark.parametrize("options", [{}, {"dispatch_limit": 0}])
    def test_that_are_no_coroutines_are_awaited_as_they_are(self, method, options):
        class Later:
            def __await__(self) -> Any:
                yield from asyncio.sleep(0).__await__()
                return 7

        @coroutine_function
        def gives(**kwargs: Any) -> Any:
            return Later()

        signal = signal_with()
        signal.connect(gives, weak=False)
        plain = outcome_of(signal, method)
        with record(**options) as recording:
            assert outcome_of(signal, method) == plain
        assert recording.summary.dispatches + recording.summary.counted == 1


def coroutine_function(function: Any) -> Any:
    from asgiref.sync import markcoroutinefunction

    return markcoroutinefunction(function)


def outcome_of(signal: Any, method: str) -> Any:
    try:
        return [given for _, given in dispatch(signal, method)]
    except TypeError as error:
        return str(error)


class TestCountedReceivers:
    @every_method
    def test_count_their_errors_only(self, method):
        with record(dispatch_limit=0) as recording:
            for _ in range(2):
                try:
                    dispatch(signal_with(steps_later, refuses), method)
                except ValueError:
                    assert not method.endswith("robust")

        assert recording.dispatches == []
        assert sum(row.errors for row in recording.counted) == 2
        assert sum(row.receiver_calls for row in recording.counted) == 4


async def steps_later(**kwargs: Any) -> None:
    await asyncio.sleep(0)


def test_outside_of_a_recording_nothing_is_followed():
    coroutine = steps()
    assert track(None, steps, coroutine) is coroutine
    assert returned(None, None, coroutine) is coroutine
    coroutine.close()


@pytest.mark.parametrize("error", [ArithmeticError, RecursionError])
@pytest.mark.parametrize("name", ["_follow", "_is_coroutine", "failure", "task_name", "Counted"])
@every_method
def test_no_failure_of_ours_reaches_the_receivers(method, name, error, monkeypatch):
    def fails(*args: Any, **kwargs: Any) -> None:
        raise error("broken")

    def play() -> Any:
        try:
            return [type(given) for _, given in dispatch(signal_with(steps_later, refuses), method)]
        except ValueError as raised:
            return str(raised)

    plain = play()
    monkeypatch.setattr(coroutines, name, fails)
    for limit in (0, 10):
        with record(dispatch_limit=limit) as recording:
            assert play() == plain
        assert all("broken" in note or "lost" in note for note in recording.notes)


@pytest.mark.parametrize("method", AWAITED)
def test_receivers_of_one_dispatch_do_not_take_each_other_s_dispatches(method):
    """From Django 6.1 on they share one context."""
    inner = signal_with(steps_later)

    async def sends(**kwargs: Any) -> None:
        for _ in range(3):
            await asyncio.sleep(0)
            await inner.asend(sender=Sender)

    async def sends_too(**kwargs: Any) -> None:
        await asyncio.sleep(0)
        await inner.asend(sender=Sender)

    with record() as recording:
        dispatch(signal_with(sends, sends_too), method)

    names = [name for depth, name in cascade(recording)]
    assert names == ["sends", *["steps_later"] * 3, "sends_too", "steps_later"]
    assert outcomes(recording)[0] == ["returned", "returned"]


class AllAtOnce(Signal):
    """Calls its async receivers itself, and lets whoever sends await them."""

    def send(self, sender, **named):
        return [
            (receiver, receiver(signal=self, sender=sender, **named))
            for receiver in self._live_receivers(sender)[1]
        ]


all_at_once = AllAtOnce()


@markcoroutinefunction
def sends_first(**kwargs: Any) -> Any:
    """Is no coroutine function itself, and runs before it gives its coroutine."""
    signal_with(two).send(sender=Sender)
    return three()


def two(**kwargs: Any) -> int:
    return 2


async def three() -> int:
    await asyncio.sleep(0)
    return 3


def awaited() -> list[Any]:
    async def main() -> list[Any]:
        return [await each for _, each in all_at_once.send(sender=Sender)]

    return asyncio.run(main())


def test_what_a_receiver_sends_before_it_gives_its_coroutine_is_recorded():
    with connected(all_at_once, sends_first), record() as recording:
        assert awaited() == [3]
    assert recording.notes == []
    assert sorted(name for _, name in cascade(recording)) == ["sends_first", "two"]


def test_a_coroutine_that_cannot_be_followed_is_awaited_all_the_same(monkeypatch):
    def fails(*_: Any) -> None:
        raise ArithmeticError("broken")

    with connected(all_at_once, sends_first), record() as recording:
        monkeypatch.setattr(coroutines, "_follow", fails)
        assert awaited() == [3]
    assert recording.notes == ["1 facts were lost: the recursion limit was near, or we failed."]
