"""Recordings laid on tracks: what overlaps on one is nested."""

from hypothesis import given, settings

from signal_inspector.exporters.tracks import lay
from signal_inspector.recording import tree
from signal_inspector.recording.records import Dispatch, ReceiverCall
from tests.recording.strategies import recordings
from tests.recordings import MS, Called, build, saved


def drawn(recording):
    """Return the tracks as names with the depth and the name of each slice."""
    return {
        track.name: [(each.depth, name(each.node)) for each in track.slices]
        for track in lay(recording).tracks
    }


def name(node):
    return node.sender if isinstance(node, Dispatch) else node.receiver


def concurrent():
    """Two receivers at the same time, the first of which sends something."""
    inner = saved("Profile", Called("audit"))
    recording = build(saved("User", Called("first", [inner]), Called("second")))
    first, second = recording.dispatches[0].receiver_calls
    second.start_ns = first.start_ns + MS // 2
    return recording


def test_a_cascade_of_one_thread_is_one_track():
    recording = build(
        saved("User", Called("create", [saved("Profile", Called("audit"))]), Called("mail")),
        saved("Group"),
    )
    assert drawn(recording) == {
        "MainThread": [
            (0, "User"), (1, "create"), (2, "Profile"), (3, "audit"), (1, "mail"), (0, "Group"),
        ]
    }  # fmt: skip


def test_what_runs_at_the_same_time_goes_on_a_track_of_its_own():
    assert drawn(concurrent()) == {
        "MainThread": [(0, "User"), (1, "first"), (2, "Profile"), (3, "audit")],
        "MainThread (2)": [(0, "second")],
    }


def test_a_further_track_is_used_again():
    recording = build(
        *(saved("User", Called("first"), Called("second")) for _ in range(3)),
    )
    for dispatch in recording.dispatches:
        dispatch.receiver_calls[1].start_ns = dispatch.start_ns
    assert drawn(recording)["MainThread (2)"] == [(0, "second")] * 3


def test_another_thread_is_another_track():
    inner = saved("Profile", Called("audit"), thread="Task-2")
    recording = build(saved("User", Called("create", [inner]), thread=""))
    assert drawn(recording) == {
        "unnamed thread": [(0, "User"), (1, "create")],
        "Task-2": [(0, "Profile"), (1, "audit")],
    }


def test_what_outlives_its_cause_is_drawn_whole_beside_it():
    recording = build(saved("User", Called("create", [saved("Profile")])))
    call = recording.receiver_calls[0]
    recording.dispatches[1].duration_ns = call.duration_ns + MS
    assert drawn(recording)["MainThread (2)"] == [(0, "Profile")]


def test_calls_that_were_not_reached_are_left_out():
    recording = build(saved("User", Called("create"), Called("mail", outcome="not reached")))
    assert drawn(recording) == {"MainThread": [(0, "User"), (1, "create")]}


def test_what_took_no_time_stays_inside_its_cause():
    chain = saved("C")
    for sender in "BA":
        chain = saved(sender, Called("again", [chain, saved("Z")], own_ms=0))
    recording = build(chain)
    assert [each.duration_ns for each in recording] == [0] * 5
    assert [depth for depth, _ in drawn(recording)["MainThread"]] == [0, 1, 2, 3, 4, 4, 2]


def test_a_slice_knows_the_last_moment_at_which_it_is_on_top():
    layout = lay(build(saved("User", Called("create", [saved("Profile", Called("audit"))]))))
    create, profile = (layout.tracks[0].slices[place] for place in (1, 2))
    assert create.last_moment(profile.start_ns) == profile.start_ns - 1
    assert create.last_moment(profile.start_ns + 5) is None
    assert profile.last_moment(profile.start_ns + 5) is None, "a call is on top of it"
    assert create.last_moment(create.start_ns) is None
    assert create.last_moment(10**15) is None


@settings(max_examples=60, deadline=None)
@given(recordings())
def test_whatever_the_recording_slices_of_a_track_are_nested_or_apart(recording):
    layout = lay(recording)
    told = [id(each.node) for track in layout.tracks for each in track.slices]
    ran = [
        node
        for _, node in tree.walk(recording.roots)
        if isinstance(node, Dispatch) or node.outcome != "not reached"
    ]
    assert sorted(told) == sorted(map(id, ran))
    assert len({track.name for track in layout.tracks}) == len(layout.tracks)
    for track in layout.tracks:
        around = []
        before = 0
        for each in track.slices:
            assert each.start_ns >= before
            before = each.start_ns
            assert each.depth <= len(around)
            while len(around) > each.depth:
                assert around.pop().end_ns <= each.start_ns
            if around:
                assert each.end_ns <= around[-1].end_ns
                assert cause(each.node) is around[-1].node
            around.append(each)


def cause(node: Dispatch | ReceiverCall):
    return node.parent if isinstance(node, Dispatch) else node.dispatch
