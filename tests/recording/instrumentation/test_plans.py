from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.dispatch import Signal

from signal_inspector import Recording, record
from signal_inspector.recording.instrumentation import plans
from signal_inspector.recording.instrumentation.labels import Label
from signal_inspector.recording.instrumentation.plans import here
from signal_inspector.recording.recorder import Recorder
from signal_inspector.recording.strands import CLOSED, TIMED, Method, Plan, Strand, current
from tests.recording.scenes import (
    CACHING,
    METHODS,
    SYNCHRONOUS,
    Another,
    Sender,
    cascade,
    dispatch,
    instrumented,
    outcomes,
    signal_with,
)

SEND = Method("send", robust=False, awaited=False)

quiet = Signal()


def first(**kwargs: Any) -> int:
    return 1


def second(**kwargs: Any) -> int:
    return 2


def total(recording: Recording) -> int:
    return recording.summary.dispatches + recording.summary.counted


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    recorder = Recorder()
    recorder.start()
    yield recorder
    recorder.stop()


def in_a_thread(action: Any) -> Any:
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(action()))
    thread.start()
    thread.join()
    return found[0]


class TestFinding:
    @pytest.mark.parametrize("use_caching", CACHING)
    @pytest.mark.parametrize("method", SYNCHRONOUS)
    def test_a_plan_is_made_once_and_spares_the_look_up(self, use_caching, method, monkeypatch):
        made: list[Any] = []
        make = plans._make
        monkeypatch.setattr(plans, "_make", lambda *args: made.append(args) or make(*args))
        signal = signal_with(first, second, use_caching=use_caching)
        with record() as recording:
            for _ in range(5):
                dispatch(signal, method)
                dispatch(signal, method, Another)

        assert len(made) == 2
        assert len(recording.dispatches) == 10

    @pytest.mark.parametrize("use_caching", CACHING)
    def test_a_plan_is_made_anew_for_other_connections(self, use_caching):
        signal = signal_with(first, use_caching=use_caching)
        with record() as recording:
            signal.send(sender=Sender)
            signal.connect(second)
            signal.send(sender=Sender)
            signal.disconnect(first)
            signal.send(sender=Sender)
            signal.disconnect(second)
            signal.connect(first, dispatch_uid="again")
            signal.send(sender=Sender)

        names = [[c.receiver.rpartition(".")[2] for c in each.receiver_calls] for each in recording]
        assert names == [["first"], ["first", "second"], ["second"], ["first"]]
        assert recording.receiver_calls[-1].connection.dispatch_uid == "again"

    def test_of_other_connections_what_was_counted_is_kept(self):
        signal = signal_with(first)
        with record(dispatch_limit=0) as recording:
            for _ in range(3):
                signal.send(sender=Sender)
                signal.connect(second)
                signal.send(sender=Sender)
                signal.disconnect(second)

        [row] = recording.counted
        assert (row.count, row.receiver_calls) == (6, 9)

    @pytest.mark.parametrize("use_caching", CACHING)
    def test_a_receiver_that_dies_is_not_called(self, use_caching, settings):
        settings.DEBUG = False

        def passing(**kwargs: Any) -> int:
            return 3

        signal = signal_with(passing, first, use_caching=use_caching)
        with record() as recording:
            signal.send(sender=Sender)
            del passing
            responses = signal.send(sender=Sender)

        assert responses == [(first, 1)]
        assert [len(each.receiver_calls) for each in recording] == [2, 1]

    def test_senders_that_do_not_live_on_are_told_apart(self):
        signal = signal_with(first)
        with record() as recording:
            for number in range(3):
                made = type("Made", (), {})
                signal.send(sender=made)
                signal.send(sender=f"sender {number}")

        assert len({each.sender for each in recording}) == 4


class TestStrands:
    def test_of_another_thread_are_its_own_and_used_again_while_nothing_happens(self, recorder):
        root = recorder.root
        assert here(root) is root

        def twice() -> Any:
            return here(root), here(root)

        one, other = in_a_thread(twice)
        assert one is other is not root
        assert one.outer is root
        assert [each for each in root.buf if type(each) is Strand] == [one]

    def test_of_another_thread_are_new_where_something_has_happened(self, recorder):
        root = recorder.root

        def after_a_fact() -> Any:
            one = here(root)
            root.buf.append(1)
            other = here(root)
            other.busy = True
            return one, other, here(root)

        assert len(set(map(id, in_a_thread(after_a_fact)))) == 3

    def test_beyond_the_limit_stand_nowhere_unless_something_is_written_to_them(self):
        with record(dispatch_limit=0):
            root = current.get()

            def twice() -> Any:
                one = here(root)
                one.buf.append(1)
                one.busy = True
                return one, here(root)

            one, other = in_a_thread(twice)
            assert [each for each in root.buf if type(each) is Strand] == [one]
            other.settle_down()
            assert root.buf[-1] is one

    def test_of_a_closed_recording_lead_to_the_one_around_it(self):
        with record():
            outer = current.get()
            inner = Recorder()
            inner.start()
            strand = inner.root
            inner.stop()
            assert strand.ident == CLOSED
            assert here(strand) is outer

        assert here(outer) is outer

    def test_that_are_closed_record_nothing(self):
        """As in a task that outlives its recording, while another one is open elsewhere."""
        recorder = Recorder()
        recorder.start()
        strand = recorder.root
        recorder.stop()
        signal, unheard = signal_with(first), signal_with()
        with instrumented():
            token = current.set(strand)
            assert [dispatch(signal, method) for method in METHODS] == [[(first, 1)]] * 4
            assert unheard.send(sender=Sender) == unheard.send(sender=3) == []
            assert plans.plan(strand, SEND, signal, Sender, None, [first], []) is None
            current.reset(token)

        assert recorder.recording.dispatches == recorder.recording.counted == []
        assert recorder.recording.notes == []


class TestMutedDispatches:
    """What is to be counted is kept where something was detailed within it, before the limit."""

    @pytest.fixture(autouse=True)
    def _silent(self) -> Iterator[None]:
        yield
        quiet.receivers = []

    @pytest.mark.parametrize("method", METHODS)
    @pytest.mark.parametrize("fails", [False, True])
    @pytest.mark.parametrize("limit", [0, 1, 2, 3, 4])
    def test_lose_nothing_when_the_limit_is_reached_in_them(self, method, fails, limit):
        inner = signal_with(first)

        def sends(**kwargs: Any) -> None:
            for _ in range(5):
                inner.send(sender=Sender)
            if fails:
                raise ValueError

        quiet.connect(sends)
        with record(muted=[f"{__name__}.quiet"], dispatch_limit=limit) as recording:
            try:
                dispatch(quiet, method)
            except ValueError:
                assert fails

        assert recording.notes == []
        assert total(recording) == 6
        assert len(recording.dispatches) <= limit
        if recording.dispatches:
            assert cascade(recording)[0] == (0, "sends")
            outcome = "returned" if not fails else "swallowed" if "robust" in method else "raised"
            assert outcomes(recording)[0] == [outcome]

    @pytest.mark.parametrize("method", METHODS)
    def test_go_on_to_async_receivers_as_they_began(self, method):
        """The limit is reached by the first receiver, when the dispatch is under way."""
        inner = signal_with(first)

        def sends(**kwargs: Any) -> None:
            for _ in range(5):
                inner.send(sender=Sender)

        async def later(**kwargs: Any) -> None:
            """Called when the recording is full."""

        with record(dispatch_limit=3) as recording:
            dispatch(signal_with(sends, later), method)

        assert total(recording) == 6
        calls = recording.roots[0].receiver_calls
        assert sorted(call.receiver.rpartition(".")[2] for call in calls) == ["later", "sends"]
        assert [call.outcome for call in calls] == ["returned", "returned"]


@pytest.mark.parametrize("error", [ArithmeticError, RecursionError])
class TestNoFailureOfOursReachesADispatch:
    def fails(self, error: type[Exception]) -> Any:
        def fails(*args: Any, **kwargs: Any) -> None:
            raise error("broken")

        return fails

    def assert_told(self, recording: Recording) -> None:
        assert recording.notes
        assert all("broken" in note or "were lost" in note for note in recording.notes)

    def test_when_it_looks_at_the_limit(self, error, monkeypatch):
        signal = signal_with(first)
        with record(dispatch_limit=2) as recording:
            monkeypatch.setattr(Recorder, "take_stock", self.fails(error))
            for _ in range(9):
                assert signal.send(sender=Sender) == [(first, 1)]
        self.assert_told(recording)

    def test_when_it_counts(self, error, monkeypatch):
        monkeypatch.setattr(plans, "holds_dispatches", self.fails(error))
        signal = signal_with(first)
        with record(dispatch_limit=0) as recording:
            assert signal.send_robust(sender=Sender) == [(first, 1)]
        self.assert_told(recording)

    def test_when_nobody_is_connected(self, error, monkeypatch):
        monkeypatch.setattr(Recorder, "count_nobody", self.fails(error))
        signal = signal_with()
        with record() as recording:
            assert signal.send(sender=Sender) == signal.send(sender=4) == []
        self.assert_told(recording)

    def test_when_it_makes_a_plan(self, error, monkeypatch):
        monkeypatch.setattr(plans, "_make", self.fails(error))
        signal = signal_with(first)
        with record() as recording:
            assert signal.send(sender=Sender) == [(first, 1)]
        self.assert_told(recording)
        assert recording.dispatches == []


def test_a_plan_lets_go_of_its_signal_once() -> None:
    plan = Plan(Method("send", robust=False, awaited=False), Signal(), Label("Sender"), TIMED)
    plan.let_go()
    name = plan.signal
    plan.let_go()
    assert plan.signal == name == "Signal @ unknown"
