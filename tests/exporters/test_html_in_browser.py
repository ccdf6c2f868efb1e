"""The page of a recording in a real Chromium. A console that complains fails the test."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from signal_inspector.exporters import html
from signal_inspector.recording.records import Counted, Effects, Queries
from signal_inspector.renderers import image
from tests.recordings import MS, Called, build, failed, saved

pytestmark = pytest.mark.browser
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])


def order():
    effects = Effects(queries=(Queries("default", 2, 3 * MS),), mails=1)
    inner = saved("orders.Invoice", Called("shop.mail", effects=effects, own_ms=4))
    recording = build(
        saved(
            "orders.Order",
            Called("shop.invoice", [inner], own_ms=60),
            Called("shop.reserve", outcome="raised", error=failed()),
            Called("shop.tell", outcome="not reached"),
        ),
        saved("orders.Event", Called("shop.log")),
        counted=[Counted("shop.seen", "orders.Order", "muted", 3)],
    )
    recording.name = "POST /orders/"
    return recording


@pytest.fixture
def address(tmp_path):
    file = tmp_path / "report.html"
    file.write_text(html.render(order()), encoding="utf-8")
    return file.as_uri()


def shown(page):
    return [
        " ".join(each.inner_text().split())
        for each in page.locator(".cascade tbody tr:visible summary").all()
    ]


ALL = [
    "post_save ⟨orders.Order⟩", "invoice", "post_save ⟨orders.Invoice⟩", "mail", "reserve", "tell",
    "post_save ⟨orders.Event⟩", "log",
]  # fmt: skip


@SCHEMES
def test_it_looks_as_it_should_and_keeps_its_own_policy(page, address, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    assert shown(page) == ALL
    background = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(11, 17, 32)"}[scheme]
    indents = page.evaluate(
        "() => [...document.querySelectorAll('td.name')].map("
        "(cell) => parseInt(getComputedStyle(cell).paddingInlineStart))"
    )
    assert indents[:4] == [28, 44, 60, 76]
    if "PICTURES" in os.environ:
        page.screenshot(path=Path(os.environ["PICTURES"], f"report-{scheme}.png"))


@SCHEMES
def test_axe_finds_nothing(page, address, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    found = axe.Axe().run(page).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []


def test_rows_that_pass_a_filter_are_shown_with_what_led_to_them(page, address):
    page.goto(address)
    page.get_by_label("Filter").fill("mail shop.MAIL")
    assert shown(page) == ALL[:4]
    expect(page.locator("output")).to_have_text("1 of 8 rows")
    page.get_by_label("Filter").fill("")
    assert shown(page) == ALL
    page.get_by_label("Failed").check()
    assert shown(page) == [ALL[0], "reserve", "tell"]
    page.get_by_label("Failed").uncheck()
    page.get_by_label("With SQL").check()
    assert shown(page) == ALL[:4]
    page.get_by_label("With SQL").uncheck()
    page.get_by_label("Own time from").fill("50")
    assert shown(page) == ALL[:2]


def test_rows_fold_and_unfold(page, address):
    page.goto(address)
    page.locator("tr", has_text="invoice").get_by_role("button").nth(0).click()
    assert shown(page) == [*ALL[:2], *ALL[4:]]
    page.get_by_role("button", name="Fold all", exact=True).click()
    assert shown(page) == [ALL[0], ALL[6]]
    page.get_by_role("button", name="Unfold", exact=True).first.click()
    assert shown(page) == [*ALL[:2], *ALL[4:7]]
    page.get_by_role("button", name="Unfold all").click()
    assert shown(page) == ALL


def test_a_problem_leads_to_its_row_even_where_that_is_folded(page, address):
    page.goto(address)
    page.get_by_role("button", name="Fold all", exact=True).click()
    page.locator("#problems li", has_text="reserve raised").get_by_role("link").click()
    row = page.locator("tr:target")
    expect(row).to_be_visible()
    expect(row).to_contain_text("reserve")


def test_one_can_move_in_the_drawing(page, address):
    if next(image.programs("svg"), None) is None:
        pytest.skip("there is no program to draw with")
    page.goto(address)
    drawing = page.locator("#drawing .signal-graph")
    expect(drawing).to_contain_text("reserve")
    before = drawing.get_attribute("viewBox")
    page.get_by_role("button", name="Zoom in").click()
    assert drawing.get_attribute("viewBox") != before
    page.get_by_role("button", name="Fit").click()
    assert drawing.get_attribute("viewBox") == before
    drawing.locator(".node", has_text="reserve").click()
    expect(page.locator(".signal-graph.has-pin")).to_be_visible()


def test_without_its_script_everything_is_there(chromium, address):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert shown(page) == ALL
    expect(page.locator(".filter")).to_be_hidden()
    expect(page.locator(".fold").first).to_be_hidden()
    page.locator("summary", has_text="reserve").click()
    expect(page.get_by_text("ValueError: out of stock", exact=True)).to_be_visible()
    context.close()
