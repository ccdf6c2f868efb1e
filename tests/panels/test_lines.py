import pytest

from signal_inspector.panels.lines import Drawing
from signal_inspector.panels.outline import TOP, Outline, children_of
from signal_inspector.recording.records import ON_COMMIT, Effects, Error, Queries
from tests.recordings import DJANGO, Called, Sent, build, failed, saved


def lines(*roots):
    recording = build(*roots)
    outline = Outline(recording)
    drawing = Drawing(outline, recording.duration_ns, 50, "")
    return [line for line in drawing.lines(children_of(outline, TOP)) if hasattr(line, "name")]


def test_a_dispatch_shows_signal_sender_site_and_time():
    line, _ = lines(saved("shop.Order", Called("shop.receivers.a", own_ms=2)))
    assert (line.kind, line.name, line.sender) == ("dispatch", "post_save", "shop.Order")
    assert line.dotted == "django.db.models.signals.post_save"
    assert line.spot.text == "tests/recordings.py:22"
    assert (line.time, line.own, line.order) == ("2.00\N{NO-BREAK SPACE}ms", "", 0)
    assert len(line.bars) == 1


@pytest.mark.parametrize(
    ("arguments", "chips"),
    [
        ({"created": True, "raw": False}, ("created",)),
        ({"created": False, "raw": True}, ("raw",)),
        ({"action": "post_add", "reverse": True}, ("reverse", "post_add")),
        ({"created": "yes"}, ()),
    ],
)
def test_telling_arguments_stand_on_the_line(arguments, chips):
    line, _ = lines(saved("shop.Order", Called("shop.receivers.a"), arguments=arguments))
    assert line.chips == chips


def test_receivers_are_numbered_in_call_order_where_there_are_several():
    _, first, second = lines(saved("shop.Order", Called("x.y.a"), Called("x.y.b", is_async=True)))
    assert [(each.order, each.name, each.chips) for each in (first, second)] == [
        (1, "a", ()),
        (2, "b", ("async",)),
    ]


def test_total_and_own_time_of_a_receiver():
    inner = saved("shop.Line", Called("x.y.b", own_ms=60))
    _, outer, _, call = lines(saved("shop.Order", Called("x.y.a", [inner], own_ms=2)))
    assert (outer.time, outer.own) == ("62.0\N{NO-BREAK SPACE}ms", "2.00\N{NO-BREAK SPACE}ms")
    assert (outer.is_slow, call.is_slow) == (False, True)


def test_own_errors_and_those_from_below_look_different():
    inner = saved("shop.Line", Called("x.y.b", error=failed(), outcome="raised"))
    outer = Called("x.y.a", [inner], error=failed(inherited=True), outcome="raised")
    found = lines(saved("shop.Order", outer))
    assert [(line.outcome.text, line.outcome.tone) for line in found] == [
        ("error below", "passed on"),
        ("passed on ValueError", "passed on"),
        ("error below", "passed on"),
        ("raised ValueError", "own"),
    ]
    assert found[-1].error == "ValueError: out of stock"


@pytest.mark.parametrize(
    ("outcome", "error", "text", "tone"),
    [
        ("swallowed", failed(), "ValueError swallowed", "own"),
        ("swallowed", failed(inherited=True), "ValueError swallowed", "passed on"),
        ("cancelled", Error("asyncio.exceptions.CancelledError", ""), "cancelled", "idle"),
        ("unfinished", None, "unfinished", "idle"),
        ("not reached", None, "not reached", "idle"),
    ],
)
def test_outcomes_are_named(outcome, error, text, tone):
    _, line = lines(saved("shop.Order", Called("x.y.a", error=error, outcome=outcome)))
    assert (line.outcome.text, line.outcome.tone) == (text, tone)


def test_a_call_that_returned_needs_no_word():
    assert [line.outcome for line in lines(saved("shop.Order", Called("x.y.a")))] == [None, None]


def test_a_call_that_was_not_reached_took_no_time():
    _, line = lines(saved("shop.Order", Called("x.y.a", outcome="not reached")))
    assert (line.time, line.own, line.bars, line.is_slow) == ("", "", (), False)


def test_foreign_code_is_marked():
    foreign = Called("django.x.y", path=DJANGO)
    mixed = Sent("shop.signals.s", "None", [foreign, Called("shop.x.y")])
    found = lines(saved("shop.Order", foreign), mixed)
    assert [line.is_foreign for line in found] == [True, True, False, True, False]


def test_a_folded_line_counts_adds_up_and_shows_each_of_its_dispatches_in_time():
    (line,) = lines(*[saved("shop.Line", Called("x.y.a", own_ms=2))] * 6)
    assert (line.count, line.time, len(line.bars)) == (6, "12.0\N{NO-BREAK SPACE}ms", 6)
    assert [each.label for each in line.examples] == ["slowest", "last"]
    assert [fact.label for fact in line.facts] == ["Signal", "Sender", "Method"]


def test_effects_stand_on_the_line():
    done = Effects((Queries("default", 2, 1_000_000),), mails=1)
    _, line = lines(saved("shop.Order", Called("x.y.a", effects=done, is_async=True)))
    assert (line.sql, line.chips) == ("2 · 1.00\N{NO-BREAK SPACE}ms", ("async", "1 mail"))
    assert "Mails" in [fact.label for fact in line.facts]


def test_a_callback_names_who_registered_it():
    recording = build(
        saved("shop.Order", Called("shop.receivers.reserve")),
        Sent(ON_COMMIT, "default", [Called("shop.receivers.tell")]),
    )
    recording.dispatches[1].registered_by = recording.receiver_calls[0]
    outline = Outline(recording)
    drawing = Drawing(outline, recording.duration_ns, 50, "")
    line = drawing.lines(children_of(outline, TOP))[3]
    assert (line.name, line.sender, line.chips) == (
        "on_commit",
        "default",
        ("registered by reserve",),
    )
    assert [(fact.label, fact.value) for fact in line.facts[:4]] == [
        ("Callback", "django.db.transaction.on_commit"),
        ("Database", "default"),
        ("Registered at", ""),
        ("Registered by", "shop.receivers.reserve"),
    ]
