"""The page of the html format as people use it, opened as a file."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from signal_inspector.renderers import dot, html, image
from signal_inspector.renderers.style import DARK, LIGHT, Style
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.nodes import SignalGraph
from tests.graphs import ORDER, connection, every_kind
from tests.renderers.programs import find

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find("dot") is None and find("graphviz-pure") is None, reason="no program"),
]

NAMES = dot.node_names(every_kind())
SAVED = f"#{NAMES['channel:orders.Order:django.db.models.signals.post_save']}"
PAID = f"#{NAMES['receiver:orders.receivers.mark_paid']}"
PROFILE = f"#{NAMES['receiver:accounts.receivers.create_profile']}"

Open = Callable[..., None]


@pytest.fixture
def open_page(page: "Page", tmp_path: Path) -> Open:
    def open_page(graph: SignalGraph | None = None, anchor: str = "", **style: Any) -> None:
        graph, look = graph or every_kind(), Style(**style)
        file = tmp_path / "signals.html"
        drawing = image.drawing(graph, look)
        file.write_text(html.render(graph, drawing, look), encoding="utf-8")
        page.goto(file.as_uri() + anchor)

    return open_page


def view(page: "Page") -> list[float]:
    """Left, top, width and height of the part of the drawing that is shown."""
    left, top = page.eval_on_selector(
        ".signal-graph > g",
        "(g) => { const { e, f } = g.transform.baseVal[0].matrix; return [-e, -f]; }",
    )
    _, _, width, height = (page.get_attribute(".signal-graph", "viewBox") or "").split()
    return [left, top, float(width), float(height)]


def lit(page: "Page", name: str, kind: str = "node") -> set[str]:
    found = page.eval_on_selector_all(f".{kind}.{name}", "all => all.map((each) => each.id)")
    return {f"#{each}" for each in found}


def drag(page: "Page", right: int, down: int) -> None:
    page.mouse.move(900, 800)
    page.mouse.down()
    page.mouse.move(900 + right, 800 + down, steps=4)
    page.mouse.up()


class TestView:
    def test_a_small_drawing_is_seen_whole(self, page: "Page", open_page: Open) -> None:
        open_page()

        left, top, width, height = view(page)
        assert left <= 0
        assert top <= 0
        assert page.eval_on_selector("#signals", "(g) => g.getBBox().width") <= width
        assert page.eval_on_selector("#signals", "(g) => g.getBBox().height") <= height

    def test_dragging_moves_the_drawing_with_the_pointer(
        self, page: "Page", open_page: Open
    ) -> None:
        open_page()
        before = page.locator(SAVED).bounding_box()

        drag(page, 60, -40)

        after = page.locator(SAVED).bounding_box()
        assert before is not None
        assert after is not None
        assert after["x"] - before["x"] == pytest.approx(60, abs=1)
        assert after["y"] - before["y"] == pytest.approx(-40, abs=1)
        assert lit(page, "is-pinned") == set()

    def test_moving_does_not_zoom_and_so_lays_out_no_text(
        self, page: "Page", open_page: Open
    ) -> None:
        open_page()
        before = page.get_attribute(".signal-graph", "viewBox")

        drag(page, 60, -40)

        assert page.get_attribute(".signal-graph", "viewBox") == before

    def test_the_wheel_zooms_at_the_pointer(self, page: "Page", open_page: Open) -> None:
        open_page()
        before = page.locator(SAVED).bounding_box()
        assert before is not None
        middle = before["x"] + before["width"] / 2, before["y"] + before["height"] / 2

        width = view(page)[2]
        page.mouse.move(*middle)
        page.mouse.wheel(0, -300)
        page.wait_for_function(
            "(w) => document.querySelector('svg').viewBox.baseVal.width < w", arg=width
        )

        after = page.locator(SAVED).bounding_box()
        assert after is not None
        assert view(page)[2] == pytest.approx(width / 2)
        assert after["x"] + after["width"] / 2 == pytest.approx(middle[0], abs=3)

    def test_buttons_and_keys_zoom_alike(self, page: "Page", open_page: Open) -> None:
        open_page()
        whole = view(page)

        page.get_by_role("button", name="Zoom in").click()
        nearer = view(page)
        page.get_by_role("button", name="Fit").click()
        assert nearer[2] == pytest.approx(whole[2] / 1.25)
        assert view(page) == pytest.approx(whole)

        page.focus(".signal-graph")
        page.keyboard.press("+")
        assert view(page) == pytest.approx(nearer)
        page.keyboard.press("0")
        assert view(page) == pytest.approx(whole)
        page.keyboard.press("ArrowRight")
        assert view(page)[0] > whole[0]
        page.keyboard.press("1")
        width = page.eval_on_selector(".signal-graph", "(svg) => svg.clientWidth")
        assert view(page)[2] == pytest.approx(width * 3 / 4, rel=0.01)

    def test_the_drawing_cannot_be_lost(self, page: "Page", open_page: Open) -> None:
        open_page()

        page.focus(".signal-graph")
        for _ in range(80):
            page.keyboard.press("ArrowRight")

        left, _, width, _ = view(page)
        whole = page.get_attribute(".signal-graph", "width") or ""
        assert left + width / 2 == pytest.approx(float(whole.removesuffix("pt")), abs=1)

    def test_a_large_drawing_begins_readable(self, page: "Page", open_page: Open) -> None:
        many = [connection(f"orders.receivers.number_{n}", ORDER, position=n) for n in range(200)]

        open_page(graph_of(many))

        left, top, width, _ = view(page)
        assert top == 0
        assert left <= 0
        shown = page.eval_on_selector(".signal-graph", "(svg) => svg.clientWidth")
        assert shown / width == pytest.approx(4 / 3)


class TestLinks:
    def test_pointing_at_a_node_lights_its_neighbours(self, page: "Page", open_page: Open) -> None:
        open_page()

        page.hover(PROFILE)

        user = f"#{NAMES['channel:auth.User:django.db.models.signals.post_save']}"
        assert lit(page, "is-near") == {PROFILE, user}
        assert len(lit(page, "is-near", "edge")) == 1
        page.mouse.move(900, 60)
        assert lit(page, "is-near") == set()

    def test_a_click_pins_and_another_lets_go(self, page: "Page", open_page: Open) -> None:
        open_page()

        page.click(PAID)
        page.mouse.move(900, 60)
        assert lit(page, "is-pinned") == {PAID, SAVED}
        assert lit(page, "is-chosen") == {PAID}
        assert page.locator("[aria-current]").get_attribute("href") == PAID

        page.click(PAID)
        assert lit(page, "is-pinned") == set()
        assert page.locator("[aria-current]").count() == 0

    def test_what_is_not_pinned_fades(self, page: "Page", open_page: Open) -> None:
        open_page()

        page.click(PAID)
        page.mouse.move(900, 60)

        opacity = "(node) => Number(getComputedStyle(node).opacity)"
        assert page.eval_on_selector(PROFILE, opacity) < 0.5
        assert page.eval_on_selector(SAVED, opacity) == 1

    def test_escape_lets_go(self, page: "Page", open_page: Open) -> None:
        open_page()

        page.click(PAID)
        page.keyboard.press("Escape")

        assert lit(page, "is-pinned") == set()

    def test_the_keyboard_reaches_and_pins_nodes(self, page: "Page", open_page: Open) -> None:
        open_page()

        page.focus(PAID)
        assert lit(page, "is-near") == {PAID, SAVED}
        page.keyboard.press("Enter")

        assert lit(page, "is-chosen") == {PAID}

    def test_an_address_with_an_anchor_shows_its_node(self, page: "Page", open_page: Open) -> None:
        open_page(anchor=PAID)

        assert lit(page, "is-chosen") == {PAID}


class TestList:
    def test_searching_leaves_what_has_all_the_words(self, page: "Page", open_page: Open) -> None:
        open_page()

        page.keyboard.press("/")
        page.keyboard.type("RECEIVERS mark")

        shown = page.locator("aside a:visible")
        assert shown.all_inner_texts() == [
            text for text in page.locator("aside a").all_inner_texts() if "mark_paid" in text
        ]
        assert page.get_by_role("status").inner_text() == "1 of 24"

        page.keyboard.press("Escape")
        assert page.locator("aside a:visible").count() == 24
        assert page.get_by_role("status").inner_text() == ""

    def test_thousands_of_entries_are_searched(self, page: "Page", tmp_path: Path) -> None:
        many = [connection(f"orders.receivers.number_{n}", ORDER, position=n) for n in range(4000)]
        file = tmp_path / "signals.html"
        drawing = '<svg class="signal-graph" viewBox="0 0 9 9"><g></g></svg>\n'
        file.write_text(html.render(graph_of(many), drawing, dot.PLAIN), encoding="utf-8")
        page.goto(file.as_uri())

        page.get_by_role("searchbox").fill("number_399")

        assert page.get_by_role("status").inner_text() == "11 of 4001"
        hidden = "all => all.filter((each) => getComputedStyle(each).display == 'none').length"
        assert page.eval_on_selector_all("aside li", hidden) == 4001 - 11
        assert page.locator("aside summary:visible").all_inner_texts() == ["Receivers (4000)"]
        # The marker of a list item is numbered anew whenever one above it is hidden.
        displays = "all => [...new Set(all.map((each) => getComputedStyle(each).display))]"
        page.get_by_role("searchbox").fill("")
        assert page.eval_on_selector_all("aside li", displays) == ["block"]

    def test_enter_goes_from_match_to_match(self, page: "Page", open_page: Open) -> None:
        open_page()

        page.keyboard.press("/")
        page.keyboard.type("_saved")
        seen = []
        for _ in range(3):
            page.keyboard.press("Enter")
            seen.append(page.locator("[aria-current]").get_attribute("title"))

        base, big = "orders.receivers.base_saved", "orders.receivers.big_saved"
        assert seen == [base, big, base]

    def test_an_entry_brings_its_node_into_view(self, page: "Page", open_page: Open) -> None:
        many = [connection(f"orders.receivers.number_{n}", ORDER, position=n) for n in range(200)]
        graph = graph_of(many)
        last = f"#{dot.node_names(graph)['receiver:orders.receivers.number_199']}"
        open_page(graph)

        page.locator(f"aside a[href='{last}']").click()

        box, around = page.locator(last).bounding_box(), page.locator("main").bounding_box()
        assert box is not None
        assert around is not None
        assert around["x"] < box["x"] < around["x"] + around["width"]
        assert around["y"] < box["y"] < around["y"] + around["height"]
        assert lit(page, "is-chosen") == {last}

    def test_arrow_keys_go_through_the_list(self, page: "Page", open_page: Open) -> None:
        open_page()

        page.keyboard.press("/")
        page.keyboard.type("_saved")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")

        assert page.locator("[aria-current]").get_attribute("title") == "orders.receivers.big_saved"
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        assert page.evaluate("document.activeElement.type") == "search"


def rgb(color: str) -> str:
    red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"


@pytest.mark.parametrize(
    ("theme", "scheme", "palette"),
    [
        ("auto", "light", LIGHT),
        ("auto", "dark", DARK),
        ("light", "dark", LIGHT),
        ("dark", "light", DARK),
    ],
)
def test_page_and_drawing_have_one_theme(
    page: "Page", open_page: Open, theme: Any, scheme: Any, palette: Any
) -> None:
    page.emulate_media(color_scheme=scheme)

    open_page(theme=theme)

    fill = "(shape) => getComputedStyle(shape).fill"
    background = "(body) => getComputedStyle(body).backgroundColor"
    assert page.eval_on_selector("body", background) == rgb(palette.background)
    assert page.eval_on_selector(f"{SAVED} polygon", fill) == rgb(palette.channel)


def test_hostile_names_do_not_run(page: "Page", open_page: Open) -> None:
    names = [
        "</script><script>window.ran = 1</script>",
        "<img src=x onerror='window.ran = 2'>",
        '" onmouseover="window.ran = 3',
        "</svg></title><svg onload='window.ran = 4'>",
        "`${window.ran = 5}`",
    ]
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))

    open_page(graph_of([connection(f"orders.{name}", ORDER) for name in names]), title=names[0])
    for entry in page.locator("aside a").all():
        entry.hover()
        entry.click()

    assert page.evaluate("window.ran") is None
    assert page.locator("main img, main script").count() == 0
    assert [url for url in requested if not re.match(r"file:", url)] == []
    titles = [entry.get_attribute("title") for entry in page.locator("aside a").all()]
    assert {f"orders.{name}" for name in names} <= set(titles)


def test_without_scripts_the_list_leads_to_places_in_the_drawing(
    chromium: "Browser", tmp_path: Path
) -> None:
    many = [connection(f"orders.receivers.number_{n}", ORDER, position=n) for n in range(200)]
    graph = graph_of(many)
    last = f"#{dot.node_names(graph)['receiver:orders.receivers.number_199']}"
    file = tmp_path / "signals.html"
    file.write_text(html.render(graph, image.drawing(graph), dot.PLAIN), encoding="utf-8")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())

    assert page.locator("[type=search]").is_hidden()
    page.locator(f"aside a[href='{last}']").click()

    box, size = page.locator(last).bounding_box(), page.viewport_size
    context.close()
    assert box is not None
    assert size is not None
    assert 0 <= box["y"] < size["height"]


def test_an_entry_leads_to_its_node_and_its_arrow_to_the_source(
    page: "Page", open_page: Open
) -> None:
    key = "receiver:orders.receivers.mark_paid"
    open_page(links={key: "https://git.example.com/orders/receivers.py#L3"})

    arrow = page.locator("aside a.source")
    assert arrow.count() == 1
    assert arrow.get_attribute("href") == "https://git.example.com/orders/receivers.py#L3"
    assert arrow.get_attribute("target") == "_blank"
    page.locator(f"aside a[href='{PAID}']").click()
    assert PAID in lit(page, "is-pinned")
    arrow.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.matches('aside a:not(.source)')")
