from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from signal_inspector import Dispatch, Recording
from signal_inspector.diagnosis.rules import RULES
from signal_inspector.recording.records import NO_EFFECTS, ON_COMMIT, OUTCOMES, Frame
from tests.recordings import Called, build, failed, saved


def test_a_recording_goes_through_its_dispatches():
    recording = build(saved("User", Called("a", [saved("Profile")])), saved("Group"))

    assert list(recording) == recording.dispatches
    assert [each.sender for each in recording.roots] == ["User", "Group"]
    assert [call.receiver for call in recording.receiver_calls] == ["a"]


def test_recordings_are_equal_when_they_tell_the_same():
    one, other = build(saved("User", Called("a"))), build(saved("User", Called("a")))

    assert one == other
    other.receiver_calls[0].outcome = "cancelled"
    assert one != other
    assert one != one.to_json()


def test_recordings_have_no_hash_because_they_can_change():
    with pytest.raises(TypeError, match="unhashable"):
        hash(Recording())


def test_a_dispatch_failed_when_an_exception_left_one_of_its_receivers():
    fine, wrong = build(
        saved("User", Called("a")), saved("User", Called("a", outcome="swallowed", error=failed()))
    )

    assert (fine.failed, wrong.failed) == (False, True)


def test_a_dispatch_may_be_the_call_of_a_commit_callback():
    assert Dispatch(0, ON_COMMIT, "default", "", 0, 0).is_callback
    assert not Dispatch(0, "shop.paid", "default", "send", 0, 0).is_callback


def test_the_outcomes_keep_their_places_because_documents_refer_to_them():
    assert OUTCOMES == (
        "returned", "raised", "swallowed", "cancelled", "not reached", "unfinished",
    )  # fmt: skip


def test_frames_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Frame("a.py", 1, "f").line = 2  # type: ignore[misc]


def test_the_problems_of_a_recording_are_found_by_the_settings_of_now(settings):
    settings.SIGNAL_INSPECTOR = {"SLOW_MS": 2}
    recording = build(saved("shop.Order", Called("shop.receivers.reserve", own_ms=3)))
    (problem,) = recording.problems
    assert RULES[problem.rule].slug == "slow-receiver"
    settings.SIGNAL_INSPECTOR = {}
    assert recording.problems == []


class TestReadingLater:
    """A recording of one strand is read when it is first asked for."""

    def unread(self) -> tuple[Recording, list[Recording]]:
        source, read = build(saved("User", Called("a"))), []

        def reads(recording: Recording) -> None:
            read.append(recording)
            recording.dispatches = source.dispatches
            recording.counted, recording.effects = [], NO_EFFECTS

        recording = Recording("later")
        recording.read_later(reads)
        return recording, read

    @pytest.mark.parametrize("name", ["dispatches", "counted", "effects"])
    def test_it_is_read_once_by_what_is_asked_for_first(self, name):
        recording, read = self.unread()
        assert read == []
        getattr(recording, name)
        assert [len(recording.dispatches), len(recording.counted)] == [1, 0]
        assert len(read) == 1

    def test_no_other_attribute_comes_from_it(self):
        recording, read = self.unread()
        with pytest.raises(AttributeError, match="'Recording' object has no attribute 'colour'"):
            recording.colour  # noqa: B018 - that is asked for
        assert read == []

    @pytest.mark.parametrize("again", [copy.copy, lambda each: pickle.loads(pickle.dumps(each))])
    def test_copies_are_of_what_has_been_read(self, again):
        recording, read = self.unread()
        other = again(recording)
        assert len(read) == 1
        assert [each.sender for each in other.dispatches] == ["User"]
