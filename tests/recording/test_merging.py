"""Many recordings as one."""

from dataclasses import replace

from hypothesis import given, strategies as st

from signal_inspector import Recording
from signal_inspector.recording import tree
from signal_inspector.recording.merging import Merger, joined
from signal_inspector.recording.records import ON_COMMIT, BulkWrite, Counted, Effects
from tests.recordings import MS, Called, Sent, build, failed, saved


def cascade(inner="a.B"):
    return saved("a.A", Called("a.x", [saved(inner, Called("a.y"))]))


def merged(*recordings, **options):
    merger = Merger("all", **options)
    for each in recordings:
        merger.add(Recording.from_json(each.to_json()))
    return merger.result()


def test_one_recording_stays_what_it_was():
    one = build(cascade(), cascade(), counted=[Counted("a.s", "a.A", "muted", 2)], notes=["no"])
    result = merged(one)
    result.name = one.name
    assert result == one


def test_recordings_follow_each_other_in_time():
    first, second = build(cascade()), build(saved("a.C", Called("a.z", own_ms=3)))
    result = merged(first, second)
    assert [each.sender for each in result.roots] == ["a.A", "a.C"]
    assert result.dispatches[-1].start_ns == first.duration_ns + second.dispatches[0].start_ns
    assert result.duration_ns == first.duration_ns + second.duration_ns
    assert result.summary.receivers_ns == 5 * MS
    assert [each.index for each in result] == [0, 1, 2]
    assert [call.index for call in result.receiver_calls] == [0, 1, 2]


def test_beyond_the_limit_cascades_seen_before_are_counted():
    counted = [Counted("a.s", "a.A", "limit", 1, 2, 5, 0)]
    result = merged(build(cascade()), build(cascade(), counted=counted), build(cascade()), most=2)
    assert len(result.dispatches) == 2
    rows = {(each.signal, each.sender): each for each in result.counted}
    assert rows["django.db.models.signals.post_save", "a.A"].count == 2
    assert rows["django.db.models.signals.post_save", "a.B"].receiver_calls == 2
    assert rows["a.s", "a.A"] == counted[0]


def test_beyond_the_limit_new_paths_and_new_outcomes_are_kept():
    raised = saved("a.A", Called("a.x", outcome="raised", error=failed()))
    result = merged(build(cascade()), build(cascade("a.C")), build(raised, raised), most=1)
    assert [each.sender for each in result] == ["a.A", "a.B", "a.A", "a.C", "a.A"]
    assert [each.errors for each in result.counted] == [1]


def test_a_callback_forgets_who_registered_it_where_that_was_only_counted():
    later = build(cascade(), saved("a.D", Called("a.callback")))
    later.dispatches[2].registered_by = later.dispatches[0].receiver_calls[0]
    result = merged(build(cascade()), later, most=2)
    assert [each.sender for each in result.roots] == ["a.A", "a.D"]
    assert result.dispatches[2].registered_by is None
    callback = build(Sent(ON_COMMIT, "'default'", [Called("a.callback")]))
    assert merged(callback, callback, most=0).counted == []
    assert Recording.from_json(result.to_json()) == result


def test_the_earliest_start_and_each_note_once():
    first, second = build(notes=["lost"]), build(notes=["lost", "more"])
    second.started = "2025-12-31T00:00:00.000+00:00"
    result = merged(first, second)
    assert (result.started, result.notes) == (second.started, ["lost", "more"])


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=4), max_size=6), st.integers(0, 12))
def test_no_dispatch_is_lost(parts, most):
    plans = {"a": cascade(), "b": cascade("a.C"), "c": saved("a.E", Called("a.x"))}
    recordings = [build(*(plans[each] for each in part)) for part in parts]
    result = merged(*recordings, most=most)
    calls = sum(each.receiver_calls for each in result.counted) + len(result.receiver_calls)
    assert result.summary.dispatches + result.summary.counted == sum(
        map(len, map(list, recordings))
    )
    assert calls == sum(len(each.receiver_calls) for each in recordings)
    seen = {each.sender for recording in recordings for each in recording}
    assert {each.sender for each in result} == seen
    assert [node for _, node in tree.walk(result.roots)][:1] == result.roots[:1]
    assert Recording.from_json(result.to_json()) == result


def test_equal_bulk_writes_of_all_recordings_are_held_once():
    write = BulkWrite("update", "a.A", 2, ("a.x",))
    parts = [build() for _ in range(4)]
    for each in parts:
        each.effects = Effects(bulk_writes=(write, write))
    result = merged(*parts)
    assert result.effects.bulk_writes == (replace(write, rows=16, count=8),)
    assert Recording.from_json(result.to_json()) == result


def test_tasks_and_requests_beyond_the_limit_are_not_listed():
    parts = [build() for _ in range(4)]
    for each in parts:
        each.effects = Effects(tasks=("a.t",), task_ids=("1",), requests=("example.com",), mails=1)
    result = merged(*parts, most=5)
    assert result.effects == Effects(
        tasks=("a.t",) * 2, task_ids=("1",) * 2, requests=("example.com",) * 2, mails=4
    )
    assert result.notes == ["Not all tasks and requests outside of receivers are listed."]


def test_what_the_result_lacks_is_said_in_a_note():
    merger = Merger("all")
    merger.add(build(cascade(), notes=["first"]))
    merger.note("two workers were lost")
    assert merger.result().notes == ["first", "two workers were lost"]


def test_commit_callbacks_beyond_the_limit_are_no_dispatches_to_count():
    callback = Sent(ON_COMMIT, "default", [Called("a.late")])
    result = merged(build(callback), build(callback), most=1)
    assert len(result.dispatches) == 1
    assert result.counted == []


def test_two_recordings_become_one():
    first = build(
        saved("shop.Order", Called("x.y.a")),
        counted=[Counted("s", "None", "no receivers", 2), Counted("s", "None", "muted", 1)],
        notes=["one"],
    )
    inner = saved("shop.Line", Called("x.y.c"))
    later = build(
        saved("shop.Tag", Called("x.y.b", [inner])),
        counted=[Counted("s", "None", "no receivers", 3, 1, 4, 5)],
        notes=["two"],
    )
    later.effects = Effects(bulk_writes=(BulkWrite("update", "shop.Order", 1),))
    starts = [each.start_ns for each in later.dispatches]
    length = later.duration_ns
    both = joined(first, later, 1000)
    assert [each.sender for each in both.dispatches] == ["shop.Order", "shop.Tag", "shop.Line"]
    assert [each.index for each in both.dispatches] == [0, 1, 2]
    assert [each.index for each in both.receiver_calls] == [0, 1, 2]
    assert [each.start_ns for each in both.dispatches[1:]] == [start + 1000 for start in starts]
    assert both.receiver_calls[1].start_ns == both.dispatches[1].start_ns
    assert both.duration_ns == 1000 + length
    assert both.counted == [
        Counted("s", "None", "no receivers", 5, 1, 4, 5),
        Counted("s", "None", "muted", 1),
    ]
    assert both.notes == ["one", "two"]
    assert len(both.effects.bulk_writes) == 1
    assert both == type(both).from_json(both.to_json())
