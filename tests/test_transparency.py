"""Looking changes nothing: what the caller of a signal gets is the same with a recording."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import logging
from collections.abc import Iterator
from contextvars import ContextVar
from functools import partial, wraps
from typing import Any

import django
import pytest
from asgiref.sync import markcoroutinefunction
from django.dispatch import Signal

from signal_inspector import record
from tests.recording.scenes import (
    AWAITED,
    CACHING,
    METHODS,
    SYNCHRONOUS,
    Sender,
    anatomy,
    assert_same,
    dispatch,
    signal_with,
)

every_method = pytest.mark.parametrize("method", METHODS)
with_and_without_cache = pytest.mark.parametrize("use_caching", CACHING)


def first(**kwargs: Any) -> int:
    return 1


def second(sender: Any, signal: Signal, **kwargs: Any) -> Any:
    return kwargs


def refuses(**kwargs: Any) -> None:
    raise ValueError("no")


def refuses_because(**kwargs: Any) -> None:
    try:
        raise KeyError("cause")
    except KeyError as error:
        raise ValueError("effect") from error


def refuses_while(**kwargs: Any) -> None:
    try:
        raise KeyError("before")
    except KeyError:
        raise ValueError("while")  # noqa: B904 - the context is what is looked at


def refuses_from_below(**kwargs: Any) -> None:
    signal_with(refuses).send(sender=None)


async def awaited(**kwargs: Any) -> int:
    await asyncio.sleep(0)
    return 2


async def awaited_refuses(**kwargs: Any) -> None:
    await asyncio.sleep(0)
    raise ValueError("async no")


async def awaited_refuses_at_once(**kwargs: Any) -> None:
    raise ValueError("at once")


async def awaited_refuses_from_below(**kwargs: Any) -> None:
    await signal_with(awaited_refuses).asend(sender=None)


FAILING = (
    refuses, refuses_because, refuses_while, refuses_from_below,
    awaited_refuses, awaited_refuses_at_once, awaited_refuses_from_below,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@every_method
@with_and_without_cache
class TestResponses:
    def test_hold_the_connected_receivers_in_call_order(self, method, use_caching):
        receivers = [awaited, first, second]

        def scene() -> object:
            signal = signal_with(*receivers, use_caching=use_caching)
            responses = [dispatch(signal, method, number=n) for n in range(3)]
            return [
                ([receivers.index(each) for each, _ in one], [given for _, given in one], type(one))
                for one in responses
            ]

        assert_same(scene)

    def test_are_the_very_objects_that_the_receivers_returned(self, method, use_caching):
        given = object()
        error = ValueError("returned, not raised")

        def gives(**kwargs: Any) -> object:
            return given

        async def gives_an_error(**kwargs: Any) -> object:
            return error

        signal = signal_with(gives, gives_an_error, use_caching=use_caching)
        with record() as recording:
            responses = [dispatch(signal, method) for _ in range(3)]

        assert all(one[0][1] is given and one[1][1] is error for one in responses)
        assert {call.outcome for call in recording.receiver_calls} == {"returned"}

    def test_of_decorated_receivers_are_those_of_the_decorators(self, method, use_caching):
        def plus(number: int, decorated: Any) -> Any:
            @wraps(decorated)
            def wrapper(**kwargs: Any) -> int:
                return decorated(**kwargs) + number

            return wrapper

        receivers = [plus(10, first), plus(20, first), plus(30, plus(40, first)), first]

        def scene() -> object:
            signal = signal_with(*receivers, use_caching=use_caching)
            responses = [dispatch(signal, method) for _ in range(3)]
            return [[(receivers.index(each), given) for each, given in one] for one in responses]

        assert scene() == [[(0, 11), (1, 21), (2, 71), (3, 1)]] * 3
        assert_same(scene)

    def test_are_a_fresh_empty_list_without_receivers(self, method, use_caching):
        signal = signal_with(use_caching=use_caching)
        others = signal_with(use_caching=use_caching)
        others.connect(first, sender=Signal)
        with record():
            responses = [dispatch(each, method) for each in (signal, others) for _ in range(3)]

        assert responses == [[]] * 6
        assert len(set(map(id, responses))) == 6

    def test_of_methods_give_the_method_of_the_very_object(self, method, use_caching):
        class Till:
            def ring(self, **kwargs: Any) -> Till:
                return self

        one, other = Till(), Till()

        def scene() -> object:
            signal = signal_with(other.ring, one.ring, use_caching=use_caching)
            return [(r.__self__ is one, r.__func__, x is one) for r, x in dispatch(signal, method)]

        assert_same(scene)

    def test_of_receivers_that_fail(self, method, use_caching):
        def scene() -> object:
            signal = signal_with(first, awaited, use_caching=use_caching)
            found = []
            for failing in FAILING:
                signal.connect(failing)
                with contextlib.suppress(ValueError):
                    found.append([r for r, _ in dispatch(signal, method)])
                signal.disconnect(failing)
            return found

        assert_same(scene)


@every_method
class TestArguments:
    NAMED = ("args", "kwargs", "instance", "signal_name", "context", "method", "strand", "_si_s")

    def test_of_any_name_reach_the_receivers_unchanged(self, method):
        given = {name: object() for name in self.NAMED}
        signal = signal_with(second)
        with record():
            for _ in range(3):
                [(_, seen)] = dispatch(signal, method, **given)
                assert list(seen) == list(given)
                assert all(seen[name] is given[name] for name in given)

    def test_the_sender_can_be_positional(self, method):
        def scene() -> object:
            sent = getattr(signal_with(sent_by_sender), method)(Sender, number=1)
            return asyncio.run(sent) if method in AWAITED else sent

        assert_same(scene)

    @pytest.mark.parametrize("wrong", [{}, {"sender": 1, "self": 2}, {"sender": 1, "signal": 2}])
    def test_that_django_refuses_are_refused_alike(self, method, wrong):
        def scene() -> object:
            try:
                found = getattr(signal_with(first), method)(**wrong)
                [(_, error)] = asyncio.run(found) if method in AWAITED else found
            except TypeError as raised:
                error = raised
            return anatomy(error)

        assert_same(scene)


def sent_by_sender(sender: Any, **kwargs: Any) -> bool:
    return sender is Sender


class Unhashable:
    __hash__ = None  # type: ignore[assignment]


SENDERS: dict[str, Any] = {
    "class": Sender,
    "None": None,
    "text": "nightly import",
    "number": 12,
    "float": 1.5,
    "tuple": (1, 2),
    "instance": Sender(),
    "function": first,
    "method": Sender().__init__,
    "module": django,
    "partial": partial(first),
}


@every_method
@with_and_without_cache
class TestSenders:
    @pytest.mark.parametrize("sender", SENDERS.values(), ids=SENDERS)
    def test_reach_the_same_receivers(self, method, use_caching, sender):
        def scene() -> object:
            signal = signal_with(use_caching=use_caching)
            signal.connect(first, sender=sender)
            signal.connect(second, sender=Signal)
            signal.connect(awaited)
            try:
                return [dispatch(signal, method, sender) for _ in range(3)]
            except TypeError as error:  # with a cache senders must be weakly referenceable
                return str(error)

        assert_same(scene)

    def test_that_cannot_be_hashed_are_refused_where_django_refuses_them(self, method, use_caching):
        def scene() -> object:
            signal = signal_with(use_caching=use_caching)
            found = [dispatch(signal, method, sender) for sender in ([], {}, Unhashable())]
            signal.connect(first)
            for sender in ([], Unhashable()):
                with pytest.raises(TypeError) as caught:
                    dispatch(signal, method, sender)
                found.append(anatomy(caught.value))
            return found

        for recording in assert_same(scene):
            assert recording.summary.counted == 3


@every_method
@with_and_without_cache
class TestExceptions:
    @pytest.mark.parametrize("failing", FAILING)
    def test_have_the_same_frames_lines_and_columns(self, method, use_caching, failing):
        def scene() -> object:
            signal = signal_with(first, failing, second, use_caching=use_caching)
            found = []
            for _ in range(3):
                try:
                    responses = dict(dispatch(signal, method))
                    found.append(anatomy(responses[failing]))
                except ValueError as error:
                    found.append(anatomy(error))
            return found

        assert_same(scene)

    def test_of_two_async_receivers_are_grouped_or_not_as_django_does(self, method, use_caching):
        def scene() -> object:
            signal = signal_with(awaited_refuses, awaited_refuses_from_below, awaited)
            try:
                return [anatomy(each) for _, each in dispatch(signal, method)[:2]]
            except Exception as error:  # noqa: BLE001 - ValueError, or a group from Django 6.1 on
                return anatomy(error)

        assert_same(scene)

    @pytest.mark.parametrize(
        "kind", [Exception, SystemExit, KeyboardInterrupt, GeneratorExit, asyncio.CancelledError]
    )
    def test_are_the_very_objects_that_were_raised(self, method, use_caching, kind):
        error = kind("mine")

        def raises(**kwargs: Any) -> None:
            raise error

        def scene() -> object:
            signal = signal_with(raises, use_caching=use_caching)
            try:
                [(_, found)] = dispatch(signal, method)
            except BaseException as caught:  # noqa: BLE001 - that is the point
                found = caught
            context = error.__context__, error.__cause__, error.__suppress_context__
            return found is error, type(found), context

        assert_same(scene)

    def test_keep_the_context_in_which_the_signal_was_sent(self, method, use_caching):
        def scene() -> object:
            signal = signal_with(refuses, use_caching=use_caching)
            try:
                try:
                    raise KeyError("before the signal")
                except KeyError:
                    [(_, error)] = dispatch(signal, method)
                    return anatomy(error)
            except ValueError as error:
                return anatomy(error)

        assert_same(scene)


class TestTheLogOfRobustMethods:
    @pytest.mark.parametrize("method", ["send_robust", "asend_robust"])
    def test_is_the_same(self, method, caplog):
        logging.disable(logging.NOTSET)
        caplog.set_level(logging.ERROR, "django.dispatch")

        def scene() -> object:
            caplog.clear()
            for failing in FAILING:
                dispatch(signal_with(failing), method)
            return [(each.getMessage(), anatomy(each.exc_info[1])) for each in caplog.records]

        assert_same(scene)

    @pytest.mark.parametrize("method", ["send_robust", "asend_robust"])
    def test_fails_on_receivers_without_a_name_as_in_django(self, method):
        receiver = partial(refuses)

        def scene() -> object:
            with pytest.raises(AttributeError, match="__qualname__") as caught:
                dispatch(signal_with(receiver), method)
            return anatomy(caught.value)

        assert_same(scene)


class TestContextVariables:
    place: ContextVar[str] = ContextVar("place", default="nowhere")

    @pytest.mark.parametrize("method", SYNCHRONOUS)
    def test_set_by_receivers_reach_the_caller_of_send(self, method):
        def scene() -> object:
            contextvars.copy_context().run(dispatch, signal_with(self.sets, self.sees), method)
            signal = signal_with(self.sets, self.sees, self.sets_later, self.sees_later)
            return contextvars.copy_context().run(lambda: (dispatch(signal, method), self.values()))

        assert_same(scene)

    @pytest.mark.parametrize("method", AWAITED)
    def test_set_by_receivers_reach_the_caller_of_asend(self, method):
        async def main(*receivers: Any) -> object:
            signal = signal_with(*receivers)
            return await getattr(signal, method)(sender=Sender), self.values()

        def scene() -> object:
            return [
                asyncio.run(main(self.sets, self.sees)),
                asyncio.run(main(self.sets_later, self.sees_later)),
                asyncio.run(main(self.sets, self.sees, self.sets_later, self.sees_later)),
            ]

        assert_same(scene)

    def values(self) -> str:
        return self.place.get()

    @classmethod
    def sets(cls, **kwargs: Any) -> None:
        cls.place.set("sync")

    @classmethod
    def sees(cls, **kwargs: Any) -> str:
        return cls.place.get()

    @classmethod
    async def sets_later(cls, **kwargs: Any) -> None:
        await asyncio.sleep(0)
        cls.place.set("async")
        await asyncio.sleep(0)

    @classmethod
    async def sees_later(cls, **kwargs: Any) -> list[str]:
        seen = []
        for _ in range(3):
            seen.append(cls.place.get())
            await asyncio.sleep(0)
        return seen


class TestAsyncReceivers:
    def test_run_in_the_same_order_and_turns(self):
        turns: list[str] = []

        def taking_turns(name: str) -> Any:
            async def receiver(**kwargs: Any) -> None:
                for turn in range(3):
                    turns.append(f"{name}{turn}")
                    await asyncio.sleep(0)

            return receiver

        receivers = [taking_turns(name) for name in "abc"]

        def scene() -> object:
            turns.clear()
            for method in METHODS:
                dispatch(signal_with(*receivers), method)
            return list(turns)

        assert_same(scene)

    def test_that_are_cancelled_get_the_same_exception(self):
        seen: list[object] = []

        async def waits(**kwargs: Any) -> None:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError as error:
                seen.append(error.args)
                raise

        async def main(method: str) -> object:
            task = asyncio.ensure_future(getattr(signal_with(waits), method)(sender=Sender))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            task.cancel("enough")
            try:
                await task
            except asyncio.CancelledError as error:
                return anatomy(error)
            return None

        def scene() -> object:
            seen.clear()
            return [asyncio.run(main(method)) for method in AWAITED], list(seen)

        assert_same(scene)

    def test_can_be_anything_awaitable(self):
        class Later:
            def __await__(self) -> Iterator[None]:
                yield
                return 5

        def gives_a_future(**kwargs: Any) -> Any:
            future = asyncio.get_running_loop().create_future()
            future.set_result(3)
            return future

        def gives_an_awaitable(**kwargs: Any) -> Any:
            return Later()

        class Callable:
            async def __call__(self, **kwargs: Any) -> int:
                return 4

        called = Callable()
        receivers = [gives_a_future, gives_an_awaitable, called]
        for each in receivers:
            markcoroutinefunction(each)

        def scene() -> object:
            found = []
            for method in METHODS:
                try:
                    responses = dispatch(signal_with(*receivers), method)
                    found.append([given for _, given in responses])
                except Exception as error:  # noqa: BLE001 - what a TaskGroup takes, gather may not
                    found.append(type(error))
            return found

        assert_same(scene)

    def test_go_by_their_own_name_in_their_task(self):
        async def looks(**kwargs: Any) -> object:
            coroutine = asyncio.current_task().get_coro()
            return coroutine.__name__, coroutine.__qualname__, coroutine.cr_code.co_name

        assert_same(lambda: [dispatch(signal_with(looks), method) for method in METHODS])
