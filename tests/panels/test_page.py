import re
from html.parser import HTMLParser

import pytest
from django.utils import translation

from signal_inspector import conf
from signal_inspector.panels import page as pages, stored
from signal_inspector.panels.page import Page
from signal_inspector.recording.records import BulkWrite, Counted, Effects, Error, Frame, Queries
from tests.recordings import HERE, MS, Called, Sent, build, failed, saved

pytestmark = pytest.mark.urls("tests.panels.site")


def context(recording, **numbers):
    summary = stored.summary_of(recording, **{"hidden": 0, "problems": 0, **numbers})
    return Page("abc", recording, conf.current()).whole(summary)


def test_the_cards_sum_up():
    inner = saved("shop.Line", Called("x.y.b", own_ms=2, error=failed(), outcome="raised"))
    recording = build(saved("shop.Order", Called("x.y.a", [inner], own_ms=1)))
    recording.duration_ns = 12 * MS
    cards = context(recording)["cards"]
    assert [(card.label, card.value.replace("\N{NO-BREAK SPACE}", " ")) for card in cards] == [
        ("Dispatches", "2"),
        ("Receiver calls", "2"),
        ("Time in receivers", "3.00 ms"),
        ("SQL in receivers", "0"),
        ("Exceptions", "1"),
        ("Deepest cascade", "2"),
    ]
    assert cards[2].note.replace("\N{NO-BREAK SPACE}", " ") == "25 % of 12.0 ms"
    assert [card.is_alarming for card in cards] == [False, False, False, False, True, False]


def test_what_is_left_out_is_said_with_its_reason():
    counted = [
        Counted("shop.signals.a", "None", "no receivers", 1),
        Counted("django.db.models.signals.pre_init", "shop.Order", "muted", 3),
        Counted("django.db.models.signals.post_init", "shop.Order", "muted", 4),
        Counted("shop.signals.b", "None", "limit", 5),
        Counted("shop.signals.b", "None", "depth", 1),
    ]
    notes = context(build(counted=counted, notes=["A note of the recorder."]), hidden=2)["notes"]
    assert [note for note, _spot in notes] == [
        "1 dispatch had no receivers.",
        "7 dispatches of muted signals (post_init, pre_init) were only counted.",
        "5 dispatches beyond the limit DISPATCH_LIMIT were only counted.",
        "1 dispatch nested deeper than DEPTH_LIMIT was only counted.",
        "2 dispatches of the toolbar itself are hidden.",
        "A note of the recorder.",
    ]


def test_rows_written_without_signals_by_the_view_come_first():
    recording = build(notes=["A note."])
    write = BulkWrite(
        "bulk_create", "shop.Order", 20, ("django.contrib.auth.signals.note",), Frame(HERE, 30, "f")
    )
    recording.effects = Effects(bulk_writes=(write,))
    (first, spot), second = context(recording)["notes"]
    assert first == (
        "bulk_create() wrote 20 rows of shop.Order and sent no signals. Therefore not run: note."
    )
    assert spot.text == "tests/recordings.py:30"
    assert second == ("A note.", None)


def test_a_write_that_is_among_the_problems_is_not_told_of_twice():
    recording = build()
    write = BulkWrite("bulk_create", "shop.Order", 20, ("shop.receivers.reserve",))
    recording.effects = Effects(bulk_writes=(write,))
    shown = context(recording)
    assert [line.rule.short_id for line in shown["problems"]] == ["R014"]
    assert shown["notes"] == []


def test_nothing_left_out_needs_no_note():
    assert context(build(saved("shop.Order", Called("x.y.a"))))["notes"] == []


def test_problems_lead_to_their_row():
    fine = saved("shop.Tag", Called("x.y.a"))
    root = saved("shop.Order", Called("x.y.b", error=failed(), outcome="raised"))
    (line,) = context(build(fine, root))["problems"]
    assert line.place == 3
    assert line.spot.text == "tests/recordings.py:9"


def test_notes_are_not_counted_as_problems(open_panel, store):
    def heading(*roots):
        recording = build(*roots)
        write = BulkWrite("bulk_create", "shop.Order", 20, ("shop.receivers.reserve",))
        recording.effects = Effects(bulk_writes=(write,))
        content = open_panel(store(recording))["content"]
        found = re.search('<h4 id="sigi-problems">(.*?)</h4>', content, re.DOTALL).group(1)
        return " ".join(re.sub("<.*?>", "", found).split())

    assert heading() == "Notes 1"
    slow = saved("shop.Order", Called("x.y.a", own_ms=80))
    assert heading(slow) == "Problems 1 and 1 note"


def test_a_problem_without_a_row_has_no_place():
    counted = [Counted("shop.signals.b", "None", "depth", 1)]
    (line,) = context(build(counted=counted))["problems"]
    assert (line.place, line.spot) == (None, None)


def test_receivers_are_summed_up_the_dearest_first():
    inner = saved("shop.Line", Called("x.y.b", own_ms=5, path=""))
    recording = build(*[saved("shop.Order", Called("x.y.a", [inner], own_ms=1, line=3))] * 2)
    lines = context(recording)["receivers"]
    assert [(each.name, each.total.count, each.own, each.origin) for each in lines] == [
        ("b", 2, "10.0\N{NO-BREAK SPACE}ms", "project"),
        ("a", 2, "2.00\N{NO-BREAK SPACE}ms", "project"),
    ]
    assert lines[0].spot is None
    assert lines[1].time == "12.0\N{NO-BREAK SPACE}ms"


def test_sql_of_a_receiver_is_added_up_over_its_calls():
    calls = [Called("x.y.a", effects=Effects((Queries("default", n, n * MS),))) for n in (1, 2)]
    (line,) = context(build(*[saved("shop.Order", call) for call in calls]))["receivers"]
    assert (line.queries, line.sql) == (3, "3 · 3.00\N{NO-BREAK SPACE}ms")


def test_channels_are_summed_up_the_most_frequent_first():
    recording = build(
        saved("shop.Order", Called("x.y.a")),
        *[Sent("shop.signals.done", "None", [Called("x.y.a")])] * 2,
    )
    lines = context(recording)["channels"]
    assert [(each.name, each.total.sender, each.total.count) for each in lines] == [
        ("done", "None", 2),
        ("post_save", "shop.Order", 1),
    ]


def test_dispatches_without_receivers_are_listed_the_most_frequent_first():
    counted = [
        Counted("shop.signals.a", "None", "no receivers", 1),
        Counted("shop.signals.b", "None", "muted", 9),
        Counted("shop.signals.c", "None", "no receivers", 4),
    ]
    nobody = context(build(counted=counted))["nobody"]
    assert [(name, each.signal, each.count) for name, each in nobody] == [
        ("c", "shop.signals.c", 4),
        ("a", "shop.signals.a", 1),
    ]


class Balance(HTMLParser):
    """Check that elements nest, that ids are unique, and that no style or handler is inline."""

    void = frozenset({"input", "rect", "br"})

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.scripts = [], [], []

    def handle_starttag(self, tag, attributes):
        if tag not in self.void:
            self.open.append(tag)
        for name, value in attributes:
            assert name != "style"
            assert not name.startswith("on")
            if name == "id":
                self.ids.append(value)
            assert not (value or "").lower().startswith("javascript:")
        assert tag not in {"script", "style", "img", "iframe"}

    def handle_endtag(self, tag):
        if tag not in self.void:
            assert self.open.pop() == tag


def check(html):
    parser = Balance()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    assert len(set(parser.ids)) == len(parser.ids)


HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'{{ x }}"


def hostile():
    error = Error(HOSTILE, HOSTILE, (Frame(f"/{HOSTILE}.py", 1, HOSTILE),))
    calls = [
        Called(HOSTILE, error=error, outcome="raised", path=f"/x/{HOSTILE}", dispatch_uid=HOSTILE),
        Called(f"{HOSTILE}2", outcome="not reached", connected_to=HOSTILE),
    ]
    roots = [
        Sent(
            f"{HOSTILE}.s",
            HOSTILE,
            calls,
            site=Frame(f"/{HOSTILE}", 1, HOSTILE),
            arguments={"action": HOSTILE, HOSTILE: HOSTILE},
            thread=HOSTILE,
        ),
        *[Sent(HOSTILE, HOSTILE, [Called(HOSTILE)])] * 7,
    ]
    counted = [
        Counted(HOSTILE, HOSTILE, reason, 1) for reason in ("no receivers", "muted", "depth")
    ]
    return build(*roots, counted=counted, notes=[HOSTILE])


@pytest.mark.parametrize("editor_url", ["", "vscode://file/{path}:{line}"])
def test_every_name_and_message_is_escaped(open_panel, settings, store, editor_url):
    settings.SIGNAL_INSPECTOR = {"EDITOR_URL": editor_url}
    content = open_panel(store(hostile()))["content"]
    check(content)
    assert "<script" not in content
    assert "<img" not in content
    assert content.count("{{ x }}") > 10


def test_the_html_is_well_formed_for_every_shape(open_panel, store):
    deep = saved("shop.Order", Called("x.y.a"))
    for _ in range(30):
        deep = saved("shop.Order", Called("x.y.a", [deep]), Called("x.y.b"))
    wide = [
        saved(f"shop.Model{n}", Called("x.y.a"), Called("x.y.b", is_async=True)) for n in range(400)
    ]
    for roots in ([], [deep], wide, [deep, *wide]):
        check(open_panel(store(build(*roots)))["content"])


def test_the_templates_use_nothing_that_is_not_there(open_panel, store, settings):
    (engine,) = settings.TEMPLATES
    options = {**engine["OPTIONS"], "string_if_invalid": "«%s»"}
    settings.TEMPLATES = [{**engine, "OPTIONS": options}]
    lines = [saved("shop.Line", Called("x.y.a", own_ms=n)) for n in range(6)]
    order = saved("shop.Order", Called("x.y.b", lines, error=failed()), Called("x.y.c"))
    counted = [Counted("shop.signals.a", "None", "no receivers", 1)]
    content = open_panel(store(build(order, *lines, counted=counted)))["content"]
    assert re.findall("«.*?»", content) == []


def test_long_tables_are_cut(open_panel, store, monkeypatch):
    monkeypatch.setattr(pages, "MOST_ROWS", 3)
    roots = [saved(f"shop.Model{n}", Called("x.y.a")) for n in range(5)]
    content = open_panel(store(build(*roots)))["content"]
    assert "The first 3 of 5 lines." in content


def test_the_panel_speaks_german(open_panel, store, settings):
    settings.DEBUG_TOOLBAR_CONFIG = {**settings.DEBUG_TOOLBAR_CONFIG, "TOOLBAR_LANGUAGE": "de"}
    root = saved("shop.Order", Called("x.y.a", own_ms=80))
    content = open_panel(store(build(root)))["content"]
    assert "Empfängeraufrufe" in content
    assert "80,0\N{NO-BREAK SPACE}ms" in content
    assert not re.search(r">\s*(Dispatches|Receivers|Warning|Download JSON)\s*<", content)


def test_names_stay_what_they_are_in_another_language():
    with translation.override("de"):
        (line,) = context(build(saved("shop.Order", Called("x.y.a", path=HERE))))["receivers"]
    assert line.origin == "Projekt"
    assert line.total.name == "x.y.a"
