from __future__ import annotations

import asyncio
import tracemalloc
from typing import Any

import pytest
from django.dispatch import Signal
from hypothesis import given, settings, strategies as st

from signal_inspector import Recording, record
from signal_inspector.recording.records import Counted
from tests.recording.scenes import (
    CACHING,
    METHODS,
    SYNCHRONOUS,
    Another,
    Sender,
    cascade,
    dispatch,
    outcomes,
    signal_with,
)

every_method = pytest.mark.parametrize("method", METHODS)
with_and_without_cache = pytest.mark.parametrize("use_caching", CACHING)

muted = Signal()
muted_cached = Signal(use_caching=True)
MUTED = (f"{__name__}.muted", f"{__name__}.muted_cached")


def first(**kwargs: Any) -> int:
    return 1


async def later(**kwargs: Any) -> int:
    await asyncio.sleep(0)
    return 2


def refuses(**kwargs: Any) -> None:
    raise ValueError("no")


async def refuses_later(**kwargs: Any) -> None:
    raise ValueError("later no")


def total(recording: Recording) -> int:
    return recording.summary.dispatches + recording.summary.counted


@every_method
@with_and_without_cache
class TestTheDispatchLimit:
    @pytest.mark.parametrize("limit", [0, 1, 3, 7])
    def test_is_met_exactly(self, method, use_caching, limit):
        signal = signal_with(first, use_caching=use_caching)
        with record(dispatch_limit=limit) as recording:
            for _ in range(9):
                dispatch(signal, method)

        assert len(recording.dispatches) == limit
        assert len(recording.receiver_calls) == limit
        [row] = recording.counted
        assert (row.reason, row.count, row.receiver_calls) == ("limit", 9 - limit, 9 - limit)
        assert row.sender == f"{Sender.__module__}.Sender"
        assert (row.duration_ns > 0, row.errors) == (True, 0)

    @pytest.mark.parametrize("failing", [refuses, refuses_later])
    def test_lets_exceptions_be_counted(self, method, use_caching, failing):
        signal = signal_with(failing, use_caching=use_caching)
        with record(dispatch_limit=2) as recording:
            for _ in range(5):
                try:
                    dispatch(signal, method)
                except ValueError:
                    assert not method.endswith("robust")

        outcome = "swallowed" if method.endswith("robust") else "raised"
        assert outcomes(recording) == [[outcome]] * 2
        assert [(row.count, row.errors) for row in recording.counted] == [(3, 3)]

    def test_keeps_what_was_recorded_before_it_was_met(self, method, use_caching):
        inner = signal_with(first, use_caching=use_caching)

        def sends(**kwargs: Any) -> None:
            for _ in range(10):
                inner.send(sender=Sender)
            raise ValueError

        with record(dispatch_limit=5) as recording:
            try:
                dispatch(signal_with(sends, use_caching=use_caching), method)
            except ValueError:
                assert not method.endswith("robust")

        assert total(recording) == 11
        assert len(recording.dispatches) == 5
        assert cascade(recording) == [(0, "sends")] + [(1, "first")] * 4

    def test_holds_for_what_is_sent_within_what_is_only_counted(self, method, use_caching):
        inner = signal_with(first, use_caching=use_caching)

        def sends(**kwargs: Any) -> None:
            inner.send(sender=Sender)

        with record(dispatch_limit=0) as recording:
            for _ in range(3):
                dispatch(signal_with(sends, later, use_caching=use_caching), method)

        assert recording.dispatches == []
        assert sum(row.count for row in recording.counted) == 6
        assert sum(row.receiver_calls for row in recording.counted) == 9


@every_method
class TestTheDetailLimit:
    @pytest.mark.parametrize("limit", [0, 1, 3])
    def test_is_met_exactly(self, method, limit):
        signal = signal_with(first)
        with record(detail_limit=limit) as recording:
            for _ in range(5):
                dispatch(signal, method, number=1)

        detailed = [each.site is not None and each.arguments != {} for each in recording]
        assert detailed == [True] * limit + [False] * (5 - limit)

    def test_leaves_muted_signals_counted(self, silent, method):
        silent.connect(first)
        signal = signal_with(first)
        with record(muted=MUTED, detail_limit=2) as recording:
            for _ in range(4):
                dispatch(silent, method)
                dispatch(signal, method)

        assert len(recording.dispatches) == 4
        assert [(row.reason, row.count) for row in recording.counted] == [("muted", 4)]


class TestTheDepthLimit:
    @pytest.mark.parametrize("limit", [0, 1, 3])
    @with_and_without_cache
    def test_leaves_deeper_dispatches_out_and_counts_them(self, limit, use_caching):
        def again(number: int, **kwargs: Any) -> None:
            if number:
                signal.send(sender=Sender, number=number - 1)

        signal = signal_with(again, use_caching=use_caching)
        with record(depth_limit=limit) as recording:
            signal.send(sender=Sender, number=6)
            signal.send(sender=Sender, number=0)

        assert recording.summary.depth == limit
        assert total(recording) == 8
        deep = 7 - limit + (limit == 0)
        assert [(row.reason, row.count) for row in recording.counted] == [("depth", deep)]

    @pytest.mark.parametrize("method", ["asend", "asend_robust"])
    def test_holds_for_async_receivers(self, method):
        async def again(number: int, **kwargs: Any) -> None:
            if number:
                await getattr(signal, method)(sender=Sender, number=number - 1)

        signal = signal_with(again)
        with record(depth_limit=2) as recording:
            dispatch(signal, method, number=4)

        assert cascade(recording) == [(0, "again"), (1, "again")]
        assert [(row.reason, row.count) for row in recording.counted] == [("depth", 3)]


@pytest.fixture(params=[muted, muted_cached], ids=["plain", "cached"])
def silent(request):
    """A signal that is muted, without receivers."""
    yield request.param
    request.param.receivers = []
    request.param.sender_receivers_cache.clear()


@every_method
class TestMutedSignals:
    @pytest.mark.parametrize("receivers", [[first], [first, later], [later]])
    def test_are_counted(self, silent, method, receivers):
        for receiver in receivers:
            silent.connect(receiver)
        with record(muted=MUTED) as recording:
            for sender in (Sender, Another, Sender):
                dispatch(silent, method, sender)

        assert recording.dispatches == []
        assert [
            (row.reason, row.sender.rpartition(".")[2], row.count, row.receiver_calls)
            for row in recording.counted
        ] == [("muted", "Sender", 2, 2 * len(receivers)), ("muted", "Another", 1, len(receivers))]
        assert all(row.duration_ns > 0 for row in recording.counted)

    @pytest.mark.parametrize("failing", [refuses, refuses_later])
    def test_are_detailed_when_a_receiver_fails(self, silent, method, failing):
        silent.connect(failing)
        with record(muted=MUTED) as recording:
            for _ in range(2):
                try:
                    dispatch(silent, method)
                except ValueError:
                    assert not method.endswith("robust")

        outcome = "swallowed" if method.endswith("robust") else "raised"
        assert outcomes(recording) == [[outcome]] * 2
        assert recording.counted == []

    def test_are_detailed_when_a_receiver_sends_something(self, silent, method):
        audible = signal_with(first)

        def sends(number: int, **kwargs: Any) -> None:
            if number:
                audible.send(sender=Sender)

        silent.connect(sends)
        with record(muted=MUTED) as recording:
            for number in (0, 1, 0):
                dispatch(silent, method, number=number)

        assert cascade(recording) == [(0, "sends"), (1, "first")]
        assert [(row.reason, row.count) for row in recording.counted] == [("muted", 2)]

    def test_within_others_are_left_out_of_their_cascade(self, silent, method):
        silent.connect(first)

        def sends(**kwargs: Any) -> None:
            silent.send(sender=Sender)

        silent.connect(sends, sender=Another)
        with record(muted=MUTED) as recording:
            dispatch(signal_with(sends), method)
            dispatch(silent, method, Another)

        assert cascade(recording) == [(0, "sends")]
        assert sum(row.count for row in recording.counted) == 3

    def test_can_be_all_or_none(self, silent, method):
        silent.connect(first)
        with record(muted=()) as recording:
            dispatch(silent, method)

        assert len(recording.dispatches) == 1

    def test_named_wrongly_mute_nothing(self, silent, method):
        silent.connect(first)
        with record(muted=["muted", "nowhere.muted", ""]) as recording:
            dispatch(silent, method)

        assert len(recording.dispatches) == 1


class TestDispatchesWithoutReceivers:
    @every_method
    @with_and_without_cache
    def test_are_counted_by_signal_and_sender(self, method, use_caching):
        signal, other = (signal_with(use_caching=use_caching) for _ in range(2))
        other.connect(first, sender=Another)
        thing = Another()
        with record() as recording:
            for sender in (Sender, Sender, Another, thing):
                dispatch(signal, method, sender)
                dispatch(other, method, sender)

        here = Sender.__module__
        expected = {f"{here}.Sender": 4, f"{here}.Another": 1, f"<{here}.Another object>": 2}
        found: dict[str, int] = {}
        for row in recording.counted:
            assert (row.reason, row.receiver_calls) == ("no receivers", 0)
            found[row.sender] = found.get(row.sender, 0) + row.count
        assert found == expected
        assert len(recording.counted) == 5

    def test_are_counted_however_many_they_are(self, monkeypatch):
        monkeypatch.setattr("signal_inspector.recording.unheard.MOST_HEARD", 10)
        signal, other = signal_with(), signal_with()
        with record() as recording:
            for number in range(35):
                dispatch(signal)
                dispatch(other, "send", number)
                dispatch(other, "send", None)

        assert sum(row.count for row in recording.counted) == 105

    def test_of_signals_without_hash_are_counted_too(self):
        class Equal(Signal):
            def __eq__(self, other: object) -> bool:
                return True

            __hash__ = None  # type: ignore[assignment]

        silent, heard = Equal(), Equal()
        heard.connect(first)
        with record() as recording:
            for _ in range(3):
                silent.send(sender=Sender)
                heard.send(sender=Sender)

        assert recording.notes == []
        assert [row.count for row in recording.counted] == [3]
        assert len(recording.dispatches) == 3


class Slotted:
    __slots__ = ()


@pytest.mark.parametrize(
    "sender",
    [Slotted, Another, lambda: (1, 2), lambda: "text"],
    ids=["slots", "new", "tuple", "str"],
)
@pytest.mark.parametrize("receivers", [[], [first]])
def test_memory_does_not_grow_with_dispatches_beyond_the_limit(sender, receivers):
    signal = signal_with(*receivers)
    with record(dispatch_limit=10):
        for _ in range(100):
            signal.send(sender=sender())
        tracemalloc.start()
        for _ in range(1_000):
            signal.send(sender=sender())
        grown, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert grown < 30_000


@settings(max_examples=30, deadline=None)
@given(
    limit=st.integers(0, 12),
    detail=st.integers(0, 12),
    depth=st.integers(0, 4),
    sent=st.lists(
        st.tuples(st.sampled_from(SYNCHRONOUS), st.integers(0, 3), st.booleans()), max_size=8
    ),
)
def test_nothing_is_lost_whatever_the_limits(limit, detail, depth, sent):
    def again(number: int, fails: bool, method: str, **kwargs: Any) -> None:
        for below in range(number):
            signal = signals[below % 2]
            nonlocal expected
            expected += 1
            getattr(signal, method)(sender=Sender, number=below, fails=fails, method=method)
        if fails and not number:
            raise ValueError

    signals = [signal_with(again, use_caching=each) for each in CACHING]
    expected = 0
    with record(dispatch_limit=limit, detail_limit=detail, depth_limit=depth) as recording:
        for method, number, fails in sent:
            expected += 1
            try:
                getattr(signals[0], method)(
                    sender=Sender, number=number, fails=fails, method=method
                )
            except ValueError:
                assert fails

    assert recording.notes == []
    assert total(recording) == expected
    assert len(recording.dispatches) <= limit
    assert recording.summary.depth <= depth
    assert all(isinstance(row, Counted) for row in recording.counted)
