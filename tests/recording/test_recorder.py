from __future__ import annotations

import asyncio
import contextvars
import copy
import gc
import pickle
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from django.dispatch import Signal

from signal_inspector import Recording, record
from signal_inspector.recording import replay
from signal_inspector.recording.notes import MOST_NOTES
from signal_inspector.recording.recorder import Recorder
from signal_inspector.recording.strands import current
from tests.recording.scenes import METHODS, Sender, cascade, dispatch, signal_with

every_method = pytest.mark.parametrize("method", METHODS)


def first(**kwargs: Any) -> int:
    return 1


def second(**kwargs: Any) -> int:
    return 2


class TestRecord:
    @every_method
    def test_tells_what_was_sent_and_to_whom(self, method):
        signal = signal_with(first, second)
        with record("checkout") as recording:
            dispatch(signal, method, number=1)

        assert recording.name == "checkout"
        assert recording.started.endswith("+00:00")
        [sent] = recording
        assert (sent.sender, sent.method) == (f"{Sender.__module__}.Sender", method)
        assert sent.signal.startswith("tests.recording.scenes.Pool.")
        assert sent.arguments == {"number": 1}
        assert [call.receiver for call in sent.receiver_calls] == [
            f"{__name__}.first", f"{__name__}.second",
        ]  # fmt: skip
        assert [call.outcome for call in sent.receiver_calls] == ["returned", "returned"]

    @every_method
    def test_times_follow_each_other(self, method):
        signal = signal_with(first, second)
        with record() as recording:
            dispatch(signal, method)

        [sent] = recording
        one, two = sent.receiver_calls
        assert 0 < sent.start_ns <= one.start_ns
        assert one.start_ns + one.duration_ns <= two.start_ns
        assert two.start_ns + two.duration_ns <= sent.start_ns + sent.duration_ns
        assert sent.start_ns + sent.duration_ns <= recording.duration_ns
        assert min(one.duration_ns, two.duration_ns) > 0

    def test_works_as_an_async_block(self):
        async def main() -> Recording:
            async with record("async") as recording:
                await signal_with(first).asend(sender=Sender)
            return recording

        assert [each.method for each in asyncio.run(main())] == ["asend"]

    def test_is_filled_when_its_block_ends_by_an_exception(self):
        with pytest.raises(LookupError), record() as recording:  # noqa: PT012 - the block is it
            dispatch(signal_with(first))
            raise LookupError

        assert len(recording.dispatches) == 1

    def test_ends_with_its_block(self):
        signal = signal_with(first)
        with record() as recording:
            pass
        dispatch(signal)

        assert recording.dispatches == []
        assert current.get() is None

    def test_works_with_debug_off(self, settings):
        settings.DEBUG = False
        with record() as recording:
            dispatch(signal_with(first))

        assert len(recording.dispatches) == 1

    def test_takes_the_options_of_the_setting_which_it_may_override(self, settings):
        settings.SIGNAL_INSPECTOR = {"SITES": False, "ARGUMENTS": False}
        signal = signal_with(first)
        with record() as plain:
            dispatch(signal, number=1)
        with record(sites=True) as with_sites:
            signal.send(sender=Sender, number=1)
        with record(arguments=True) as with_arguments:
            dispatch(signal, number=1)

        found = [(r.dispatches[0].site, r.dispatches[0].arguments) for r in (plain, with_arguments)]
        assert found == [(None, {}), (None, {"number": 1})]
        site = with_sites.dispatches[0].site
        assert site is not None
        assert (site.path, site.function.rpartition(".")[2]) == (
            __file__, "test_takes_the_options_of_the_setting_which_it_may_override",
        )  # fmt: skip
        assert with_sites.dispatches[0].arguments == {}

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"depht_limit": 1}, "Unknown option 'depht_limit'. Did you mean 'depth_limit'?"),
            ({"colour": 1}, "Unknown option 'colour'."),
            ({"sites": 1}, "The option 'sites' must be True or False, not 1."),
            ({"muted": "all"}, "The option 'muted' must be a list of strings, not 'all'."),
            ({"depth_limit": -1}, "The option 'depth_limit' must be a whole number from 0, not -1"),
        ],
    )
    def test_refuses_options_that_are_wrong(self, options, message):
        with pytest.raises(TypeError) as caught:
            record(**options)

        assert str(caught.value).startswith(message)

    def test_is_entered_once(self):
        recording = record()
        with recording as first_one:
            dispatch(signal_with(first))
        with pytest.raises(RuntimeError, match="entered before"), recording:
            dispatch(signal_with(first))
        assert len(first_one.dispatches) == 1
        assert current.get() is None

    async def test_is_entered_once_by_an_async_block(self):
        recording = record()
        async with recording:
            with pytest.raises(RuntimeError, match="entered before"), recording:
                pass

    @every_method
    def test_in_a_generator_that_is_given_up_leaves_the_context_alone(self, method):
        """It may be collected at any point, even while a context variable is set."""
        signal = signal_with(first)

        def gives_up() -> Recording:
            def generator() -> Iterator[Recording]:
                with record("given up") as recording:
                    dispatch(signal, method)
                    yield recording

            return next(generator())

        with record("around") as around:
            given_up = gives_up()
            before = current.get()
            assert before is not None
            assert before.recorder.closed
            dispatch(signal, method)
            with record("after") as after:
                dispatch(signal, method)
            dispatch(signal, method)

        assert current.get() is None
        assert [len(each.dispatches) for each in (given_up, after, around)] == [1, 1, 4]
        assert around.notes == []


class TestRecorder:
    def test_starts_and_stops_once(self):
        signal = signal_with(first)
        recorder = Recorder("once")
        assert recorder.stop() is recorder.recording
        recorder.start()
        recorder.start()
        dispatch(signal)
        one = recorder.stop()
        dispatch(signal)
        recorder.start()
        dispatch(signal)

        assert recorder.stop() is one
        assert len(one.dispatches) == 1

    def test_can_be_stopped_in_another_context(self):
        signal = signal_with(first)
        recorder = Recorder()
        recorder.start()
        recording = contextvars.copy_context().run(recorder.stop)
        dispatch(signal)
        assert current.get() is not None  # the context that started it knows nothing of the stop
        current.set(None)

        assert recording.dispatches == []

    def test_notes_a_failure_of_its_own_end(self, monkeypatch):
        def fails(recorder: Recorder, recording: Recording) -> None:
            raise LookupError("a bug of ours")

        monkeypatch.setattr(replay, "replay", fails)
        with record() as recording:
            dispatch(signal_with(first))

        [note] = recording.notes
        assert note.startswith("LookupError in signal_inspector, tests/recording/test_recorder.py:")
        assert note.endswith(": a bug of ours")

    def test_keeps_a_few_notes_only(self):
        recorder = Recorder()
        recorder.start()
        for _ in range(MOST_NOTES + 5):
            recorder.note(LookupError("again"))

        assert recorder.stop().notes == ["LookupError in signal_inspector: again"] * MOST_NOTES

    def test_counts_what_could_not_even_be_noted(self):
        class Mute(Exception):  # noqa: N818 - it says nothing
            def __str__(self) -> str:
                raise ValueError

        recorder = Recorder()
        recorder.start()
        recorder.note(Mute())

        [note] = recorder.stop().notes
        assert note.startswith("1 facts were lost")

    @pytest.mark.parametrize("nested", [False, True])
    def test_lets_go_of_everything_even_where_a_context_keeps_its_strand(self, nested):
        def play() -> tuple[contextvars.Context, list[weakref.ref[Any]]]:
            cached, plain, unheard = Signal(use_caching=True), Signal(), Signal()
            with record():
                if nested:
                    with record():
                        self.play_into(cached, plain, unheard)
                self.play_into(cached, plain, unheard)
                context = contextvars.copy_context()
            return context, [weakref.ref(each) for each in (cached, plain, unheard)]

        context, references = play()
        gc.collect()
        assert [each() for each in references] == [None, None, None]
        assert current in context

    def play_into(self, *signals: Signal) -> None:
        for signal in signals[:2]:
            signal.connect(first, weak=False)  # before Django 6.1 weak ones keep the signal alive
        for signal in signals:
            for method in METHODS:
                dispatch(signal, method)


class TestNestedRecordings:
    @every_method
    def test_the_inner_one_has_its_own_and_the_outer_one_everything(self, method):
        outer_signal, inner_signal = signal_with(first), signal_with(second)
        with record("outer") as outer:
            dispatch(outer_signal, method)
            with record("inner") as inner:
                dispatch(inner_signal, method)
                dispatch(signal_with(), method)
            dispatch(outer_signal, method)

        assert cascade(inner) == [(0, "second")]
        assert cascade(outer) == [(0, "first"), (0, "second"), (0, "first")]
        assert inner.summary.counted == outer.summary.counted == 1

    @every_method
    def test_one_within_a_receiver_has_its_place_in_the_outer_cascade(self, method):
        inner_signal = signal_with(second)
        found = []

        def records(**kwargs: Any) -> None:
            with record() as inner:
                inner_signal.send(sender=Sender)
            found.append(inner)
            inner_signal.send(sender=Sender)

        with record() as outer:
            dispatch(signal_with(records, first), method)

        assert cascade(found[0]) == [(0, "second")]
        assert cascade(outer) == [(0, "records"), (1, "second"), (1, "second"), (0, "first")]

    def test_an_outer_one_that_only_counts_counts_what_the_inner_one_has(self):
        inner_signal = signal_with(second)

        def records(**kwargs: Any) -> None:
            with record():
                inner_signal.send(sender=Sender)
                inner_signal.send(sender=Sender)

        with record(dispatch_limit=0) as outer:
            dispatch(signal_with(records))

        assert outer.summary.dispatches + outer.summary.counted == 3

    def test_may_be_closed_in_any_order(self):
        signal = signal_with(first)
        outer, inner = Recorder("outer"), Recorder("inner")
        outer.start()
        inner.start()
        dispatch(signal)
        outer.stop()
        dispatch(signal)
        inner.stop()
        dispatch(signal)

        assert len(outer.recording.dispatches) == 1
        assert len(inner.recording.dispatches) == 2
        current.set(None)

    def test_what_runs_on_when_the_inner_one_is_closed_belongs_to_the_outer_one(self):
        deep = signal_with(second)
        inner = Recorder("inner")

        def closes(**kwargs: Any) -> None:
            deep.send(sender=Sender)
            inner.stop()
            deep.send(sender=Sender)

        async def closes_later(**kwargs: Any) -> None:
            await asyncio.sleep(0)
            deep.send(sender=Sender)

        for method in METHODS:
            with record("outer") as outer:
                inner = Recorder("inner")
                inner.start()
                dispatch(signal_with(closes, closes_later), method)
                inner.stop()

            assert "second" in [name for _, name in cascade(inner.recording)]
            assert len([name for _, name in cascade(outer) if name == "second"]) == 3, method

    def test_can_be_looked_at_while_it_goes_on(self):
        deep, seen = signal_with(second), []

        def looks(**kwargs: Any) -> None:
            deep.send(sender=Sender)
            seen.append(recorder.snapshot())

        for method in METHODS:
            recorder = Recorder("open")
            recorder.start()
            dispatch(signal_with(looks), method)
            after = recorder.snapshot()
            closed = recorder.stop()
            during = seen.pop()
            assert [(depth, name) for depth, name in cascade(during)] == [
                (0, "looks"),
                (1, "second"),
            ]
            assert [call.outcome for call in during.receiver_calls] == ["unfinished", "returned"]
            assert during.duration_ns < after.duration_ns < closed.duration_ns
            assert after.dispatches is not closed.dispatches
            assert cascade(after) == cascade(closed)
            assert recorder.snapshot() is closed


def test_a_recording_that_cannot_begin_leaves_nothing_behind(monkeypatch):
    own = Signal.send.__code__

    def too_deep(*_):
        raise RecursionError

    monkeypatch.setattr("signal_inspector.recording.recorder.Strand", too_deep)
    recorder = Recorder()
    with pytest.raises(RecursionError):
        recorder.start()
    assert Signal.send.__code__ is own
    assert recorder.stop().dispatches == []


def test_what_cannot_be_read_later_becomes_a_note(monkeypatch):
    def fails(*_):
        raise ZeroDivisionError("by zero")

    signal = signal_with(first)
    with record() as recording:
        signal.send(None)
    monkeypatch.setattr(
        "signal_inspector.recording.replay.strand_reader.StrandReader.read_all", fails
    )
    assert recording.dispatches == []
    assert "ZeroDivisionError in signal_inspector" in recording.notes[0]


def test_a_recording_is_copied_with_what_was_recorded():
    signal = signal_with(first)
    with record("copied") as recording:
        signal.send(None)
    for copied in (pickle.loads(pickle.dumps(recording)), copy.deepcopy(recording)):
        assert copied == recording
        assert copied is not recording
        assert len(copied.dispatches) == 1
    with pytest.raises(AttributeError, match="no attribute 'roofs'"):
        _ = recording.roofs


def test_a_deep_recording_is_copied():
    def sends_again(number: int, **kwargs: Any) -> None:
        if number:
            signal.send(sender=Sender, number=number - 1)

    signal = signal_with(sends_again)
    with record(depth_limit=200) as recording:
        signal.send(sender=Sender, number=150)
    for copied in (pickle.loads(pickle.dumps(recording)), copy.deepcopy(recording)):
        assert copied == recording
        assert copied.summary.depth == 151


def test_dispatches_are_counted_while_they_are_recorded():
    signal = signal_with(first)
    recorder = Recorder()
    recorder.start()
    for _ in range(3):
        signal.send(None)
    assert recorder.dispatches_so_far() == 3
    recorder.stop()
