"""Threads, tasks, and the crossings between them."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from asgiref.sync import ThreadSensitiveContext, async_to_sync, sync_to_async

from signal_inspector import Recording, record
from signal_inspector.recording.strands import current
from tests.recording.scenes import AWAITED, METHODS, Sender, cascade, outcomes, signal_with


def first(**kwargs: Any) -> int:
    return 1


def second(**kwargs: Any) -> int:
    return 2


def third(**kwargs: Any) -> int:
    return 3


async def later(**kwargs: Any) -> int:
    await asyncio.sleep(0)
    return 4


def names(recording: Recording) -> list[str]:
    return [call.receiver.rpartition(".")[2] for call in recording.receiver_calls]


def run_in_thread(action: Callable[[], Any]) -> None:
    failures: list[BaseException] = []

    def guarded() -> None:
        try:
            action()
        except BaseException as error:  # noqa: BLE001 - raised again in the test's own thread
            failures.append(error)

    thread = Thread(target=guarded)
    thread.start()
    thread.join()
    for failure in failures:
        raise failure


class TestThreads:
    def test_with_recordings_of_their_own_never_see_each_other(self):
        barrier = Barrier(2)
        shared = signal_with(first)
        own = {name: signal_with(receiver) for name, receiver in (("a", second), ("b", third))}
        found: dict[str, Recording] = {}

        def work(name: str) -> None:
            barrier.wait()
            with record(name) as recording:
                for _ in range(3):
                    barrier.wait()
                    shared.send(sender=Sender, name=name)
                    own[name].send(sender=Sender)
            found[name] = recording
            barrier.wait()
            shared.send(sender=Sender)

        threads = [Thread(target=work, args=name) for name in "ab"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert names(found["a"]) == ["first", "second"] * 3
        assert names(found["b"]) == ["first", "third"] * 3

    def test_that_do_not_inherit_the_context_are_not_recorded(self):
        signal = signal_with(first)
        with record() as recording:
            run_in_thread(lambda: signal.send(sender=Sender))

        assert recording.dispatches == []
        assert recording.counted == []

    def test_that_inherit_the_context_are_part_of_the_recording(self):
        inner = signal_with(first)

        def sends(**kwargs: Any) -> None:
            inner.send(sender=Sender)

        def starts(**kwargs: Any) -> None:
            inner.send(sender=Sender)
            context = contextvars.copy_context()
            run_in_thread(lambda: context.run(signal.send, sender=Sender))
            inner.send(sender=Sender)

        signal, outer = signal_with(sends), signal_with(starts, second)
        with record() as recording:
            outer.send(sender=Sender)

        assert cascade(recording) == [
            (0, "starts"), (1, "first"), (1, "sends"), (2, "first"), (1, "first"), (0, "second"),
        ]  # fmt: skip
        threads = {each.thread for each in recording}
        assert len(threads) == 2
        assert "MainThread" in threads

    @pytest.mark.parametrize("method", METHODS)
    def test_of_one_pool_keep_their_cascades_apart(self, method):
        barrier = Barrier(3)
        inner = signal_with(first)

        def sends(**kwargs: Any) -> None:
            barrier.wait()
            inner.send(sender=Sender, number=kwargs["number"])
            barrier.wait()

        signal = signal_with(sends)

        def work(number: int) -> None:
            sent = getattr(signal, method)(sender=Sender, number=number)
            if method in AWAITED:
                asyncio.run(apart(sent))

        async def apart(sent: Any) -> None:
            async with ThreadSensitiveContext():
                await sent

        with ThreadPoolExecutor(3) as pool, record() as recording:
            for future in [
                pool.submit(contextvars.copy_context().run, work, number) for number in range(3)
            ]:
                future.result()

        assert len(recording.roots) == 3
        for root in recording.roots:
            [call] = root.receiver_calls
            [below] = call.dispatches
            assert below.arguments["number"] == root.arguments["number"]

    def test_used_again_later_are_told_apart_in_time(self):
        signal, inner = signal_with(first), signal_with(second)

        def starts(**kwargs: Any) -> None:
            pool.submit(contextvars.copy_context().run, lambda: inner.send(sender=Sender)).result()

        outer = signal_with(starts)
        with ThreadPoolExecutor(1) as pool, record() as recording:
            for _ in range(2):
                context = contextvars.copy_context()
                pool.submit(context.run, lambda: signal.send(sender=Sender)).result()
                outer.send(sender=Sender)

        assert cascade(recording) == [(0, "first"), (0, "starts"), (1, "second")] * 2

    def test_that_outlive_the_recording_leave_it_alone(self):
        began, go_on = Event(), Event()
        inner = signal_with(first)

        def waits(**kwargs: Any) -> None:
            inner.send(sender=Sender)
            began.set()
            assert go_on.wait(10)
            inner.send(sender=Sender)

        signal = signal_with(waits, second)
        with record() as recording:
            context = contextvars.copy_context()
            thread = Thread(target=lambda: context.run(signal.send, sender=Sender))
            thread.start()
            assert began.wait(10)
        written = recording.to_json()
        go_on.set()
        thread.join()

        assert recording.to_json() == written
        assert cascade(recording) == [(0, "waits"), (1, "first")]
        assert outcomes(recording) == [["unfinished"], ["returned"]]
        assert recording.roots[0].start_ns + recording.roots[0].duration_ns <= recording.duration_ns

    def test_that_outlive_an_inner_recording_go_on_in_the_outer_one(self):
        began, go_on = Event(), Event()
        inner_signal = signal_with(first)

        def work() -> None:
            inner_signal.send(sender=Sender)
            began.set()
            assert go_on.wait(10)
            inner_signal.send(sender=Sender)

        with record() as outer:
            with record() as inner:
                context = contextvars.copy_context()
                thread = Thread(target=lambda: context.run(work))
                thread.start()
                assert began.wait(10)
            go_on.set()
            thread.join()

        assert names(inner) == ["first"]
        assert names(outer) == ["first", "first"]

    def test_may_open_and_close_recordings_while_others_dispatch(self):
        stop = Event()
        signal = signal_with(first)
        wrong: list[Any] = []

        def dispatches() -> None:
            while not stop.is_set():
                try:
                    if signal.send(sender=Sender) != [(first, 1)]:
                        wrong.append("response")
                except Exception as error:  # noqa: BLE001 - shown below
                    wrong.append(error)

        threads = [Thread(target=dispatches) for _ in range(2)]
        for thread in threads:
            thread.start()
        for _ in range(200):
            with record() as recording:
                signal.send(sender=Sender)
            if names(recording) != ["first"]:
                wrong.append(names(recording))
        stop.set()
        for thread in threads:
            thread.join()

        assert wrong == []


class TestTasks:
    def test_with_recordings_of_their_own_never_see_each_other(self):
        shared, a, b = signal_with(first, later), signal_with(second), signal_with(third)

        async def work(own: Any) -> Recording:
            async with record() as recording:
                for _ in range(3):
                    await asyncio.sleep(0)
                    await shared.asend(sender=Sender)
                    own.send(sender=Sender)
            return recording

        async def main() -> list[Recording]:
            return await asyncio.gather(work(a), work(b))

        one, other = asyncio.run(main())
        assert sorted(names(one)) == ["first"] * 3 + ["later"] * 3 + ["second"] * 3
        assert sorted(names(other)) == ["first"] * 3 + ["later"] * 3 + ["third"] * 3

    def test_started_within_belong_to_the_recording_while_it_is_open(self):
        signal = signal_with(later)
        inner = signal_with(first)

        async def work(go_on: asyncio.Event) -> None:
            inner.send(sender=Sender)
            await go_on.wait()
            inner.send(sender=Sender)
            await signal.asend(sender=Sender)

        async def main() -> tuple[Recording, str]:
            go_on = asyncio.Event()
            async with record() as recording:
                task = asyncio.create_task(work(go_on))
                await asyncio.sleep(0)
            written = recording.to_json()
            go_on.set()
            await task
            return recording, written

        recording, written = asyncio.run(main())
        assert names(recording) == ["first"]
        assert recording.to_json() == written

    @pytest.mark.parametrize("method", AWAITED)
    def test_that_outlive_the_recording_are_unfinished_in_it(self, method):
        async def waits(began: asyncio.Event, go_on: asyncio.Event, **kwargs: Any) -> None:
            inner.send(sender=Sender)
            began.set()
            await go_on.wait()
            inner.send(sender=Sender)

        inner, signal = signal_with(first), signal_with(waits)

        async def main() -> tuple[Recording, str]:
            named = {"began": asyncio.Event(), "go_on": asyncio.Event()}
            async with record() as recording:
                task = asyncio.create_task(getattr(signal, method)(sender=Sender, **named))
                await named["began"].wait()
            written = recording.to_json()
            named["go_on"].set()
            await task
            return recording, written

        recording, written = asyncio.run(main())
        assert recording.to_json() == written
        assert cascade(recording) == [(0, "waits"), (1, "first")]
        assert outcomes(recording) == [["unfinished"], ["returned"]]

    def test_side_by_side_have_the_right_parents(self):
        inner = signal_with(first)

        def sends(number: int, **kwargs: Any) -> None:
            inner.send(sender=Sender, number=number)

        async def sends_later(number: int, **kwargs: Any) -> None:
            for _ in range(2):
                await asyncio.sleep(0)
                inner.send(sender=Sender, number=number)

        signal = signal_with(sends_later, sends)

        async def main() -> None:
            async with ThreadSensitiveContext():
                await asyncio.gather(*(signal.asend(sender=Sender, number=n) for n in range(4)))

        with record() as recording:
            asyncio.run(main())

        assert len(recording.roots) == 4
        for root in recording.roots:
            below = [each for call in root.receiver_calls for each in call.dispatches]
            assert [each.arguments["number"] for each in below] == [root.arguments["number"]] * 3


class TestAsyncSiblings:
    """From Django 6.1 on the async receivers of one dispatch share one context."""

    @pytest.mark.parametrize("method", METHODS)
    def test_are_never_taken_for_each_other(self, method):
        inner = signal_with(first)

        def sending(name: str) -> Any:
            async def receiver(**kwargs: Any) -> None:
                await asyncio.sleep(0)
                inner.send(sender=name)
                await asyncio.sleep(0)
                await inner.asend(sender=name)
                inner.send(sender=name)

            receiver.__qualname__ = name
            return receiver

        receivers = [sending(name) for name in "abc"]
        signal = signal_with(*receivers)

        async def main(sent: Any) -> None:
            async with ThreadSensitiveContext():
                await sent

        with record() as recording:
            sent = getattr(signal, method)(sender=Sender)
            if method in AWAITED:
                asyncio.run(main(sent))

        [root] = recording.roots
        assert [[each.sender for each in call.dispatches] for call in root.receiver_calls] == [
            ["'a'"] * 3,
            ["'b'"] * 3,
            ["'c'"] * 3,
        ]

    def test_that_cross_into_threads_have_the_right_children(self):
        inner = signal_with(first)

        def sending(name: str) -> Any:
            async def receiver(**kwargs: Any) -> None:
                await asyncio.sleep(0)
                await sync_to_async(inner.send, thread_sensitive=False)(sender=name)
                inner.send(sender=name)

            receiver.__qualname__ = name
            return receiver

        receivers = [sending(name) for name in "abc"]
        with record() as recording:
            asyncio.run(signal_with(*receivers).asend(sender=Sender))

        [root] = recording.roots
        assert [[each.sender for each in call.dispatches] for call in root.receiver_calls] == [
            ["'a'"] * 2,
            ["'b'"] * 2,
            ["'c'"] * 2,
        ]


class TestCrossings:
    def test_from_sync_to_async_and_back_keep_the_cascade(self):
        deepest = signal_with(third)

        async def middle(**kwargs: Any) -> None:
            await sync_to_async(deepest.send)(sender=Sender)
            await deepest.asend(sender=Sender)

        async def sends_async() -> None:
            await signal_with(middle).asend(sender=Sender)

        def outermost(**kwargs: Any) -> None:
            async_to_sync(sends_async)()
            deepest.send(sender=Sender)

        expected = [(0, "outermost"), (1, "middle"), (2, "third"), (2, "third"), (1, "third")]

        async def main() -> None:
            async with ThreadSensitiveContext():
                await signal_with(outermost).asend(sender=Sender)

        with record() as synchronous:
            signal_with(outermost).send(sender=Sender)
        with record() as awaited:
            asyncio.run(main())

        assert cascade(synchronous) == expected
        assert cascade(awaited) == expected

    def test_leave_the_context_as_it_was(self):
        async def main() -> Any:
            before = current.get()
            await signal_with(first, later).asend(sender=Sender)
            signal_with(first).send(sender=Sender)
            return current.get() is before

        with record():
            before = current.get()
            assert asyncio.run(main())
            signal_with(first, later).send(sender=Sender)
            assert current.get() is before
        assert current.get() is None
