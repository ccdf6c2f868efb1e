"""Receivers that do their worst: the project sees what it would see without us."""

from __future__ import annotations

import _thread
import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path
from threading import ExceptHookArgs, Thread
from typing import Any

import pytest
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from signal_inspector import Recording, record
from tests.recording.scenes import (
    AWAITED,
    METHODS,
    SYNCHRONOUS,
    Sender,
    anatomy,
    assert_same,
    cascade,
    dispatch,
    outcomes,
    signal_with,
)


def first(**kwargs: Any) -> int:
    return 1


def second(**kwargs: Any) -> int:
    return 2


class DisasterError(BaseException):
    """What no ``except Exception`` catches."""


def in_a_thread(action: Callable[[], object]) -> None:
    """Run it in a thread that belongs to the recording, and wait for the end of that thread."""
    thread = Thread(target=copy_context().run, args=(action,))
    thread.start()
    thread.join()


class TestAReceiverThatEndsItsThread:
    @pytest.mark.parametrize("method", SYNCHRONOUS)
    @pytest.mark.parametrize("end", [sys.exit, _thread.exit], ids=["sys.exit", "_thread.exit"])
    def test_ends_it_alike_and_quietly(self, method, end, monkeypatch):
        seen: list[Any] = []
        monkeypatch.setattr("threading.excepthook", lambda found: seen.append(found.exc_type))

        def ends(**kwargs: Any) -> None:
            seen.append("ends")
            end()

        def scene() -> object:
            seen.clear()
            signal = signal_with(first, ends, second)
            in_a_thread(lambda: [getattr(signal, method)(sender=Sender), seen.append("after")])
            return list(seen), dispatch(signal_with(first))

        detailed, *_ = assert_same(scene)
        assert outcomes(detailed) == [["returned", "raised", "not reached"], ["returned"]]

    def test_is_told_to_the_hook_of_threads_with_the_same_frames(self, monkeypatch):
        seen: list[object] = []

        def hook(found: ExceptHookArgs) -> None:
            seen.append(anatomy(found.exc_value))

        monkeypatch.setattr("threading.excepthook", hook)

        def kills(**kwargs: Any) -> None:
            raise DisasterError("enough")

        def scene() -> object:
            seen.clear()
            in_a_thread(lambda: signal_with(kills).send(sender=Sender))
            return list(seen)

        assert_same(scene)
        assert len(seen) == 1

    def test_leaves_what_the_next_thread_sends_at_the_root(self, monkeypatch):
        monkeypatch.setattr("threading.excepthook", lambda found: None)

        def ends(**kwargs: Any) -> None:
            signal_with(first).send(sender=Sender)
            sys.exit()

        with record() as recording:
            in_a_thread(lambda: signal_with(ends).send(sender=Sender))
            in_a_thread(lambda: signal_with(first).send(sender=Sender))
        assert cascade(recording) == [(0, "ends"), (1, "first"), (0, "first")]


class TestAReceiverThatRaisesBaseException:
    @pytest.mark.parametrize("method", METHODS)
    def test_ends_each_cascade_above_it(self, method):
        def disastrous(**kwargs: Any) -> None:
            raise DisasterError("enough")

        def scene() -> object:
            inner = signal_with(disastrous)

            def outer(**kwargs: Any) -> None:
                inner.send_robust(sender=Sender)

            try:
                return dispatch(signal_with(outer, first), method)
            except DisasterError as error:
                found = anatomy(error)
            return found, dispatch(signal_with(first))

        detailed, *_ = assert_same(scene)
        assert outcomes(detailed)[1:] == [["raised"], ["returned"]]
        assert outcomes(detailed)[0][0] == "raised"
        assert [each.index for each in detailed.roots] == [0, 2]


class TestAReceiverThatIsCancelled:
    @pytest.mark.parametrize("method", AWAITED)
    def test_in_a_nested_dispatch_gets_the_same_exception(self, method):
        async def main() -> object:
            waiting = asyncio.Event()

            async def waits(**kwargs: Any) -> None:
                waiting.set()
                await asyncio.Event().wait()

            async def nests(**kwargs: Any) -> None:
                await getattr(signal_with(waits), method)(sender=Sender)

            task = asyncio.ensure_future(getattr(signal_with(nests), method)(sender=Sender))
            await waiting.wait()
            task.cancel("enough")
            try:
                await task
            except asyncio.CancelledError as error:
                return anatomy(error), await signal_with(first).asend(sender=Sender)
            return None

        detailed, *_ = assert_same(lambda: asyncio.run(main()))
        assert outcomes(detailed) == [["cancelled"], ["cancelled"], ["returned"]]

    @pytest.mark.parametrize("method", AWAITED)
    def test_may_refuse_to_be(self, method):
        async def stubborn(**kwargs: Any) -> str:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                asyncio.current_task().uncancel()
                return "no"
            return "never"

        async def main() -> object:
            task = asyncio.ensure_future(getattr(signal_with(stubborn), method)(sender=Sender))
            for _ in range(5):
                await asyncio.sleep(0)
            task.cancel()
            try:
                return await task
            except BaseException as error:  # noqa: BLE001 - which one is Django's business
                return anatomy(error)

        assert_same(lambda: asyncio.run(main()))


class TestAReceiverThatGoesTooDeep:
    @pytest.mark.parametrize("method", SYNCHRONOUS)
    def test_by_itself_fails_alike_and_the_rest_is_recorded(self, method):
        def deep(**kwargs: Any) -> int:
            def deeper() -> int:
                return deeper() + 1

            return deeper()

        def scene() -> object:
            try:
                responses = getattr(signal_with(first, deep, second), method)(sender=Sender)
                kinds = [given if given in {1, 2} else type(given) for _, given in responses]
            except RecursionError as error:
                kinds = [type(error)]
            return kinds, dispatch(signal_with(first))

        detailed, *_ = assert_same(scene)
        ends = {"send": ["raised", "not reached"], "send_robust": ["swallowed", "returned"]}
        assert outcomes(detailed) == [["returned", *ends[method]], ["returned"]]


@contextmanager
def database(file: Path) -> Iterator[BaseDatabaseWrapper]:
    """A connection to a file: Django does not close those to databases in memory."""
    connections.settings["faults"] = {**connections.settings["default"], "NAME": str(file)}
    try:
        yield connections["faults"]
    finally:
        connections["faults"].close()
        del connections["faults"], connections.settings["faults"]


@pytest.mark.usefixtures("_any_database")
class TestAReceiverThatClosesTheConnection:
    @pytest.fixture
    def _any_database(self, django_db_blocker: Any) -> Iterator[None]:
        with django_db_blocker.unblock():
            yield

    def test_gets_a_new_one_for_its_next_query(self, tmp_path):
        def closes(**kwargs: Any) -> object:
            return [one(), connection.close(), connection.connection is None, one()]

        def one() -> object:
            with connection.cursor() as cursor:
                return cursor.execute("SELECT 1").fetchone()

        with database(tmp_path / "shop.sqlite3") as connection:
            detailed, *_ = assert_same(lambda: dispatch(signal_with(closes, first)))
        assert queries(detailed) == [2, 0]

    def test_within_a_transaction_fails_alike(self, tmp_path):
        def closes(**kwargs: Any) -> None:
            connection.close()
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")

        def scene() -> object:
            try:
                with transaction.atomic(using="faults"):
                    dispatch(signal_with(closes))
            except Exception as error:  # noqa: BLE001 - of Django or of its driver
                return anatomy(error), connection.in_atomic_block
            return "nothing"

        with database(tmp_path / "shop.sqlite3") as connection:
            detailed, *_ = assert_same(scene)
        assert outcomes(detailed) == [["raised"]]


def queries(recording: Recording) -> list[int]:
    return [call.effects.query_count for call in recording.receiver_calls]
