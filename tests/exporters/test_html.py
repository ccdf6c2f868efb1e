"""Recordings as one HTML file."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.utils import translation
from hypothesis import given, settings as examples

from signal_inspector.exporters import html
from signal_inspector.exporters.html import cascade
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import (
    ON_COMMIT,
    BulkWrite,
    Counted,
    Effects,
    Frame,
    Queries,
)
from signal_inspector.renderers import image
from tests.recording.strategies import recordings
from tests.recordings import HERE, MS, Called, build, failed, saved

EVIL = '</td><script>alert("1")</script><b onclick=x>\x00\ud800'
VOID = {"meta", "input", "br"}


@pytest.fixture(autouse=True)
def _no_program_to_draw_with(request, monkeypatch):
    """Drawing takes a while: it is left to the tests that are about it."""
    if "drawing" not in request.node.name:
        monkeypatch.setattr(image, "programs", lambda _: iter(()))


class Page(HTMLParser):
    """A page that is read: rows of cells, ids and links; fails where tags are not balanced."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.rows, self.tags, self.texts = [], [], [], [], []
        self.open = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        assert not any(name.startswith("on") or name == "style" for name in attributes)
        assert "src" not in attributes
        self.tags.append(tag)
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.links += [attributes["href"]] if "href" in attributes else []
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)
        if "tr" in self.open:
            self.rows[-1][-1] += data


def read(recording):
    return Page(html.render(recording))


def cells(recording):
    """Return the rows of the cascade without the facts that a click opens."""
    text = re.sub(r"<dl>.*?</dl>", "", html.render(recording), flags=re.DOTALL)
    page = Page(text[text.index('<section id="cascade"') : text.index('<section id="receivers"')])
    return [[" ".join(cell.split()) for cell in row] for row in page.rows]


def order():
    effects = Effects(queries=(Queries("default", 2, 3 * MS),), mails=1, tasks=("shop.ship",))
    inner = saved("Invoice", Called("shop.mail", effects=effects, is_async=True, own_ms=4))
    return build(
        saved(
            "Order",
            Called("shop.invoice", [inner]),
            Called("shop.reserve", outcome="raised", error=failed()),
            Called("shop.tell", outcome="not reached"),
            arguments={"created": True},
        )
    )


class TestTheCascade:
    def test_has_a_row_for_each_dispatch_and_each_call(self):
        place = "tests/recordings.py"
        head, *rows = cells(order())
        assert head[0] == "Signal or receiver"
        assert rows == [
            ["post_save ⟨Order⟩", "6.00 ms", "", "", "", "", f"{place}:22"],
            ["invoice", "5.00 ms", "1.00 ms", "", "", "", f"{place}:7"],
            ["post_save ⟨Invoice⟩", "4.00 ms", "", "", "", "", f"{place}:22"],
            ["mail async", "4.00 ms", "", "", "2 queries 3.00 ms, 1 mail, task ship", "",
             f"{place}:7"],
            ["reserve", "1.00 ms", "", "", "", "raised ValueError: out of stock", f"{place}:7"],
            ["tell", "", "", "", "", "not reached", f"{place}:7"],
        ]  # fmt: skip

    def test_tells_what_a_click_on_a_row_asks_for(self):
        text = html.render(order())
        assert "<dt>arguments</dt><dd>created=True</dd>" in text
        assert "<dt>error</dt><dd>ValueError: out of stock</dd>" in text
        assert "<dt>traceback</dt><dd>tests/recordings.py:9 reserve_stock</dd>" in text

    def test_repeats_are_one_row(self):
        rows = cells(build(saved("User", Called("create", [saved("Item", Called("note"))] * 6))))
        assert [row[0] for row in rows[1:]] == [
            "post_save ⟨User⟩", "create", "post_save ⟨Item⟩ ×6", "note",
        ]  # fmt: skip
        assert rows[3][1] == "6.00 ms"

    def test_the_timeline_of_many_repeats_is_one_stretch(self):
        def stretches(count):
            items = [saved("Item", Called("note"))] * count
            text = html.render(build(saved("User", Called("create", items))))
            return re.findall(r'<rect class="dispatch" x="([\d.]+)" y="1" width="([\d.]+)"', text)

        assert len(stretches(6)) == 1 + 6
        whole, items = stretches(60)
        assert abs(float(whole[1]) - float(items[1])) < 5

    def test_methods_and_commit_callbacks_are_named(self):
        callback = saved("default", Called("send_mail"))
        callback.signal = ON_COMMIT
        recording = build(saved("User", Called("create"), method="send_robust"), callback)
        recording.dispatches[1].registered_by = recording.receiver_calls[0]
        names = [row[0] for row in cells(recording)]
        assert "post_save ⟨User⟩ by send_robust" in names
        assert "on_commit ⟨default⟩ registered by create" in names

    def test_more_rows_than_anybody_reads_are_left_out_and_counted(self, monkeypatch):
        monkeypatch.setattr(cascade, "MOST_ROWS", 3)
        recording = build(*[saved("User", Called("create")), saved("Group")] * 2)
        assert len(cells(recording)) == 1 + 3
        assert "3 more rows are left out here" in html.render(recording)

    def test_a_cascade_deeper_than_any_page_may_nest_is_read(self):
        chain = saved("Order", Called("again"))
        for _ in range(400):
            chain = saved("Order", Called("again", [chain]))
        page = read(build(chain))
        assert sum(each.startswith("row-") for each in page.ids) == 802


class TestThePage:
    def test_shows_the_totals(self):
        text = html.render(order())
        for name, value in (("Dispatches", "2"), ("Receiver calls", "3"), ("Depth", "2")):
            assert f"<dt>{name}</dt><dd>{value}</dd>" in text
        assert '<div class="alarm"><dt>Exceptions</dt><dd>1</dd></div>' in text

    def test_leads_from_a_problem_to_its_row(self):
        page = read(order())
        assert page.links
        assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
        assert len(set(page.ids)) == len(page.ids)
        text = "".join(page.texts)
        assert "Error reserve raised ValueError: out of stock" in text.replace("\n", " ")

    def test_sums_by_receiver_and_by_signal(self):
        rows = read(order()).rows
        assert ["shop.mail", "1", "4.00 ms", "4.00 ms", "4.00 ms", "", "tests/recordings.py:7"] in [
            [" ".join(cell.split()) for cell in row] for row in rows
        ]
        assert any(
            row[:3] == ["django.db.models.signals.post_save", "Invoice", "1"] for row in rows
        )

    def test_tells_what_has_no_details(self):
        write = BulkWrite("update", "shop.Order", 3, ("shop.note",), Frame(HERE, 5, "run"), 2)
        recording = build(
            counted=[Counted("shop.seen", "None", "muted", 3)], notes=["our own failure"]
        )
        recording.effects = Effects(bulk_writes=(write,))
        page = read(recording)
        text = " ".join("".join(page.texts).split())
        assert "update ×2 ⟨shop.Order⟩ of 3 rows bypassed note tests/recordings.py:5" in text
        assert "our own failure" in text
        assert ["shop.seen", "None", "3", "muted, only counted"] in page.rows

    def test_is_a_page_for_an_empty_recording_too(self):
        text = "".join(read(Recording()).texts)
        assert "Nothing was dispatched." in text
        assert "Signals" in text

    def test_holds_a_drawing_of_the_cascade(self):
        if next(image.programs("svg"), None) is None:
            pytest.skip("there is no program to draw with")
        recording = order()
        recording.name = EVIL
        text = html.render(recording)
        page = Page(text)
        assert page.tags.count("svg") == 1 + len(cells(recording)) - 1
        assert '<svg width="' in text
        assert {"n0", "n1"} <= set(page.ids)
        assert page.tags.count("script") == 1

    def test_says_why_there_is_no_picture(self, monkeypatch):
        assert "Graphviz was not found where this page was made." in html.render(order())
        assert 'id="drawing"' not in html.render(Recording())

        def failing(*_, **__):
            raise image.RenderError("It took <too> long.")

        monkeypatch.setattr(image, "programs", lambda _: iter(["dot"]))
        monkeypatch.setattr(image, "draw", failing)
        assert "It took &lt;too&gt; long." in html.render(order())

    def test_says_how_many_nodes_a_drawing_leaves_out(self, monkeypatch):
        monkeypatch.setattr(image, "programs", lambda _: iter(["dot"]))
        monkeypatch.setattr(image, "draw", lambda *_, **__: "<svg></svg>")
        text = html.render(build(*[saved(f"Model{number}") for number in range(130)]))
        assert "10 nodes are left out here" in text

    def test_asks_nothing_of_a_network(self):
        text = html.render(order())
        assert "://" not in text
        assert "default-src 'none'" in unescape(text)
        assert "unsafe" not in text

    @pytest.mark.parametrize("language", ["de", "en"])
    def test_is_in_english_whatever_the_language(self, language):
        with translation.override(None):
            expected = html.render(order())
        with translation.override(language):
            assert html.render(order()) == expected
            assert translation.get_language() == language

    def test_no_text_can_leave_its_place(self):
        recording = build(
            saved(
                EVIL,
                Called(EVIL, outcome="raised", error=failed(EVIL), dispatch_uid=EVIL),
                site=Frame(EVIL, 3, EVIL),
                arguments={EVIL: EVIL},
                method=EVIL,
            ),
            counted=[Counted(EVIL, EVIL, "muted", 3)],
            notes=[EVIL],
        )
        recording.name = recording.started = EVIL
        page = read(recording)
        assert page.tags.count("script") == 1
        assert "onclick" in "".join(page.texts)
        html.render(recording).encode()

    @examples(max_examples=40, deadline=None)
    @given(recordings())
    def test_any_recording_gives_a_whole_page(self, recording):
        text = html.render(recording)
        text.encode()
        page = Page(text)
        assert page.tags.count("script") == 1
        assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
