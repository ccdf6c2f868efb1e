from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from signal_inspector import Recording
from signal_inspector.exporters import text
from signal_inspector.recording import paths
from signal_inspector.recording.document import VERSION
from signal_inspector.recording.records import Connection, Counted, ReceiverCall
from tests.recording.strategies import recordings
from tests.recordings import Called, build, failed, saved


def sample() -> Recording:
    inner = saved("Profile", Called("welcome", outcome="raised", error=failed()))
    recording = build(
        saved("User", Called("create", [inner], dispatch_uid="uid"), arguments={"created": True}),
        saved("Group", Called("log", connected_to="Group", is_async=True), site=None),
        counted=[Counted("shop.seen", "None", "muted", 3, 6, 12, 0)],
        notes=["something of ours failed"],
    )
    recording.dispatches[2].registered_by = recording.receiver_calls[0]
    return recording


def document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(sample().to_json())
    return loaded


class TestRoundTrip:
    @settings(max_examples=60, deadline=None)
    @given(recordings())
    def test_gives_an_equal_recording(self, recording):
        written = recording.to_json()
        read = Recording.from_json(written)

        assert read == recording
        assert read.to_json() == written
        assert Recording.from_json(written.encode()) == recording
        assert [each.index for each in read] == list(range(len(recording.dispatches)))
        assert list(map(told, read.receiver_calls)) == list(map(told, recording.receiver_calls))
        for one, other in zip(read, recording, strict=True):
            assert repr(one.arguments) == repr(dict(other.arguments))
            assert (one.site, one.thread) == (other.site, other.thread)

    def test_keeps_the_kinds_of_arguments_apart(self):
        arguments = [{"x": 1}, {"x": 1.0}, {"x": True}, {"x": "1"}, {"x": None}, {}]
        recording = build(*[saved("User", arguments=each) for each in arguments])

        read = Recording.from_json(recording.to_json())
        assert [repr(each.arguments) for each in read] == list(map(repr, arguments))

    def test_holds_a_deep_cascade(self):
        chain = saved("Order", Called("again"))
        for _ in range(3_000):
            chain = saved("Order", Called("again", [chain]))
        recording = build(chain)

        assert Recording.from_json(recording.to_json()).summary.depth == 3_001


def told(call: ReceiverCall) -> tuple[Any, ...]:
    return (
        call.index, call.dispatch.index, call.connection, call.start_ns, call.duration_ns,
        call.outcome, call.error, call.effects, [each.index for each in call.dispatches],
    )  # fmt: skip


class TestTheDocument:
    def test_is_plain_ascii_whatever_the_texts(self):
        recording = Recording(name="\ud800 é \x1b")

        assert recording.to_json().isascii()
        assert Recording.from_json(recording.to_json()).name == recording.name

    def test_has_the_keys_that_its_schema_tells(self):
        from signal_inspector.recording import document as room

        schema = room.__doc__ or ""
        assert VERSION == document()["version"] == 1
        for key, value in document().items():
            assert f"``{key}``" in schema
            for column in value if isinstance(value, dict) else ():
                assert f"``{column}``" in schema, column

    def test_holds_each_text_once(self):
        strings = document()["strings"]
        assert len(set(strings)) == len(strings)
        assert "Profile" in strings

    def test_refers_to_earlier_rows_and_tells_distances(self):
        found = document()
        assert found["dispatches"]["parent"] == [-1, 0, -1]
        assert found["dispatches"]["registered_by"] == [-1, -1, 0]
        assert found["calls"]["dispatch"] == [0, 1, 2]
        starts = [each.start_ns for each in sample()]
        assert found["dispatches"]["start_ns"] == [
            starts[0], starts[1] - starts[0], starts[2] - starts[1],
        ]  # fmt: skip
        assert found["calls"]["outcome"] == [0, 1, 0]
        assert len(found["errors"]) == 1

    def test_shares_connections_by_value(self):
        recording = build(saved("User", Called("a")), saved("User", Called("a")))
        calls = recording.receiver_calls
        assert calls[0].connection is not calls[1].connection

        assert json.loads(recording.to_json())["calls"]["connection"] == [0, 0]
        read = Recording.from_json(recording.to_json()).receiver_calls
        assert read[0].connection is read[1].connection
        assert isinstance(read[0].connection, Connection)


class TestOtherTexts:
    @pytest.mark.parametrize(
        ("written", "message"),
        [
            ("", "This is no recording: not JSON"),
            ("{", "This is no recording: not JSON"),
            (b"\xff\xfe\xfd", "This is no recording: not JSON"),
            ("[" * 100_000, "This is no recording: not JSON"),
            ("[]", "This is no recording: a JSON object with a version is expected."),
            ("{}", "This is no recording: a JSON object with a version is expected."),
            ('{"version": 2}', "This recording has version 2; 1 is understood here."),
            ('{"version": "1"}', "This recording has version '1'; 1 is understood here."),
            ('{"version": 1}', "This recording is damaged: KeyError: 'strings'."),
        ],
    )
    def test_are_refused_with_a_reason(self, written, message):
        with pytest.raises(ValueError) as caught:  # noqa: PT011 - the message is compared below
            Recording.from_json(written)

        assert str(caught.value).startswith(message)

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("name", 1),
            ("duration_ns", 1.5),
            ("duration_ns", 2**70),
            ("strings", [1]),
            ("strings", {}),
            ("frames", []),
            ("frames.line", ["7"]),
            ("connections.path", "text"),
            ("dispatches.signal", [0, 1]),
            ("dispatches.signal", [0, 1, 99]),
            ("dispatches.signal", [0, 1, -1]),
            ("dispatches.signal", [0, 1, True]),
            ("dispatches.parent", [0, 0, -1]),
            ("dispatches.parent", [2, 0, -1]),
            ("dispatches.start_ns", [None, 0, 0]),
            ("calls.dispatch", [2, 1, 0]),
            ("calls.outcome", [6, 0, 0]),
            ("calls.error", [0, 1, 2]),
            ("arguments", [[]]),
            ("arguments", [{"x": []}]),
            ("arguments", [{"x": {}}]),
            ("errors", [{}]),
            ("errors", "text"),
            ("counted", [{"signal": "a"}]),
            ("counted", [{**vars_of(Counted("a", "b", "muted", 1)), "more": 1}]),
            ("counted", [{**vars_of(Counted("a", "b", "muted", 1)), "reason": "other"}]),
            ("effects", None),
            ("notes", [None]),
        ]
        if (vars_of := lambda row: {name: getattr(row, name) for name in row.__slots__})
        else [],
    )
    def test_that_are_damaged_say_so(self, path, value):
        found = document()
        *keys, last = path.split(".")
        place = found
        for key in keys:
            place = place[key]
        assert last in place
        place[last] = value

        with pytest.raises(ValueError, match=r"^This recording is damaged: "):
            Recording.from_json(json.dumps(found))

    @settings(max_examples=150, deadline=None)
    @given(st.data())
    def test_damaged_at_random_are_refused_or_can_be_used(self, data):
        found = document()
        for _ in range(data.draw(st.integers(1, 2))):
            damage(found, data)
        try:
            recording = Recording.from_json(json.dumps(found))
        except ValueError:
            return
        assert Recording.from_json(recording.to_json()) == recording
        assert text.render(recording)
        assert paths.merge(recording) is not None
        assert recording.summary.dispatches <= len(recording.dispatches)

    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, 3_000), st.text(max_size=3))
    def test_damaged_as_text_are_refused_or_can_be_used(self, place, instead):
        written = sample().to_json()
        try:
            recording = Recording.from_json(written[:place] + instead + written[place + 1 :])
        except ValueError:
            return
        assert text.render(recording)


JUNK = st.sampled_from(
    [None, True, -1, -2, 0, 1, 7, 10**30, 1.5, "", "text", [], [0], {}, {"a": 1}]
)


def damage(found: Any, data: st.DataObject) -> None:
    """Put something else into a random place of a document."""
    place = found
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        inner = place[key]
        if isinstance(inner, dict | list) and inner and data.draw(st.integers(0, 4)):
            place = inner
            continue
        if isinstance(place, dict) and not data.draw(st.integers(0, 3)):
            del place[key]
        else:
            place[key] = copy.deepcopy(data.draw(JUNK))
        return
