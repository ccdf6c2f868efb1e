from __future__ import annotations

import threading
from types import FunctionType
from typing import Any

import pytest

from signal_inspector import record
from signal_inspector.recording.instrumentation.effects.facts import (
    Begun,
    Told,
    begun,
    strand_for_effects,
    target,
)
from signal_inspector.recording.recorder import Recorder
from signal_inspector.recording.strands import Effect, current


def doubled(number: int) -> int:
    if number < 0:
        raise ValueError(number)
    return 2 * number


def calls_back(self: Any, func: Any) -> None:
    func()


@pytest.fixture
def recorder():
    recorder = Recorder()
    recorder.start()
    yield recorder
    recorder.stop()


def told_of(function: Any, told: Told) -> Any:
    """The function with the code that tells of it."""
    [(found, derive)] = target(function, told)
    assert found is function
    return FunctionType(derive(function), function.__globals__)


def facts(recorder: Recorder) -> list[Any]:
    assert recorder.root is not None
    return [each for each in recorder.root.buf if type(each) is Effect]


class TestStrands:
    def test_are_those_of_the_open_recording(self, recorder):
        assert strand_for_effects() is recorder.root
        started = begun("it")
        assert (started.strand, started.what) == (recorder.root, "it")
        assert started.time >= recorder.began

    def test_there_is_none_without_a_recording(self):
        assert strand_for_effects() is None
        assert begun("it") is None

    def test_there_is_none_where_effects_are_off(self):
        with record(effects=False):
            assert strand_for_effects() is None

    def test_there_is_none_once_the_recording_is_closed(self, recorder):
        strand = recorder.root
        recorder.stop()
        token = current.set(strand)
        assert strand_for_effects() is None
        current.reset(token)

    def test_another_thread_has_one_of_its_own(self, recorder):
        found: list[Any] = []

        def looks(strand: Any) -> None:
            current.set(strand)
            found.append(strand_for_effects())

        thread = threading.Thread(target=looks, args=[recorder.root])
        thread.start()
        thread.join()
        assert found[0].outer is recorder.root
        assert found[0].ident != recorder.root.ident

    def test_there_are_no_more_than_five_facts_for_each_dispatch_of_the_limit(self):
        with record(dispatch_limit=2):
            taken = 0
            while (started := begun(None)) is not None:
                started.write("mail", 1)
                taken += 1
        assert taken == 10


class TestTelling:
    def test_of_a_result_and_of_an_exception(self, recorder):
        def write(started: Begun, result: Any) -> None:
            started.write("task", (started.what, result))

        told = Told(enter=begun, returned=write, failed=write)
        function = told_of(doubled, told)
        assert function(2) == 4
        with pytest.raises(ValueError, match="-1") as caught:
            function(-1)
        assert [(each.kind, each.what) for each in facts(recorder)] == [
            ("task", (2, 4)), ("task", (-1, caught.value)),
        ]  # fmt: skip
        assert all(each.duration >= 0 for each in facts(recorder))

    def test_nothing_where_nothing_was_begun(self, recorder):
        def write(started: Begun, result: Any) -> None:
            raise AssertionError

        told = Told(enter=lambda number: None, returned=write, failed=write)
        assert told_of(doubled, told)(2) == 4

    def test_of_callbacks(self, recorder):
        seen: list[Any] = []
        told = Told(
            begin_callback=lambda self, func: begun(self),
            end_callback=lambda started, _: seen.append(started.what),
            fail_callback=lambda started, error: seen.append(type(error)),
        )
        function = told_of(calls_back, told)
        function(1, lambda: seen.append("called"))
        with pytest.raises(ZeroDivisionError):
            function(2, lambda: 1 / 0)
        assert seen == ["called", 1, ZeroDivisionError]

    @pytest.mark.parametrize("error", [ArithmeticError, RecursionError])
    @pytest.mark.parametrize("part", ["enter", "returned", "failed"])
    def test_that_fails_does_not_reach_the_function(self, recorder, part, error):
        def fails(*args: Any) -> Any:
            raise error("broken")

        function = told_of(doubled, Told(enter=begun)._replace(**{part: fails}))
        assert function(2) == 4
        with pytest.raises(ValueError, match="-1"):
            function(-1)
        recording = recorder.stop()
        told = part == "enter" and error is RecursionError  # so near to the limit nothing is
        assert (recording.notes == []) is told
        assert all("broken" in note or "lost" in note for note in recording.notes)

    def test_that_fails_to_begin_is_no_trouble_without_a_recording(self):
        def fails(*args: Any) -> Any:
            raise ArithmeticError

        assert told_of(doubled, Told(enter=fails))(2) == 4


@pytest.mark.parametrize("missing", [None, len, "text"])
def test_what_this_django_has_not_is_no_target(missing):
    assert list(target(missing, Told(enter=begun))) == []
