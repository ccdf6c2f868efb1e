"""Tasks under the receivers that enqueued them."""

from dataclasses import replace

from signal_inspector import Recording
from signal_inspector.exporters import FORMATS, text
from signal_inspector.recording import tree
from signal_inspector.recording.records import Counted, Effects
from signal_inspector.store import Entry, joined
from tests.recordings import MS, Called, build, saved


def enqueues(*task_ids):
    return Effects(tasks=("shop.pack",) * len(task_ids), task_ids=task_ids)


def request(*task_ids, outside=()):
    recording = build(saved("shop.Order", Called("shop.notify", effects=enqueues(*task_ids))))
    recording.effects = enqueues(*outside)
    return Entry("r", "request", recording, "200")


def task(task_id, *roots, status="done", parent="", after_ms=500):
    recording = build(*roots)
    recording.name = "shop.pack"
    recording.started = f"2026-01-01T00:00:{after_ms // 1000:02}.{after_ms % 1000:03}+00:00"
    return Entry(f"entry of {task_id}", "task", recording, status, parent, task_id)


def lines(entry):
    return [
        (depth, getattr(node, "receiver", None) or node.signal.rpartition(".")[2])
        for depth, node in tree.walk(entry.recording.roots)
    ]


def test_a_task_stands_under_the_receiver_that_enqueued_it():
    [top] = joined([request("1"), task("1", saved("shop.Parcel", Called("shop.weigh")))])
    assert lines(top) == [
        (0, "post_save"),
        (1, "shop.notify"),
        (2, "task"),
        (3, "shop.pack"),
        (4, "post_save"),
        (5, "shop.weigh"),
    ]
    run = top.recording.dispatches[1]
    assert run.start_ns == 500 * MS
    assert top.recording.dispatches[2].start_ns == 501 * MS
    assert top.recording.roots[0].receiver_calls[0].self_ns == MS
    assert top.recording.summary.dispatches == 2
    assert top.recording.duration_ns == run.start_ns + run.duration_ns
    assert Recording.from_json(top.recording.to_json()) == top.recording
    assert "└─ task ⟨shop.pack⟩" in text.render(top.recording)


def test_the_order_of_the_entries_does_not_matter_and_tasks_nest():
    inner = task("2", saved("shop.Label", Called("shop.print")), after_ms=700)
    packed = Called("shop.weigh", effects=enqueues("2"))
    outer = task("1", saved("shop.Parcel", packed), after_ms=500)
    for entries in ([inner, outer, request("1")], [request("1"), outer, inner]):
        copies = [Entry.from_json(each.to_json()) for each in entries]
        [top] = joined(copies)
        assert [name for _, name in lines(top)][-4:] == [
            "task",
            "shop.pack",
            "post_save",
            "shop.print",
        ]
        starts = [each.start_ns // MS for each in top.recording.dispatches]
        assert starts == [1, 500, 501, 700, 701]


def test_a_task_enqueued_outside_of_receivers_is_a_root():
    [top] = joined([request(outside=["1"]), task("1", saved("shop.Parcel"))])
    assert lines(top)[-3:] == [(0, "task"), (1, "shop.pack"), (2, "post_save")]


def test_without_the_id_of_the_task_the_request_is_known_by_its_own():
    [top] = joined([request(), task("9", saved("shop.Parcel"), parent="r")])
    assert lines(top)[-3:] == [(0, "task"), (1, "shop.pack"), (2, "post_save")]


def test_what_belongs_to_nothing_stays_by_itself():
    alone, other = task("1", saved("shop.Parcel")), request()
    assert joined([alone, other]) == [alone, other]
    assert lines(alone) == [(0, "post_save")]


def test_a_task_that_failed_is_told_so():
    [top] = joined([request("1"), task("1", status="failed")])
    assert [call.outcome for call in top.recording.receiver_calls] == ["returned", "raised"]


def test_ids_that_run_in_a_circle_do_no_harm():
    own = task("1", saved("shop.Parcel", Called("shop.weigh", effects=enqueues("1"))))
    assert joined([own]) == [own]
    one = replace(task("1"), parent="entry of 2", task_id="")
    two = replace(task("2"), parent="entry of 1", task_id="")
    assert joined([one, two]) == [one, two]


def test_the_runs_of_a_task_that_was_tried_again_stand_one_in_the_other():
    first = replace(task("1", parent="r"), status="retried")
    first.recording.effects = enqueues("1")
    second = task("1", saved("shop.Parcel"), parent="entry of 1", after_ms=700)
    second = replace(second, id="another entry of 1")
    for entries in ([request("1"), first, second], [second, first, request("1")]):
        [top] = joined(Entry.from_json(each.to_json()) for each in entries)
        assert lines(top) == [
            (0, "post_save"),
            (1, "shop.notify"),
            (2, "task"),
            (3, "shop.pack"),
            (4, "task"),
            (5, "shop.pack"),
            (6, "post_save"),
        ]


def test_without_their_parents_the_runs_of_a_task_stand_where_it_was_enqueued_first():
    first, second = task("1"), replace(task("1", after_ms=700), id="another entry of 1")
    first.recording.effects = enqueues("1")
    [top] = joined([first, second, request("1")])
    assert [depth for depth, name in lines(top) if name == "shop.pack"] == [3, 3]


def test_what_was_only_counted_is_added_up():
    home, inner = request("1"), task("1")
    for each in (home, inner):
        each.recording.counted = [Counted("shop.seen", "None", "muted", 2)]
    [top] = joined([home, inner])
    assert top.recording.counted == [Counted("shop.seen", "None", "muted", 4)]


def test_a_clock_that_is_a_little_behind_does_not_put_a_task_before_its_receiver():
    slow = Called("shop.wait", own_ms=5_000)
    enqueuing = Called("shop.notify", effects=enqueues("1"))
    home = Entry("r", "request", build(saved("shop.Order", slow, enqueuing)), "200")
    [top] = joined([home, task("1", saved("shop.Parcel"), after_ms=3_100)])
    call = top.recording.receiver_calls[1]
    assert call.dispatches[0].start_ns == call.start_ns > 5_000 * MS
    assert Recording.from_json(top.recording.to_json()) == top.recording
    for form in FORMATS.values():
        assert form.render(top.recording)


def test_a_clock_that_is_far_behind_does_not_put_a_task_before_its_request():
    late = request("1")
    late.recording.started = "2026-01-01T00:00:09.000+00:00"
    [top] = joined([late, task("1", saved("shop.Parcel"))])
    assert top.recording.dispatches[-1].start_ns >= 0
    odd = task("1")
    odd.recording.started = "yesterday"
    [top] = joined([request("1"), odd])
    assert top.recording.receiver_calls[-1].start_ns > 0
