import pytest
from hypothesis import given, settings

from signal_inspector.recording.compare import KINDS, Sums, compare
from signal_inspector.recording.records import Effects, Queries
from tests.recording.strategies import recordings
from tests.recordings import MS, Called, build, failed, saved


def kinds(before, after):
    return {(each.receiver, each.sender): each.kind for each in compare(before, after)}


def test_what_only_one_of_them_called():
    before = build(saved("shop.Order", Called("x.y.a"), Called("x.y.b")))
    after = build(saved("shop.Order", Called("x.y.a"), Called("x.y.c")))
    assert kinds(before, after) == {
        ("x.y.a", "shop.Order"): "same",
        ("x.y.b", "shop.Order"): "removed",
        ("x.y.c", "shop.Order"): "added",
    }


def test_an_n_plus_one_cascade_shows_exactly_what_came_on_top():
    line = saved("shop.Line", Called("x.y.weigh"))
    before = build(saved("shop.Order", Called("x.y.a", [line] * 3)))
    after = build(saved("shop.Order", Called("x.y.a", [line] * 4)))
    assert kinds(before, after) == {
        ("x.y.a", "shop.Order"): "same",
        ("x.y.weigh", "shop.Line"): "more",
    }
    assert kinds(after, before)["x.y.weigh", "shop.Line"] == "fewer"


def test_the_same_receiver_of_another_sender_is_another_one():
    before, after = build(saved("shop.A", Called("x.y.a"))), build(saved("shop.B", Called("x.y.a")))
    assert kinds(before, after) == {("x.y.a", "shop.A"): "removed", ("x.y.a", "shop.B"): "added"}


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (10, 16, "slower"),
        (16, 10, "faster"),
        (10, 14, "same"),
        (0.1, 0.9, "same"),
        (0, 2, "slower"),
        (3, 3, "same"),
    ],
)
def test_time_counts_when_it_is_no_chance(before, after, kind):
    one, other = (build(saved("shop.A", Called("x.y.a", own_ms=ms))) for ms in (before, after))
    (change,) = compare(one, other)
    assert change.kind == kind
    assert change.self_ns == (after - before) * MS


def test_own_time_does_not_count_what_was_sent():
    inner = saved("shop.B", Called("x.y.slow", own_ms=50))
    before = build(saved("shop.A", Called("x.y.a")))
    after = build(saved("shop.A", Called("x.y.a", [inner])))
    assert kinds(before, after)["x.y.a", "shop.A"] == "same"


def test_sums_are_those_of_all_calls():
    sql = Effects((Queries("default", 3, 5),))
    call = Called("x.y.a", own_ms=2, effects=sql, error=failed(), outcome="swallowed")
    (change,) = compare(build(), build(*[saved("shop.A", call)] * 2))
    assert change.before == Sums()
    assert change.after == Sums(count=2, self_ns=4 * MS, queries=6, errors=2)


def test_calls_that_were_not_reached_are_none():
    missed = build(saved("shop.A", Called("x.y.a", outcome="not reached")))
    ran = build(saved("shop.A", Called("x.y.a")))
    assert kinds(ran, missed) == {("x.y.a", "shop.A"): "removed"}
    assert compare(missed, build()) == []


def test_what_differs_most_comes_first():
    def recording(**times):
        return build(*[saved("shop.A", Called(name, own_ms=ms)) for name, ms in times.items()])

    before = recording(b=5, c=5, d=5)
    after = recording(a=1, c=40, d=20, e=3)
    found = [(each.kind, each.receiver) for each in compare(before, after)]
    assert found == [
        ("added", "e"), ("added", "a"), ("removed", "b"), ("slower", "c"), ("slower", "d"),
    ]  # fmt: skip


@settings(max_examples=50)
@given(recordings(), recordings())
def test_back_is_the_opposite_of_forth(one, other):
    opposite = {
        "added": "removed", "more": "fewer", "slower": "faster", "same": "same",
        "removed": "added", "fewer": "more", "faster": "slower",
    }  # fmt: skip

    def key(change):
        return change.signal, change.sender, change.receiver

    forth = {key(each): each for each in compare(one, other)}
    back = {key(each): each for each in compare(other, one)}
    assert forth.keys() == back.keys()
    for each, change in forth.items():
        assert opposite[change.kind] == back[each].kind
        assert (change.before, change.after) == (back[each].after, back[each].before)


@given(recordings())
def test_a_recording_is_the_same_as_itself(recording):
    assert {each.kind for each in compare(recording, recording)} <= {KINDS[-1]}
