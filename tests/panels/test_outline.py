from unittest import mock

from hypothesis import given, settings, strategies as st

from signal_inspector.panels import outline
from signal_inspector.panels.filters import Filter
from signal_inspector.panels.outline import TOP, Outline, children_of, row_at
from signal_inspector.recording.records import ReceiverCall
from tests.recordings import DJANGO, HERE, Called, Sent, build, failed, saved


def planted(numbers):
    """Grow a recording: each number chooses who sends the next dispatch, nobody or a receiver."""
    roots, grown = [], []
    for number in numbers:
        called = [
            Called(f"shop.receivers.r{each}", [], own_ms=(number + each) % 5)
            for each in range(number % 3)
        ]
        sent = Sent(f"shop.signals.s{number % 2}", "None", called)
        chosen = number % (len(grown) + 1)
        (grown[chosen - 1].sends if chosen else roots).append(sent)
        grown += called
    return build(*roots)


RECORDINGS = st.lists(st.integers(0, 40), max_size=30).map(planted)


def rows(items):
    return [item.place for item in items if item.kind == "row"]


def names(drawn, places):
    found = []
    for place in places:
        node = drawn.rows[place].node
        found.append(node.receiver if isinstance(node, ReceiverCall) else node.signal)
    return found


def everything(drawn, limit):
    """Follow each note and each row that is to be fetched; return the rows, in order of finding."""
    found, todo = [], [(TOP, 0)]
    while todo:
        items = children_of(drawn, *todo.pop())
        for item in items:
            if item.kind == "rest":
                todo.append((item.place, item.start))
            elif item.kind == "row":
                found.append(item.place)
                if item.below in {"to fetch", "too deep"}:
                    todo.append((item.place, 0))
        assert len(rows(items)) <= limit
    return found


@settings(deadline=None)
@given(recording=RECORDINGS, limit=st.integers(1, 6), levels=st.integers(1, 4))
def test_all_rows_can_be_reached_once_however_little_is_drawn_at_once(recording, limit, levels):
    drawn = Outline(recording)
    visible = {
        place
        for place in range(len(drawn.rows))
        if not any(drawn.rows[above].same for above in drawn.ancestors(place))
    }
    with mock.patch.multiple(outline, LIMIT=limit, LEVELS=levels):
        found = everything(drawn, limit)
    assert sorted(found) == sorted(visible)


@settings(deadline=None)
@given(recording=RECORDINGS)
def test_what_is_drawn_nests_like_the_cascade(recording):
    drawn = Outline(recording)
    depth = 0
    for item in children_of(drawn, TOP):
        if item.kind == "end":
            depth -= 1
        else:
            assert drawn.rows[item.place].depth == depth
            depth += item.below == "drawn"
    assert depth == 0


@settings(deadline=None)
@given(recording=RECORDINGS, slower=st.integers(1, 4))
def test_a_filter_keeps_what_passes_and_what_led_to_it(recording, slower):
    chosen = Filter(slower_ms=slower)
    drawn = Outline(recording, chosen)
    passing = [call for call in recording.receiver_calls if chosen.passes(call)]
    expected = set()
    for call in passing:
        place = drawn.places[id(call)]
        expected |= {place, *drawn.ancestors(place)}
    assert drawn.passed == len(passing)
    assert expected <= drawn.kept
    assert drawn.kept - {TOP} <= expected | {
        drawn.places[id(call)] + 1 + call.dispatch.receiver_calls.index(call)
        for call in passing
        if drawn.rows[drawn.places[id(call)]].same
    }


def test_the_overview_is_drawn_before_the_depths(monkeypatch):
    monkeypatch.setattr(outline, "LIMIT", 3)
    inner = saved("shop.Line", Called("shop.receivers.inner"))
    drawn = Outline(build(*[saved("shop.Order", Called("shop.receivers.a", [inner]))] * 3))
    items = children_of(drawn, TOP)
    assert names(drawn, rows(items)) == ["django.db.models.signals.post_save"] * 3
    assert {item.below for item in items} == {"to fetch"}


def test_the_rest_of_a_list_is_noted_with_its_number(monkeypatch):
    monkeypatch.setattr(outline, "LIMIT", 2)
    receivers = [Called(f"shop.receivers.r{number}") for number in range(5)]
    drawn = Outline(build(saved("shop.Order", *receivers)))
    note = children_of(drawn, 0)[-1]
    assert (note.kind, note.place, note.start, note.count) == ("rest", 0, 2, 3)
    assert names(drawn, rows(children_of(drawn, 0, 2))) == [
        "shop.receivers.r2",
        "shop.receivers.r3",
    ]
    assert children_of(drawn, 0, 5) == []


def test_rows_that_lie_too_deep_are_left_for_a_view_of_their_own():
    root = saved("shop.Order", Called("shop.receivers.a"))
    for _ in range(20):
        root = saved("shop.Order", Called("shop.receivers.a", [root]))
    drawn = Outline(build(root))
    items = children_of(drawn, TOP)
    last = next(item for item in reversed(items) if item.kind == "row")
    assert len(rows(items)) == outline.LEVELS
    assert (last.below, last.count) == ("too deep", 1)
    assert rows(row_at(drawn, last.place))[:2] == [last.place, last.place + 1]


def test_two_dispatches_deep_the_project_is_open():
    third = saved("shop.Tag", Called("shop.receivers.c"))
    second = saved("shop.Line", Called("shop.receivers.b", [third]))
    drawn = Outline(build(saved("shop.Order", Called("shop.receivers.a", [second]))))
    assert [item.is_open for item in children_of(drawn, TOP) if item.kind == "row"] == [
        True,
        True,
        True,
        True,
        False,
        False,
    ]


def logged_in(receiver, path):
    """A login that a receiver of Django takes, and what its save sets off."""
    inner = saved("auth.User", Called(receiver, path=path))
    login = Called("django.contrib.auth.models.update_last_login", [inner], path=DJANGO)
    return build(Sent("django.contrib.auth.signals.user_logged_in", "auth.User", [login]))


def test_code_of_django_is_closed():
    drawn = Outline(logged_in("django.x.note", DJANGO))
    items = [item for item in children_of(drawn, TOP) if item.kind == "row"]
    assert [item.is_open for item in items] == [False] * 4


def test_code_of_django_that_leads_to_the_project_is_open():
    drawn = Outline(logged_in("shop.receivers.note", HERE))
    items = [item for item in children_of(drawn, TOP) if item.kind == "row"]
    assert [item.is_open for item in items] == [True, True, True, False]
    assert drawn.own == {TOP, 0, 1, 2, 3}


def test_the_way_to_an_exception_is_open():
    inner = saved("auth.User", Called("shop.receivers.note", error=failed(), outcome="raised"))
    outer = Called("django.x.y", [inner], path=DJANGO, error=failed(inherited=True))
    drawn = Outline(build(saved("auth.User", outer), saved("auth.User", Called("shop.r.fine"))))
    assert drawn.troubled == {0, 1, 2}
    assert [item.is_open for item in children_of(drawn, TOP) if item.kind == "row"][:3] == [
        True
    ] * 3


def test_two_exceptions_share_the_way_up():
    failing = [Called(f"x.y.{name}", error=failed(), outcome="swallowed") for name in "ab"]
    drawn = Outline(build(saved("auth.User", Called("x.y.c", [saved("shop.Tag", *failing)]))))
    assert drawn.troubled == {0, 1, 2}


def test_a_folded_row_stands_for_its_dispatches_and_has_no_children():
    drawn = Outline(build(*[saved("shop.Line", Called("audit.receivers.note"))] * 7))
    (item,) = children_of(drawn, TOP)
    assert (item.below, len(drawn.rows[0].dispatches)) == ("nothing", 7)
    assert set(drawn.places.values()) == {0, 1}


def test_a_filter_opens_what_it_keeps_and_finds_in_folded_rows():
    lines = [saved("shop.Line", Called("audit.receivers.note", own_ms=ms)) for ms in range(7)]
    drawn = Outline(
        build(*lines, saved("shop.Tag", Called("audit.receivers.tag"))), Filter(slower_ms=6)
    )
    assert drawn.passed == 1
    (item,) = children_of(drawn, TOP)
    assert drawn.rows[item.place].same


def test_nothing_is_drawn_of_an_empty_recording():
    assert children_of(Outline(build()), TOP) == []
