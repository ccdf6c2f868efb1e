"""Sections of the panel whose content is made when they are shown."""

import re

import pytest
from django.db.models.signals import post_save
from playwright.sync_api import expect

from signal_inspector.panels import unrun
from tests.browser.conftest import sign_up, with_script
from tests.browser.test_panel import summary, tab
from tests.panels import site
from tests.panels.test_sql_rows import ask
from tests.recordings import Called, build, saved

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.panels.site"),
]


def forgotten(sender, **kwargs):
    """Receive nothing: it is connected too late."""


@pytest.fixture
def panel(page, open_panel, record):
    post_save.connect(forgotten)
    record(sign_up())
    yield with_script(open_panel(page))
    post_save.disconnect(forgotten)


def test_what_did_not_run_is_found_when_it_is_asked_for(panel):
    asked = []
    panel.page.on("request", lambda request: asked.append(request.url))
    tab(panel, "Signals").click()
    assert asked == []
    tab(panel, "Did not run").click()
    row = panel.get_by_role("row", name="forgotten")
    expect(row).to_contain_text("connected later")
    others = panel.get_by_text("connected for other senders only")
    others.click()
    expect(panel.locator(".sigi-others tbody tr").first).to_contain_text("other sender")
    tab(panel, "Cascade").click()
    tab(panel, "Did not run").click()
    assert len([url for url in asked if "did-not-run" in url]) == 1


def test_a_part_that_fails_says_so_in_its_place(panel, monkeypatch):
    def broken():
        raise LookupError("no signals today")

    monkeypatch.setattr(unrun, "find_signals", broken)
    tab(panel, "Did not run").click()
    expect(panel.get_by_role("tabpanel")).to_contain_text("LookupError: no signals today")


def test_a_part_that_is_not_answered_can_be_asked_for_again(lenient_page, open_panel, record):
    record(sign_up())
    panel = with_script(open_panel(lenient_page))
    lenient_page.route("**/did-not-run/**", lambda route: route.fulfill(status=503, body="later"))
    tab(panel, "Did not run").click()
    link = panel.get_by_role("link", name="503")
    expect(link).to_be_visible()
    lenient_page.unroute("**/did-not-run/**")
    link.click()
    expect(panel.get_by_role("tabpanel")).to_contain_text("connected for other senders only")


def node(panel, name):
    return panel.locator(".signal-graph .node", has_text=name)


@pytest.fixture
def graph(panel):
    tab(panel, "Graph").click()
    panel.locator(".sigi-moving").wait_for()
    return panel


def width_shown(panel):
    return panel.locator(".signal-graph").evaluate("svg => svg.viewBox.baseVal.width")


def test_the_cascade_is_drawn_when_it_is_asked_for(graph):
    assert graph.locator(".signal-graph .node").count() == 11
    expect(graph.get_by_role("link", name="The cascade of")).to_have_attribute(
        "aria-current", "true"
    )
    expect(graph.get_by_role("button", name="See all")).to_be_visible()


def test_what_is_pointed_at_lights_up_with_its_neighbours(graph):
    node(graph, "create_profile").hover()
    near = graph.locator(".signal-graph .node.is-near")
    names = [text.split()[0] for text in near.locator("title").all_text_contents()]
    assert names == [
        "django.db.models.signals.post_save,",
        "accounts.receivers.create_profile",
        "django.db.models.signals.post_save,",
    ]


def test_a_node_is_pinned_by_click_and_by_key(graph):
    node(graph, "create_profile").click()
    expect(node(graph, "create_profile")).to_have_attribute("aria-pressed", "true")
    expect(node(graph, "book_courier")).to_have_css("opacity", "0.22")
    node(graph, "book_courier").focus()
    graph.page.keyboard.press("Enter")
    expect(node(graph, "create_profile")).to_have_attribute("aria-pressed", "false")
    expect(node(graph, "book_courier")).to_have_attribute("aria-pressed", "true")
    graph.page.keyboard.press("Escape")
    expect(node(graph, "create_profile")).to_have_css("opacity", "1")
    expect(graph).to_be_visible()


def test_a_drawing_is_moved_and_zoomed(graph):
    whole = width_shown(graph)
    graph.get_by_role("button", name="Zoom in").click()
    assert width_shown(graph) < whole
    before = node(graph, "create_profile").bounding_box()
    box = graph.locator(".sigi-drawing").bounding_box()
    mouse = graph.page.mouse
    mouse.move(box["x"] + 20, box["y"] + 20)
    mouse.down()
    mouse.move(box["x"] + 120, box["y"] + 30, steps=4)
    mouse.up()
    after = node(graph, "create_profile").bounding_box()
    assert round(after["x"] - before["x"]) == 100
    assert round(after["y"] - before["y"]) == 10
    graph.get_by_role("button", name="See all").click()
    before = node(graph, "create_profile").bounding_box()
    graph.locator(".signal-graph").focus()
    graph.page.keyboard.press("ArrowRight")
    assert node(graph, "create_profile").bounding_box()["x"] < before["x"]


def test_the_wiring_is_drawn_in_the_place_of_the_cascade(graph):
    graph.get_by_role("link", name="The wiring").click()
    expect(node(graph, "forgotten")).to_be_visible()
    expect(graph.locator(".signal-graph")).to_have_count(1)
    expect(graph.get_by_role("link", name="The wiring")).to_be_focused()
    expect(graph.locator(".sigi-moving")).to_be_visible()
    graph.get_by_role("button", name="See all").click()
    node(graph, "forgotten").click()
    expect(node(graph, "forgotten")).to_have_attribute("aria-pressed", "true")


def test_without_a_program_the_way_out_is_told(page, open_panel, record, settings):
    settings.SIGNAL_INSPECTOR = {"GRAPHVIZ_DOT": "no-such-dot"}
    record(sign_up())
    panel = with_script(open_panel(page))
    tab(panel, "Graph").click()
    expect(panel.get_by_role("tabpanel")).to_contain_text("'no-such-dot', which is not a program")


@pytest.mark.parametrize(("scheme", "fill"), [("light", "255, 255, 255"), ("dark", "30, 41, 59")])
@pytest.mark.parametrize("is_shadow", [True, False])
def test_a_drawing_follows_the_toolbars_theme(
    page, open_panel, record, toolbar, scheme, fill, is_shadow
):
    record(sign_up())
    toolbar(USE_SHADOW_DOM=is_shadow)
    page.emulate_media(color_scheme=scheme)
    panel = with_script(open_panel(page))
    tab(panel, "Graph").click()
    shape = node(panel, "create_customer").locator("path").first
    expect(shape).to_have_css("fill", f"rgb({fill})")
    expect(panel.locator(".sigi-moving")).to_be_visible()
    node(panel, "create_customer").click()
    expect(node(panel, "create_customer")).to_have_attribute("aria-pressed", "true")
    mark = "29, 78, 216" if scheme == "light" else "96, 165, 250"
    expect(shape).to_have_css("stroke", f"rgb({mark})")


def test_a_request_is_compared_with_another_one(page, open_panel, record):
    first = build(saved("shop.Order", Called("shop.receivers.reserve")))
    first.name = "GET /first/"
    record(first)
    open_panel(page)
    record(sign_up())
    panel = with_script(open_panel(page))
    tab(panel, "Compare").click()
    panel.get_by_role("link", name="GET /first/").first.click()
    added = panel.get_by_role("row", name="create_customer")
    expect(added).to_contain_text("added")
    expect(panel.get_by_role("row", name="reserve")).to_contain_text("removed")
    expect(panel.get_by_role("link", name="GET /first/").first).to_be_focused()
    panel.get_by_role("button", name="Own").click()
    expect(panel.get_by_role("columnheader", name="Own")).to_have_attribute(
        "aria-sort", "descending"
    )


def test_a_query_leads_to_its_row_in_the_sql_panel(page, open_panel):
    site.visited.connect(ask)
    try:
        panel = with_script(open_panel(page))
    finally:
        site.visited.disconnect(ask)
    summary(panel, "ask").locator(".sigi-name").click()
    panel.get_by_role("button", name="#2").focus()
    page.keyboard.press("Enter")
    row = page.locator("#SQLPanel #sqlMain_2")
    expect(row).to_be_visible()
    expect(row).to_contain_text("SELECT 2")
    expect(row).to_have_class(re.compile("djdt-highlighted"))
