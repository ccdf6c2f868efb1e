"""Every kind of receiver, and every kind of signal."""

from __future__ import annotations

import asyncio
import functools
import operator
from typing import Any
from unittest import mock

import pytest
from asgiref.sync import markcoroutinefunction
from django.core.signals import got_request_exception, request_finished
from django.dispatch import Signal

from signal_inspector import Recording, record
from signal_inspector.recording.records import Connection
from tests.recording.scenes import (
    METHODS,
    Another,
    Sender,
    cascade,
    connected,
    dispatch,
    outcomes,
    signal_with,
)

every_method = pytest.mark.parametrize("method", METHODS)

HERE = __name__


def function(**kwargs: Any) -> int:
    return 1


def decorated_with(inner: Any) -> Any:
    @functools.wraps(inner)
    def decorated(*args: Any, **kwargs: Any) -> Any:
        return inner(*args, **kwargs)

    return decorated


@decorated_with
def wrapped(**kwargs: Any) -> int:
    return 1


async def async_function(**kwargs: Any) -> int:
    return 1


class Till:
    def __init__(self, **kwargs: Any) -> None:
        """Can be a receiver as a class."""

    def method(self, **kwargs: Any) -> int:
        return 1

    @classmethod
    def of_class(cls, **kwargs: Any) -> int:
        return 1

    @staticmethod
    def static(**kwargs: Any) -> int:
        return 1

    def __call__(self, **kwargs: Any) -> int:
        return 1

    async def async_method(self, **kwargs: Any) -> int:
        return 1


class AsyncTill:
    async def __call__(self, **kwargs: Any) -> int:
        return 1


class Slotted:
    __slots__ = ()

    def __call__(self, **kwargs: Any) -> int:
        return 1


till, async_till = Till(), AsyncTill()
markcoroutinefunction(async_till)
nameless = lambda **kwargs: 1  # noqa: E731 - a lambda is wanted

RECEIVERS: dict[str, tuple[Any, str]] = {
    "function": (function, f"{HERE}.function"),
    "method": (till.method, f"{HERE}.Till.method"),
    "class": (Till, f"{HERE}.Till"),
    "class method": (Till.of_class, f"{HERE}.Till.of_class"),
    "static method": (Till.static, f"{HERE}.Till.static"),
    "callable": (till, f"{HERE}.Till"),
    "slotted callable": (Slotted(), f"{HERE}.Slotted"),
    "lambda": (nameless, f"{HERE}.<lambda>"),
    "partial": (functools.partial(function, colour=1), f"functools.partial({HERE}.function)"),
    "decorated": (wrapped, f"{HERE}.wrapped"),
    "mock": (mock.Mock(return_value=1), "unittest.mock.Mock"),
    "builtin": (dict, "builtins.dict"),
    "C function": (operator.attrgetter("x"), "operator.attrgetter"),
    "async function": (async_function, f"{HERE}.async_function"),
    "async method": (till.async_method, f"{HERE}.Till.async_method"),
    "async callable": (async_till, f"{HERE}.AsyncTill"),
}


@pytest.fixture(autouse=True)
def _any_signature(settings):
    """With DEBUG on Django wants to read the signature, which some callables have not."""
    settings.DEBUG = False


@every_method
@pytest.mark.parametrize(
    ("kind", "weak"),
    [
        (kind, weak)
        for kind, (receiver, _) in RECEIVERS.items()
        for weak in (True, False)
        if not weak or type(receiver).__weakrefoffset__
    ],
)
class TestReceivers:
    def test_of_every_kind_are_named_and_called_once(self, kind, weak, method):
        receiver, name = RECEIVERS[kind]
        signal = signal_with()
        signal.connect(receiver, weak=weak, sender=Sender, dispatch_uid="mine")
        with record() as recording:
            for _ in range(3):
                try:
                    dispatch(signal, method)
                except (TypeError, AttributeError):  # some cannot be called so, or are nameless
                    continue

        assert len(recording.receiver_calls) == 3
        for call in recording.receiver_calls:
            connection = call.connection
            assert connection.receiver == name
            assert connection.sender == f"{Sender.__module__}.Sender"
            assert connection.dispatch_uid == "mine"
            assert connection.weak is weak
            assert connection.is_async is kind.startswith("async")


class TestConnections:
    @every_method
    def test_say_where_the_receiver_stands(self, method):
        signal = signal_with(function, wrapped, async_function)
        with record() as recording:
            dispatch(signal, method)

        assert {
            (call.connection.path, call.connection.line) for call in recording.receiver_calls
        } == {
            (__file__, each.__code__.co_firstlineno)
            for each in (function, wrapped.__wrapped__, async_function)
        }

    @every_method
    def test_of_equal_receivers_are_told_apart(self, method):
        one, other = Till(), Till()
        signal = signal_with()
        signal.connect(one.method, dispatch_uid="a")
        signal.connect(other.method, dispatch_uid="b", sender=Sender)
        signal.connect(function, dispatch_uid="c")
        signal.connect(function, dispatch_uid="d", weak=False)
        signal.connect(function, sender=Another)
        signal.connect(async_function, dispatch_uid="e")
        signal.connect(async_function, dispatch_uid="f", sender=Sender)
        with record() as recording:
            dispatch(signal, method)

        here = f"{Sender.__module__}.Sender"
        found = [call.connection for call in recording.receiver_calls]
        assert sorted((each.dispatch_uid, each.sender, each.weak) for each in found) == [
            ("a", None, True), ("b", here, True), ("c", None, True), ("d", None, False),
            ("e", None, True), ("f", here, True),
        ]  # fmt: skip

    def test_change_with_what_is_connected(self):
        signal = signal_with(function)
        with record() as recording:
            dispatch(signal)
            signal.disconnect(function)
            signal.connect(function, dispatch_uid="anew", weak=False)
            dispatch(signal)
            signal.connect(wrapped)
            dispatch(signal)

        assert [
            [(call.connection.dispatch_uid, call.connection.weak) for call in each.receiver_calls]
            for each in recording
        ] == [[(None, True)], [("anew", False)], [("anew", False), (None, True)]]


class Plain(Signal):
    """A subclass that changes nothing."""


class WithSuper(Signal):
    def send(self, sender, **named):
        return super().send(sender, **named)


class Sorted(Signal):
    """As pretix: sorts the receivers and calls them itself."""

    def _live_receivers(self, sender):
        synchronous, asynchronous = super()._live_receivers(sender)
        return sorted(synchronous, key=lambda each: each.__name__), asynchronous

    def send(self, sender, **named):
        responses = []
        if not self.receivers:
            return responses
        for receiver in self._live_receivers(sender)[0]:
            if receiver is not skipped:
                response = receiver(signal=self, sender=sender, **named)
                responses.append((receiver, response))
        return responses

    def send_robust(self, sender, **named):
        responses = []
        for receiver in self._live_receivers(sender)[0]:
            try:
                response = receiver(signal=self, sender=sender, **named)
            except Exception as error:  # noqa: BLE001 - that is what it is for
                responses.append((receiver, error))
            else:
                responses.append((receiver, response))
        return responses

    def send_chained(self, sender, key, **named):
        """Each receiver gets the response of the one before."""
        for receiver in self._live_receivers(sender)[0]:
            named[key] = receiver(signal=self, sender=sender, **named)
        return named[key]

    def send_generated(self, sender, *, reverse=False, **named):
        return list(  # noqa: C400 - a generator, as some subclasses write it
            receiver(signal=self, sender=sender, **named)
            for receiver in sorted(self._live_receivers(sender)[0], reverse=reverse, key=str)
        )

    async def send_in_turn(self, sender, **named):
        return [
            await receiver(signal=self, sender=sender, **named)
            for receiver in self._live_receivers(sender)[1]
        ]

    async def send_at_once(self, sender, **named):
        running = [
            receiver(signal=self, sender=sender, **named)
            for receiver in self._live_receivers(sender)[1]
        ]
        return await asyncio.gather(*running)


class OtherParameters(Signal):
    """As bk-itsm: parameters of its own before the sender."""

    def send(self, signal_name, sender, source_id, **named):
        named["signal_name"] = f"{signal_name} {source_id}"
        return [receiver(signal=self, sender=sender, **named) for receiver in self._all(sender)]

    def send_to(self, *, sender, **named):
        return [receiver(signal=self, sender=sender, **named) for receiver in self._all(sender)]

    def _all(self, sender):
        return self._live_receivers(sender)[0]


def skipped(**kwargs: Any) -> None:
    raise AssertionError


def adds(total: int = 0, **kwargs: Any) -> int:
    return total + 1


def refuses(**kwargs: Any) -> None:
    raise ValueError("no")


def nests(**kwargs: Any) -> None:
    signal_with(function).send(sender=Sender)


def gives_a_generator(**kwargs: Any) -> Any:
    return (each for each in "abc")


async def nests_later(**kwargs: Any) -> str:
    await asyncio.sleep(0)
    signal_with(function).send(sender=Sender)
    return "done"


plain, with_super, ordered, others = Plain(), WithSuper(), Sorted(), OtherParameters()


class TestSignals:
    @pytest.mark.parametrize("signal", [plain, with_super], ids=["plain", "with super"])
    @every_method
    def test_of_subclasses_are_recorded_once(self, signal, method):
        with connected(signal, function, async_function), record() as recording:
            dispatch(signal, method)

        [sent] = recording
        assert sent.method == method
        assert outcomes(recording) == [["returned", "returned"]]

    def test_that_call_receivers_themselves_are_recorded_as_they_call(self):
        with connected(ordered, wrapped, skipped, nests, function), record() as recording:
            responses = ordered.send(sender=Sender)

        assert [receiver for receiver, _ in responses] == [function, nests, wrapped]
        assert cascade(recording) == [
            (0, "function"), (0, "nests"), (1, "function"), (0, "wrapped"),
        ]  # fmt: skip
        assert recording.dispatches[0].signal == f"{HERE}.ordered"

    def test_that_call_nobody_count_as_without_receivers(self):
        with connected(ordered, skipped), record() as recording:
            assert ordered.send(sender=Sender) == []

        assert recording.dispatches == []
        assert [(row.reason, row.count) for row in recording.counted] == [("no receivers", 1)]

    def test_that_catch_exceptions_swallow_them(self):
        with connected(ordered, refuses, function), record() as recording:
            responses = ordered.send_robust(sender=Sender)

        assert [type(response) for _, response in responses] == [int, ValueError]
        assert outcomes(recording) == [["returned", "swallowed"]]

    def test_that_let_exceptions_through_raise_them(self):
        with (
            connected(ordered, function, refuses, wrapped),
            record() as recording,
            pytest.raises(ValueError, match="no"),
        ):
            ordered.send(sender=Sender)

        assert outcomes(recording) == [["returned", "raised"]]

    def test_with_dispatch_methods_of_their_own_are_recorded_under_their_names(self):
        with connected(ordered, adds, adds, dispatch_uid="a"), record() as recording:
            ordered.connect(adds, dispatch_uid="b")
            assert ordered.send_chained(sender=Sender, key="total") == 2
            ordered.disconnect(dispatch_uid="b")
            ordered.disconnect(dispatch_uid="a")

        [sent] = recording
        assert sent.method == "send_chained"
        assert outcomes(recording) == [["returned", "returned"]]

    def test_that_call_within_a_generator_expression(self):
        with connected(ordered, gives_a_generator, nests), record() as recording:
            responses = ordered.send_generated(sender=Sender)

        assert [type(each).__name__ for each in responses] == ["generator", "NoneType"]
        assert outcomes(recording) == [["returned", "returned"], ["returned"]]
        assert cascade(recording)[-1] == (1, "function")
        with connected(ordered, refuses), record() as recording, pytest.raises(ValueError):  # noqa: PT011
            ordered.send_generated(sender=Sender)
        assert outcomes(recording) == [["raised"]]

    @pytest.mark.parametrize("method", ["send_in_turn", "send_at_once"])
    def test_that_await_receivers_themselves(self, method):
        with connected(ordered, nests_later, async_function), record() as recording:
            assert dispatch(ordered, method) == ["done", 1]

        assert cascade(recording) == [(0, "nests_later"), (1, "function"), (0, "async_function")]
        assert outcomes(recording) == [["returned", "returned"], ["returned"]]

    def test_whose_methods_take_other_parameters(self):
        seen: list[Any] = []

        def sees(signal_name: str = "", **kwargs: Any) -> None:
            seen.append((signal_name, sorted(kwargs)))

        with connected(others, sees), record() as recording:
            others.send("created", Sender, 7, number=1)
            others.send_to(sender=Sender)

        assert seen == [("created 7", ["number", "sender", "signal"]), ("", ["sender", "signal"])]
        assert [each.method for each in recording] == ["send", "send_to"]
        assert recording.dispatches[0].arguments == {"number": 1}

    @pytest.mark.django_db  # request_finished looks at connections that other tests left open
    @pytest.mark.parametrize("signal", [request_finished, got_request_exception])
    def test_of_django_are_named(self, signal):
        with connected(signal, function), record() as recording:
            signal.send(sender=Sender)

        name = "request_finished" if signal is request_finished else "got_request_exception"
        assert recording.dispatches[0].signal == f"django.core.signals.{name}"

    def test_without_a_name_are_told_by_their_class(self):
        signal = Plain()
        signal.connect(function)
        with record() as recording:
            signal.send(sender=Sender)

        assert recording.dispatches[0].signal == "Plain @ unknown"

    def test_of_a_class_made_during_a_recording_are_in_the_next_one(self):
        def play() -> Recording:
            with record() as recording:
                late.send(sender=Sender)
            return recording

        with record():

            class Late(Signal):
                def send(self, sender, **named):
                    return [
                        receiver(signal=self, sender=sender, **named)
                        for receiver in self._live_receivers(sender)[0]
                    ]

            late = Late()
            late.connect(function)
            assert late.send(sender=Sender) == [1]

        assert outcomes(play()) == [["returned"]]
        assert isinstance(play().receiver_calls[0].connection, Connection)
