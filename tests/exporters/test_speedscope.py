"""Profiles for speedscope: by the rules of its format, and by its own schema."""

import json

import jsonschema
import pytest
from hypothesis import given, settings

from signal_inspector.exporters import speedscope
from signal_inspector.recording.recording import Recording
from tests import npm
from tests.recording.strategies import recordings
from tests.recordings import MS, Called, build, saved


@pytest.fixture(scope="module")
def schema():
    package = npm.package("speedscope", "1.25.0")
    return json.loads((package / "dist/release/file-format-schema.json").read_text())


def profiles(recording):
    document = json.loads(speedscope.render(recording))
    frames = [each["name"] for each in document["shared"]["frames"]]
    return {
        each["name"]: [
            (event["type"], event["at"], frames[event["frame"]]) for event in each["events"]
        ]
        for each in document["profiles"]
    }


def cascade():
    inner = saved("Profile", Called("audit"))
    return build(saved("User", Called("create", [inner]), Called("mail")))


def test_the_schema_of_speedscope_accepts_it(schema):
    concurrent = cascade()
    concurrent.receiver_calls[1].start_ns -= MS
    for recording in (cascade(), concurrent, Recording()):
        jsonschema.validate(json.loads(speedscope.render(recording)), schema)


def test_frames_open_and_close_as_the_calls_did():
    user, profile = "post_save ⟨User⟩", "post_save ⟨Profile⟩"
    assert profiles(cascade()) == {
        "MainThread": [
            ("O", 1 * MS, user), ("O", 1 * MS, "create"), ("O", 2 * MS, profile),
            ("O", 2 * MS, "audit"), ("C", 3 * MS, "audit"), ("C", 3 * MS, profile),
            ("C", 3 * MS, "create"), ("O", 3 * MS, "mail"), ("C", 4 * MS, "mail"),
            ("C", 4 * MS, user),
        ]
    }  # fmt: skip


def test_equal_calls_share_a_frame_with_its_place():
    document = json.loads(speedscope.render(build(*[saved("User", Called("note", line=9))] * 3)))
    dispatch, call = document["shared"]["frames"]
    assert dispatch == {"name": "post_save ⟨User⟩"}
    assert call["name"] == "note"
    assert call["file"].endswith("tests/recordings.py")
    assert call["line"] == 9


def test_receivers_of_one_name_in_two_places_are_two_frames():
    recording = build(saved("User", Called("note", line=9), Called("note", line=30)))
    frames = json.loads(speedscope.render(recording))["shared"]["frames"]
    assert [each.get("line") for each in frames] == [None, 9, 30]


def test_each_thread_is_a_profile():
    found = profiles(build(saved("User", thread="Task-1"), saved("User")))
    assert list(found) == ["Task-1", "MainThread"]


@settings(max_examples=20, deadline=None)
@given(recordings())
def test_whatever_the_recording_the_schema_accepts_it(schema, recording):
    jsonschema.validate(json.loads(speedscope.render(recording)), schema)


@settings(max_examples=60, deadline=None)
@given(recordings())
def test_whatever_the_recording_frames_close_in_reverse_order(recording):
    document = json.loads(speedscope.render(recording))
    for profile in document["profiles"]:
        opened, before = [], profile["startValue"]
        for event in profile["events"]:
            assert event["at"] >= before
            before = event["at"]
            if event["type"] == "O":
                opened.append(event["frame"])
            else:
                assert opened.pop() == event["frame"]
        assert opened == []
        assert profile["endValue"] == before
