"""Collapsed stacks, for programs that draw flamegraphs."""

from hypothesis import given, settings

from signal_inspector.exporters import collapsed
from signal_inspector.recording.recording import Recording
from tests.recording.strategies import recordings
from tests.recordings import Called, build, saved


def test_a_path_has_the_time_that_was_spent_there_itself():
    inner = saved("Profile", Called("audit.note", own_ms=2))
    recording = build(saved("User", Called("shop.create", [inner])))
    recording.dispatches[0].duration_ns += 500
    assert collapsed.render(recording).splitlines() == [
        "post_save ⟨User⟩ 500",
        "post_save ⟨User⟩;shop.create 1000000",
        "post_save ⟨User⟩;shop.create;post_save ⟨Profile⟩;audit.note 2000000",
    ]


def test_equal_paths_are_added_up():
    recording = build(*[saved("User", Called("note"))] * 3)
    assert collapsed.render(recording) == "post_save ⟨User⟩;note 3000000\n"


def test_names_cannot_break_a_line():
    recording = build(saved("a;b\nc", Called(";\x00 ")))
    assert collapsed.render(recording) == "post_save ⟨a,b c⟩;,� 1000000\n"


def test_nothing_gives_nothing():
    assert collapsed.render(Recording()) == ""


@settings(max_examples=40, deadline=None)
@given(recordings())
def test_whatever_the_recording_each_line_is_a_stack_and_a_number(recording):
    text = collapsed.render(recording)
    text.encode()
    lines = text.splitlines()
    assert lines == text.split("\n")[:-1]
    assert all(int(line.rpartition(" ")[2]) > 0 for line in lines)
    stacks = [line.rpartition(" ")[0] for line in lines]
    assert len(set(stacks)) == len(stacks)
    assert all(frame.strip() for stack in stacks for frame in stack.split(";"))
