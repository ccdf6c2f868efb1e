"""Dispatches by methods of Signal subclasses that call receivers themselves, and by ``asend``."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.dispatch import Signal

from signal_inspector import conf, record
from signal_inspector.recording.instrumentation import details, general, plans
from signal_inspector.recording.recorder import Recorder
from signal_inspector.recording.strands import Method, current
from tests.recording.scenes import (
    AWAITED,
    Another,
    Sender,
    cascade,
    connected,
    dispatch,
    outcomes,
    signal_with,
)


class Ordered(Signal):
    """As pretix: calls the receivers itself, in the order of their names."""

    def send(self, sender, **named):
        return [
            (receiver, receiver(signal=self, sender=sender, **named))
            for receiver in sorted(self._live_receivers(sender)[0], key=lambda each: each.__name__)
            if receiver is not unwanted
        ]

    def send_robust(self, sender, **named):
        responses = []
        for receiver in self._live_receivers(sender)[0]:
            try:
                responses.append((receiver, receiver(signal=self, sender=sender, **named)))
            except Exception as error:  # noqa: BLE001 - that is what it is for
                responses.append((receiver, error))
        return responses

    def send_checked(self, sender, **named):
        """Catches what no receiver has raised."""
        try:
            if named.pop("wrong", False):
                raise LookupError
            for receiver in self._live_receivers(sender)[0]:
                receiver(signal=self, sender=sender, **named)
        except LookupError:
            return "wrong"
        return "right"


ordered, other, quiet = Ordered(), Ordered(), Signal()


def unwanted(**kwargs: Any) -> None:
    raise AssertionError


def first(**kwargs: Any) -> int:
    return 1


async def later(**kwargs: Any) -> int:
    await asyncio.sleep(0)
    return 2


def refuses(**kwargs: Any) -> None:
    raise ValueError("no")


def sends(**kwargs: Any) -> None:
    ordered.send(sender=Sender)


@pytest.fixture
def _silent() -> Iterator[None]:
    yield
    ordered.receivers = other.receivers = []


def limited(count: int = 0) -> Any:
    return record(dispatch_limit=count)


def reasons(recording: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in recording.counted:
        found[row.reason] = found.get(row.reason, 0) + row.count
    return found


@pytest.mark.parametrize("method", AWAITED)
class TestWithinAnAwaitedDispatch:
    """A synchronous dispatch writes to the strand of the awaited one around it."""

    def test_stays_within_the_limit(self, method):
        def sends_often(**kwargs: Any) -> None:
            for _ in range(10):
                ordered.send(sender=Sender)

        with connected(ordered, first), limited(5) as recording:
            dispatch(signal_with(sends_often), method)

        assert cascade(recording) == [(0, "sends_often")] + [(1, "first")] * 4
        assert reasons(recording) == {"limit": 6}

    def test_that_calls_nobody_leaves_the_outer_one_where_it_is(self, method):
        with connected(ordered, unwanted), record() as recording:
            dispatch(signal_with(sends), method)

        assert cascade(recording) == [(0, "sends")]
        assert reasons(recording) == {"no receivers": 1}

    def test_does_not_end_the_outer_one(self, method):
        def sends_and_stays(**kwargs: Any) -> None:
            ordered.send(sender=Sender)
            ordered.send(sender=Sender)

        with connected(ordered, first), record() as recording:
            dispatch(signal_with(sends_and_stays), method)

        outer, *inner = recording
        assert len(inner) == 2
        assert outer.start_ns + outer.duration_ns >= max(e.start_ns + e.duration_ns for e in inner)


class TestBeyondTheLimit:
    def test_dispatches_that_call_nobody_are_told_apart(self):
        with connected(ordered, unwanted), limited() as recording:
            for _ in range(3):
                ordered.send(sender=Sender)

        assert reasons(recording) == {"no receivers": 3}

    def test_errors_are_counted(self):
        with connected(ordered, first, refuses), limited() as recording:
            with pytest.raises(ValueError, match="no"):
                ordered.send(sender=Sender)
            ordered.send_robust(sender=Sender)

        [row] = recording.counted
        assert (row.count, row.receiver_calls, row.errors) == (2, 4, 2)

    def test_a_dispatch_that_began_before_is_kept(self):
        def fills(**kwargs: Any) -> None:
            for _ in range(5):
                signal.send(sender=Sender)

        signal = signal_with(first)
        with connected(ordered, fills), limited(3) as recording:
            ordered.send(sender=Sender)

        assert cascade(recording) == [(0, "fills"), (1, "first"), (1, "first")]
        assert reasons(recording) == {"limit": 3}


class TestExceptions:
    def test_that_no_receiver_raised_are_nobody_s(self):
        with connected(ordered, first), record() as recording:
            assert ordered.send_checked(sender=Sender, wrong=True) == "wrong"
            assert ordered.send_checked(sender=Sender) == "right"

        assert outcomes(recording) == [["returned"]]
        assert recording.receiver_calls[0].error is None

    def test_of_a_receiver_that_the_method_catches_are_swallowed(self):
        def raises(**kwargs: Any) -> None:
            raise LookupError("its own")

        with connected(ordered, raises), record() as recording:
            assert ordered.send_checked(sender=Sender) == "wrong"

        assert outcomes(recording) == [["swallowed"]]

    def test_of_the_method_itself_leave_its_receivers_unreached(self):
        class Hasty(Signal):
            def send(self, sender, **named):
                synchronous, _ = self._live_receivers(sender)
                if len(synchronous) > 1:
                    raise LookupError
                return [receiver(signal=self, sender=sender, **named) for receiver in synchronous]

        signal = Hasty()
        signal.connect(first)
        signal.connect(refuses)
        with record() as recording, pytest.raises(LookupError):
            signal.send(sender=Sender)

        assert outcomes(recording) == [["not reached", "not reached"]]


class TestReceivers:
    def test_made_by_the_method_itself_are_told_without_a_connection(self):
        """As a method that wraps what it calls."""

        class Wrapping(Signal):
            def send(self, sender, **named):
                synchronous, _ = self._live_receivers(sender)
                found = [wrapped(each) for each in synchronous]
                return [receiver(signal=self, sender=sender, **named) for receiver in found]

        def wrapped(receiver: Any) -> Any:
            def wrapper(**kwargs: Any) -> Any:
                return receiver(**kwargs)

            return wrapper

        signal = Wrapping()
        signal.connect(first, sender=Sender, dispatch_uid="mine")
        with record() as recording:
            assert signal.send(sender=Sender) == [1]

        [call] = recording.receiver_calls
        assert call.receiver.endswith("wrapper")
        assert (call.connection.sender, call.connection.dispatch_uid) == (None, None)


class TestRecordings:
    def test_that_are_closed_meanwhile_leave_the_dispatch_to_the_outer_one(self):
        inner = Recorder("inner")

        def closes(**kwargs: Any) -> None:
            inner.stop()
            other.send(sender=Sender)

        with connected(ordered, closes), connected(other, first), record() as outer:
            inner.start()
            ordered.send(sender=Sender)
            other.send(sender=Sender)

        assert [name for _, name in cascade(inner.recording)] == ["closes"]
        assert sorted(name for _, name in cascade(outer)) == ["closes", "first", "first"]

    def test_that_are_closed_by_a_receiver_leave_the_next_ones_alone(self):
        recorder = Recorder()

        def a_closes(**kwargs: Any) -> None:
            recorder.stop()

        with connected(ordered, a_closes, first):
            recorder.start()
            assert len(ordered.send(sender=Sender)) == 2

        assert [name for _, name in cascade(recorder.recording)] == ["a_closes"]
        assert recorder.recording.notes == []

    def test_that_are_over_get_nothing(self):
        """A task begun within a recording goes on behind it."""

        async def main() -> Any:
            with record() as recording:
                over = asyncio.Event()
                task = asyncio.ensure_future(goes_on(over))
                await asyncio.sleep(0)
            over.set()
            assert await task == [(first, 1)]
            return recording

        async def goes_on(over: asyncio.Event) -> Any:
            await over.wait()
            return ordered.send(sender=Sender)

        with connected(ordered, first):
            recording = asyncio.run(main())

        assert recording.dispatches == []
        assert recording.counted == []


METHOD = Method("send", robust=False, awaited=False)


class TestNoFailureOfOursReachesTheMethod:
    """Each part fails in turn; the receivers are called, the recording has a note or a count."""

    @pytest.mark.parametrize("error", [ArithmeticError, RecursionError])
    @pytest.mark.parametrize(
        ("module", "name"),
        [
            (general, "open_plan"), (general, "connection_of"), (general, "entries"),
            (general, "failure"), (general, "keep_foreign"), (general, "nothing_happened"),
            (general, "_tell"), (general, "detail"), (details, "site"), (plans, "_make"),
            (details, "captured_all"),
        ],
        ids=lambda each: each if isinstance(each, str) else each.__name__.rpartition(".")[2],
    )  # fmt: skip
    def test_of_a_part(self, module, name, error, monkeypatch):
        def fails(*args: Any, **kwargs: Any) -> None:
            raise error("broken")

        def play() -> Any:
            with pytest.raises(ValueError, match="no"):
                ordered.send(sender=Sender, number=1)
            dispatch(signal_with(later), "asend")
            return (
                [type(given) for _, given in ordered.send_robust(sender=Another)],
                dispatch(signal_with(first, later)),
            )

        with connected(ordered, first, refuses):
            plain = play()
            monkeypatch.setattr(module, name, fails)
            for options in ({}, {"muted": [f"{__name__}.ordered"]}):
                with record(**options) as recording:
                    assert play() == plain
                assert all("broken" in note or "lost" in note for note in recording.notes)

    @pytest.mark.parametrize("lost", [ArithmeticError, RecursionError])
    def test_of_the_clock(self, lost, monkeypatch):
        class Broken:
            times = iter(range(1_000_000))
            fails = False

            @classmethod
            def now(cls) -> int:
                if cls.fails:
                    raise lost("broken")
                return next(cls.times)

        def breaks(**kwargs: Any) -> int:
            Broken.fails = True
            return 1

        monkeypatch.setattr(general, "Clock", Broken)
        with connected(ordered, breaks, refuses), record() as recording:
            assert [receiver for receiver, _ in ordered.send_robust(sender=Sender)] == [
                breaks, refuses,
            ]  # fmt: skip

        assert recording.notes != []


def test_without_a_recording_nothing_begins():
    assert current.get() is None
    assert general.begin(METHOD, ordered, Sender, None, {}) is None
    general.close(None)
    general.caught(None)
    general.fail(None, ValueError())
    assert general.calling(None, first) is None


def test_receivers_may_be_called_in_another_thread_than_that_of_the_method():
    class Threaded(Signal):
        def send(self, sender, **named):
            responses = []

            def in_a_thread():
                for receiver in self._live_receivers(sender)[0]:
                    responses.append(receiver(signal=self, sender=sender, **named))  # noqa: PERF401

            thread = threading.Thread(target=in_a_thread)
            thread.start()
            thread.join()
            return responses

    signal = Threaded()
    signal.connect(first)
    with record() as recording:
        assert signal.send(sender=Sender) == [1]

    assert outcomes(recording) == [["returned"]]


def test_the_task_is_told_where_one_runs():
    async def main() -> str:
        task = asyncio.create_task(name_of_task(), name="checkout")
        return await task

    async def name_of_task() -> str:
        return general.task_name()

    assert general.task_name() == ""
    assert asyncio.run(main()) == "checkout"


@pytest.mark.parametrize("begun", [(0, 1, 2), (2, 1, 0)])
@pytest.mark.parametrize("method", AWAITED)
def test_muted_dispatches_that_end_in_any_order_are_all_counted(method, begun):
    async def waits(until: asyncio.Event, after: asyncio.Event, **kwargs: Any) -> None:
        await until.wait()
        after.set()

    async def main() -> None:
        events = [asyncio.Event() for _ in range(4)]
        events[-1].set()
        await asyncio.gather(*(
            getattr(quiet, method)(sender=Sender, until=events[place + 1], after=events[place])
            for place in begun
        ))  # fmt: skip

    quiet.connect(waits)
    with record(muted=[f"{__name__}.quiet"]) as recording:
        asyncio.run(main())

    assert recording.dispatches == []
    assert reasons(recording) == {"muted": 3}


@pytest.mark.parametrize("method", AWAITED)
def test_a_muted_dispatch_whose_place_is_gone_is_counted_all_the_same(method):
    """As where the one around it has been taken out of the recording meanwhile."""
    recorder = Recorder("", conf.current(muted=(f"{__name__}.quiet",)))

    async def clears(**kwargs: Any) -> None:
        assert recorder.root is not None
        recorder.root.buf.clear()

    quiet.receivers = []
    quiet.connect(clears)
    recorder.start()
    dispatch(quiet, method)
    recording = recorder.stop()

    assert recording.notes == []
    assert reasons(recording) == {"muted": 1}
