from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import weakref
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from signal_inspector import record
from signal_inspector.recording.instrumentation import failures
from signal_inspector.recording.records import Error
from signal_inspector.recording.strands import Plan
from tests.naming.hostile import Untouchable
from tests.recording.scenes import AWAITED, METHODS, Sender, cascade, dispatch, signal_with

every_method = pytest.mark.parametrize("method", METHODS)


class ShopError(Exception):
    """An exception of the project."""


class SpeakingError(ShopError):
    def __str__(self) -> str:
        raise AssertionError("it was asked")


def first(**kwargs: Any) -> int:
    return 1


def error_of(recording: Any, place: int = 0) -> Error:
    error = recording.receiver_calls[place].error
    assert isinstance(error, Error)
    return error


def error_from(receiver: Any, method: Any) -> Error:
    """What is recorded of a receiver that raises a ShopError."""
    with record() as recording:
        try:
            dispatch(signal_with(receiver), method)
        except ShopError:
            assert not method.endswith("robust")
    return error_of(recording)


@every_method
class TestErrors:
    def test_tell_type_message_and_place(self, method):
        def refuses(**kwargs: Any) -> None:
            helps()

        def helps() -> None:
            raise ShopError("out of stock")

        error = error_from(refuses, method)
        assert error.type == f"{__name__}.ShopError"
        assert error.message == "out of stock"
        assert [frame.function.rpartition(".")[2] for frame in error.frames] == ["refuses", "helps"]
        assert [frame.path for frame in error.frames] == [__file__] * 2
        assert error.frames[1].line == helps.__code__.co_firstlineno + 1
        assert not error.inherited

    def test_of_async_receivers_too(self, method):
        async def refuses(**kwargs: Any) -> None:
            await asyncio.sleep(0)
            await helps()

        async def helps() -> None:
            raise ShopError("out of stock")

        error = error_from(refuses, method)
        assert [frame.function.rpartition(".")[2] for frame in error.frames] == ["refuses", "helps"]

    def test_have_twenty_frames_at_most_the_outermost_first(self, method):
        def refuses(depth: int = 30, **kwargs: Any) -> None:
            if depth:
                refuses(depth - 1)
            raise ShopError

        frames = error_from(refuses, method).frames
        assert len(frames) == 20
        assert {frame.line for frame in frames} == {refuses.__code__.co_firstlineno + 2}

    def test_from_below_are_inherited(self, method):
        def refuses(**kwargs: Any) -> None:
            raise ShopError("deep down")

        def passes_on(**kwargs: Any) -> None:
            signal_with(refuses).send(sender=Sender)

        with record() as recording:
            try:
                dispatch(signal_with(passes_on), method)
            except ShopError:
                assert not method.endswith("robust")

        assert cascade(recording) == [(0, "passes_on"), (1, "refuses")]
        assert [error_of(recording, place).inherited for place in (0, 1)] == [True, False]
        assert recording.summary.errors == 1
        outer = [frame.function.rpartition(".")[2] for frame in error_of(recording).frames]
        assert outer == ["passes_on", "refuses"]

    def test_from_far_below_are_inherited_too(self, method):
        def passes_on(depth: int = 25, **kwargs: Any) -> None:
            if depth:
                passes_on(depth - 1)
            else:
                signal_with(refuses).send(sender=Sender)

        def refuses(**kwargs: Any) -> None:
            raise ShopError("deep down")

        with record() as recording:
            try:
                dispatch(signal_with(passes_on), method)
            except ShopError:
                assert not method.endswith("robust")

        assert error_of(recording).inherited
        assert len(error_of(recording).frames) == 20

    def test_are_not_kept_alive(self, method, settings):
        settings.DEBUG = False
        found: list[weakref.ref[Any]] = []

        def refuses(**kwargs: Any) -> None:
            thing = Sender()
            error = ShopError(thing)
            found.extend((weakref.ref(thing), weakref.ref(error)))
            raise error

        with record():
            try:
                dispatch(signal_with(refuses), method)
            except ShopError:
                assert not method.endswith("robust")
            dispatch(signal_with(first), method)  # asgiref's thread lets go when it runs this
            gc.collect()
            alive = [each() for each in found]

        assert alive == [None, None]

    def test_that_a_receiver_dealt_with_are_none(self, method):
        def bears(**kwargs: Any) -> None:
            with contextlib.suppress(ShopError):
                signal_with(refuses).send(sender=Sender)

        def refuses(**kwargs: Any) -> None:
            raise ShopError

        with record() as recording:
            dispatch(signal_with(bears), method)

        assert [call.outcome for call in recording.receiver_calls] == ["returned", "raised"]
        assert recording.receiver_calls[0].error is None


class TestOutcomes:
    @pytest.mark.parametrize("kind", [SystemExit, KeyboardInterrupt, GeneratorExit])
    @pytest.mark.parametrize("method", ["send", "send_robust"])
    def test_of_exceptions_that_end_everything_are_raised(self, method, kind):
        def ends(**kwargs: Any) -> None:
            raise kind("enough")

        signal = signal_with(ends, first)
        with record() as recording, pytest.raises(kind):
            dispatch(signal, method)

        assert [call.outcome for call in recording.receiver_calls] == ["raised", "not reached"]
        assert error_of(recording).type == kind.__name__

    @pytest.mark.parametrize("method", AWAITED)
    def test_of_cancelled_receivers_are_cancelled(self, method):
        async def waits(**kwargs: Any) -> None:
            await asyncio.Event().wait()

        async def main() -> None:
            task = asyncio.ensure_future(getattr(signal_with(waits), method)(sender=Sender))
            for _ in range(4):
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        with record() as recording:
            asyncio.run(main())

        [call] = recording.receiver_calls
        assert call.outcome == "cancelled"
        assert call.error is not None
        assert call.error.type == "asyncio.exceptions.CancelledError"

    def test_of_receivers_behind_one_that_raised_are_not_reached(self):
        async def later(**kwargs: Any) -> None:
            raise AssertionError

        def refuses(**kwargs: Any) -> None:
            raise ShopError

        signal = signal_with(first, refuses, first_again, later)
        with record() as recording, pytest.raises(ShopError):
            signal.send(sender=Sender)

        assert [(c.receiver.rpartition(".")[2], c.outcome) for c in recording.receiver_calls] == [
            ("first", "returned"), ("refuses", "raised"), ("first_again", "not reached"),
            ("later", "not reached"),
        ]  # fmt: skip
        assert recording.receiver_calls[2].duration_ns == 0


def first_again(**kwargs: Any) -> int:
    return 1


MESSAGES: list[tuple[BaseException, str]] = [
    (ValueError("no"), "no"),
    (ValueError(), ""),
    (ValueError("a", 1), "('a', 1)"),
    (ValueError("x" * 400), "x" * 299 + "…"),
    (KeyError("name"), "'name'"),
    (OSError(2, "No such file", "a.txt"), "[Errno 2] No such file: 'a.txt'"),
    (OSError(2, "No such file", Untouchable()), "2, No such file"),
    (ValueError(Untouchable()), "<tests.naming.hostile.Untouchable>"),
    (SpeakingError("said", Untouchable(), None), "said, <tests.naming.hostile.Untouchable>, None"),
    (ValidationError("bad", code="invalid"), "bad, invalid, None"),
    (ExceptionGroup("two", [ValueError("a"), KeyError("b")]), "two, <builtins.list>"),
    (UnicodeError("x", b"\xff"), r"('x', b'\xff')"),
    (ValueError(10**5000), ""),
]  # fmt: skip


@pytest.mark.parametrize("place", range(len(MESSAGES)))
def test_messages_are_told_without_asking_the_project(place):
    error, message = MESSAGES[place]

    def raises(**kwargs: Any) -> None:
        raise error

    with record() as recording:
        dispatch(signal_with(raises), "send_robust")

    assert error_of(recording).message == message
    assert error_of(recording).type.rpartition(".")[2] == type(error).__name__
    assert error_of(recording).frames


@pytest.mark.parametrize("error", [LookupError, RecursionError])
def test_a_failure_that_cannot_be_described_still_closes_the_call(error, monkeypatch):
    def fails(*args: Any) -> None:
        raise error("a bug of ours")

    def refuses(**kwargs: Any) -> None:
        raise ShopError

    async def refuses_later(**kwargs: Any) -> None:
        raise ShopError

    monkeypatch.setattr(failures, "_frames", fails)
    for receiver in (refuses, refuses_later):
        for method in METHODS:
            with record() as recording:
                try:
                    dispatch(signal_with(receiver), method)
                except ShopError:
                    assert not method.endswith("robust")
            [call] = recording.receiver_calls
            assert call.outcome in {"raised", "swallowed"}
            assert call.error == Error("BaseException", "could not be described")
            assert 0 <= call.duration_ns <= recording.duration_ns


def test_an_exception_that_never_reached_our_frame_keeps_its_traceback(monkeypatch: Any) -> None:
    told: list[object] = []
    monkeypatch.setattr(failures, "left", lambda *arguments, **_: told.append(arguments[-1]))
    error = ValueError("no frame")
    failures.left_tail(None, None, 0, 0, error)
    assert told == [error]
    assert error.__traceback__ is None


def sells_out(**kwargs: Any) -> None:
    raise ValueError("sold out")


async def waits(**kwargs: Any) -> None:
    await asyncio.sleep(0)


class TestVariables:
    """Of frames in tracebacks: pages for errors print them, and whoever keeps an exception does."""

    def seen(self, error: BaseException) -> list[dict[str, Any]]:
        frames = []
        traceback = error.__traceback__
        while traceback is not None:
            frames.append(dict(traceback.tb_frame.f_locals))
            traceback = traceback.tb_next
        return frames

    def holds_facts(self, variables: dict[str, Any]) -> bool:
        return any(type(v) is list and any(type(e) is Plan for e in v) for v in variables.values())

    @pytest.mark.parametrize("receivers", [(sells_out,), (sells_out, waits)])
    @pytest.mark.parametrize("recorded", [False, True])
    def test_of_send_are_those_of_django(self, recorded, receivers):
        signal = signal_with(*receivers)

        def nests(**kwargs: Any) -> None:
            signal.send(sender=Sender)

        nested = signal_with(nests)
        with (
            record() if recorded else contextlib.nullcontext(),
            pytest.raises(ValueError, match="sold out") as raised,
        ):
            nested.send(sender=Sender)
        names = {name for each in self.seen(raised.value) for name in each}
        assert not any(name.startswith("_si_") for name in names)
        assert {"self", "sender", "sync_receivers"} <= names

    @every_method
    def test_hold_no_buffer(self, method):
        with record():
            try:
                [(_, error)] = dispatch(signal_with(sells_out), method)
            except ValueError as raised:
                error = raised
            assert self.seen(error)
            assert not any(map(self.holds_facts, self.seen(error)))

    @pytest.mark.parametrize("method", ["send_robust", "asend_robust"])
    def test_hold_no_buffer_while_an_exception_is_logged(self, method, caplog, monkeypatch):
        logged = []

        class Pages(logging.Handler):
            def emit(handler, entry: logging.LogRecord) -> None:  # noqa: N805 - self is the test
                assert entry.exc_info
                logged.append(any(map(self.holds_facts, self.seen(entry.exc_info[1]))))

        logging.disable(logging.NOTSET)
        caplog.set_level(logging.ERROR, "django.dispatch")
        monkeypatch.setattr(logging.getLogger("django.dispatch"), "handlers", [Pages()])
        with record():
            dispatch(signal_with(sells_out), method)
        assert logged == [False]
