"""The panel in a real Chromium. The fixture `page` fails a test whose console complains."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PANEL, open_here, sign_up, switch_to, with_script
from tests.recordings import Called, build, saved

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.panels.site"),
]


@pytest.fixture
def panel(page, open_panel, record):
    record(sign_up())
    return with_script(open_panel(page))


def line(panel, name):
    """Return the item of the cascade with that name on its own line."""
    return panel.locator(f".sigi-node:has(> details > summary b:text-is('{name}'))").first


def tab(panel, name):
    return panel.get_by_role("tab", name=re.compile(f"^{name}"))


def summary(panel, name):
    return line(panel, name).locator("> details > summary")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("is_shadow", [True, False])
@pytest.mark.parametrize("is_inline", [True, False])
def test_the_panel_looks_the_same_wherever_it_is_shown(
    page, open_panel, record, toolbar, scheme, is_shadow, is_inline
):
    record(sign_up())
    toolbar(USE_SHADOW_DOM=is_shadow, RENDER_PANELS=is_inline)
    page.emulate_media(color_scheme=scheme)
    panel = with_script(open_panel(page))
    card = panel.locator(".sigi-card").first
    expect(card).to_have_css("border-radius", "4px")
    expect(panel.locator(".sigi-slow")).to_have_css(
        "color", "rgb(185, 60, 11)" if scheme == "light" else "rgb(251, 146, 60)"
    )
    expect(summary(panel, "post_save")).to_have_css("display", "grid")


def test_the_cascade_is_shown_in_its_order(panel):
    names = panel.locator(".sigi-name b").all_inner_texts()
    assert names == [
        "post_save",
        "create_profile",
        "post_save",
        "note_change",
        "send_welcome_mail",
        "create_customer",
        "order_shipped",
        "book_courier",
        "post_save",
    ]


def test_a_line_opens_to_its_details(panel):
    uid = panel.get_by_role("tabpanel").get_by_text("accounts.profile", exact=True)
    expect(uid).to_be_hidden()
    line(panel, "create_profile").locator("> details > .sigi-more > summary").click()
    expect(uid).to_be_visible()
    argument = panel.get_by_text("ValueError: no courier", exact=True)
    expect(argument).to_be_hidden()
    summary(panel, "book_courier").focus()
    panel.page.keyboard.press("Enter")
    expect(argument).to_be_visible()


def test_a_folded_line_opens_to_examples(panel):
    folded = panel.locator(".sigi-node", has_text="⟨shop.Line⟩")
    expect(folded).to_contain_text("×6")
    folded.locator(".sigi-name").click()
    assert folded.locator("tbody th").all_inner_texts() == ["first", "slowest"]


def test_sections_are_tabs_for_mouse_and_keyboard(panel):
    expect(panel.get_by_role("tabpanel")).to_have_count(1)
    panel.get_by_role("tab", name="Signals").click()
    expect(panel.get_by_role("tabpanel")).to_contain_text("order_shipped")
    panel.page.keyboard.press("ArrowRight")
    expect(panel.get_by_role("tab", name="Did not run")).to_be_focused()
    panel.page.keyboard.press("ArrowRight")
    expect(panel.get_by_role("tab", name="No receivers")).to_be_focused()
    panel.page.keyboard.press("ArrowRight")
    panel.page.keyboard.press("ArrowRight")
    expect(panel.get_by_role("tab", name="Cascade")).to_have_attribute("aria-selected", "true")
    panel.page.keyboard.press("End")
    expect(panel.get_by_role("tab", name="Compare")).to_be_focused()
    panel.page.keyboard.press("Tab")
    expect(panel.get_by_role("tab", name="Cascade")).not_to_be_focused()


def test_a_problem_leads_to_its_line(panel):
    tab(panel, "Receivers").click()
    panel.locator(".sigi-problem", has_text="book_courier").get_by_text("Show in").click()
    expect(summary(panel, "book_courier")).to_be_focused()
    expect(line(panel, "book_courier")).to_have_class("sigi-node sigi-call sigi-found")


def test_a_problem_leads_into_a_closed_line(panel):
    summary(panel, "post_save").locator(".sigi-name").click()
    expect(summary(panel, "create_customer")).to_be_hidden()
    panel.locator(".sigi-problem", has_text="create_customer").get_by_text("Show in").click()
    expect(summary(panel, "create_customer")).to_be_focused()


def test_a_table_is_sorted_by_its_heads(panel):
    tab(panel, "Receivers").click()
    table = panel.get_by_role("tabpanel")

    def names():
        return table.locator("tbody td:first-child").all_inner_texts()

    assert names()[0] == "create_customer"
    table.get_by_role("button", name="Receiver").click()
    assert names() == sorted(names())
    expect(table.locator("[aria-sort]")).to_have_text("Receiver")
    table.get_by_role("button", name="Receiver").click()
    assert names() == sorted(names(), reverse=True)
    table.get_by_role("button", name="Calls").click()
    assert names()[0] == "note_change"


def test_the_filter_follows_what_one_types(panel):
    page = panel.page
    page.evaluate("addEventListener('keydown', () => { globalThis.shortcuts = true })")
    panel.get_by_role("searchbox").press_sequentially("courier")
    expect(panel.get_by_role("status")).to_have_text("1 of 11 receiver calls")
    assert panel.locator(".sigi-name b").all_inner_texts() == ["order_shipped", "book_courier"]
    assert not page.evaluate("globalThis.shortcuts")
    panel.get_by_role("searchbox").fill("")
    expect(panel.locator(".sigi-node")).to_have_count(9)
    panel.get_by_label("Slower than").fill("50")
    expect(panel.get_by_role("status")).to_have_text("1 of 11 receiver calls")
    panel.get_by_label("Slower than").fill("")
    panel.get_by_label("With errors").check()
    expect(panel.get_by_role("status")).to_have_text("1 of 11 receiver calls")
    panel.get_by_label("With errors").uncheck()
    panel.get_by_label("project").uncheck()
    expect(panel).to_contain_text("No receiver call passes this filter.")


def test_places_are_copied(panel):
    panel.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    place = summary(panel, "create_profile").locator(".sigi-spot")
    place.click()
    expect(place).to_have_text("Copied")
    copied = panel.page.evaluate("navigator.clipboard.readText()")
    assert copied == "tests/recordings.py:7"
    expect(place).to_have_text("tests/recordings.py:7")
    expect(line(panel, "create_profile").locator("> details")).to_have_attribute("open", "")


def test_places_are_copied_where_there_is_no_clipboard(panel):
    panel.page.evaluate(
        """() => {
          Object.defineProperty(navigator, "clipboard", { value: undefined });
          addEventListener("copy", (event) => { globalThis.copied = event.target.value });
        }"""
    )
    place = summary(panel, "create_profile").locator(".sigi-spot")
    place.dblclick()
    expect(place).to_have_text("Copied")
    assert panel.page.evaluate("globalThis.copied") == "tests/recordings.py:7"
    expect(place).to_have_text("tests/recordings.py:7")


def test_places_are_copied_with_the_keyboard(panel):
    panel.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    summary(panel, "book_courier").locator(".sigi-name").click()
    place = line(panel, "book_courier").get_by_role("button").first
    place.focus()
    panel.page.keyboard.press("Enter")
    expect(place).to_have_text("Copied")
    assert panel.page.evaluate("navigator.clipboard.readText()") == "tests/recordings.py:7"


def test_places_open_the_editor_where_that_is_set(page, open_panel, record, settings):
    settings.SIGNAL_INSPECTOR = {"EDITOR_URL": "vscode://file/{path}:{line}"}
    record(sign_up())
    panel = with_script(open_panel(page))
    summary(panel, "book_courier").locator(".sigi-name").click()
    url = line(panel, "book_courier").get_by_role("link").first.get_attribute("href")
    assert url.startswith("vscode://file//")
    assert url.endswith("/tests/recordings.py:7")
    place = summary(panel, "book_courier").locator(".sigi-spot")
    assert place.get_attribute("data-url") == url


def test_the_exports(panel):
    page = panel.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    menu = panel.locator(".sigi-menu")
    menu.locator("summary").click()
    with page.expect_download() as download:
        panel.get_by_role("link", name="speedscope").click()
    assert download.value.suggested_filename == "signals.speedscope.json"
    expect(menu).not_to_have_attribute("open", "")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(panel.get_by_role("link", name="JSON").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()
    expect(panel).to_be_visible()
    button = panel.get_by_role("link", name="Copy as text")
    button.click()
    expect(panel.get_by_role("link", name="Copied")).to_be_visible()
    assert "create_profile" in page.evaluate("navigator.clipboard.readText()")


def large(count):
    line = saved("shop.Line", Called("shop.receivers.weigh", own_ms=0.01))
    order = saved("shop.Order", Called("shop.receivers.reserve", [line] * 3), Called("x.y.note"))
    return build(*[order] * (count // 4))


def test_ten_thousand_dispatches_are_drawn_as_one_opens_them(page, open_panel, record):
    record(large(10_000))
    panel = with_script(open_panel(page))
    expect(panel.locator(".sigi-node")).to_have_count(300)
    panel.locator(".sigi-name").nth(7).click()
    expect(panel.locator(".sigi-name", has_text="weigh").first).to_be_visible()
    more = panel.get_by_role("link", name="Show 2200 more")
    more.focus()
    page.keyboard.press("Enter")
    expect(panel.get_by_role("link", name="Show 1900 more")).to_be_visible()
    expect(panel.locator("summary:focus")).to_have_count(1)
    panel.get_by_role("searchbox").fill("weigh")
    expect(panel.get_by_role("status")).to_have_text("7500 of 12500 receiver calls")


def test_what_lies_too_deep_opens_in_a_window(page, open_panel, record):
    root = saved("shop.Order", Called("shop.receivers.last"))
    for number in range(30):
        root = saved("shop.Order", Called(f"shop.receivers.r{number}", [root]))
    record(build(root))
    panel = with_script(open_panel(page))
    panel.locator(".sigi-node > details").evaluate_all("all => all.forEach(e => e.open = true)")
    panel.get_by_role("link", name="Show 1 line below").click()
    window = page.locator("#djDebugWindow")
    expect(window).to_contain_text("post_save ⟨shop.Order⟩")
    window.get_by_role("button", name="Close").click()
    expect(window).to_be_hidden()
    expect(panel).to_be_visible()


def test_the_history_switches_the_panel(page, live_server, open_panel, record):
    record(sign_up())
    panel = with_script(open_panel(page))
    record(build(saved("shop.Tag", Called("shop.receivers.later"))))
    page.evaluate("fetch('/json/')")
    switch_to(page, "/json/", "1 dispatch ")
    panel = with_script(open_here(page))
    assert panel.locator(".sigi-name b").all_inner_texts() == ["post_save", "later"]


def test_nothing_to_show_says_so(page, open_panel, record):
    record(build())
    panel = with_script(open_panel(page))
    expect(panel).to_contain_text("No receiver was called during this request.")


def test_hostile_names_do_nothing(page, open_panel, record):
    from tests.panels.test_page import hostile

    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    record(hostile())
    panel = with_script(open_panel(page))
    for each in panel.get_by_role("tab").all():
        each.click()
    panel.get_by_role("tab").first.click()
    panel.get_by_role("searchbox").fill("<script>")
    expect(panel.locator(".sigi-node")).to_have_count(4)
    assert panel.locator("img, script").count() == 0
    assert dialogs == []


def test_the_panel_speaks_german(page, open_panel, record, toolbar):
    toolbar(TOOLBAR_LANGUAGE="de")
    record(sign_up())
    panel = with_script(open_panel(page))
    expect(panel.get_by_role("tab", name="Kaskade")).to_be_visible()
    expect(page.locator("#djdt-SignalInspectorPanel")).to_contain_text("Empfängeraufrufe")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "name", ["Cascade", "Graph", "Receivers", "Signals", "Did not run", "No receivers", "Compare"]
)
def test_axe_finds_nothing_serious(page, open_panel, record, scheme, name):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page.emulate_media(color_scheme=scheme)
    record(sign_up())
    panel = with_script(open_panel(page))
    tab(panel, name).click()
    expect(panel.locator("[aria-busy]")).to_have_count(0)
    if name == "Cascade":
        panel.locator(".sigi-more > summary").first.click()
    ours = f"{PANEL} .sigi"
    if page.evaluate("Boolean(document.getElementById('djDebugRoot')?.shadowRoot)"):
        where = {"include": [{"fromShadowDom": ["#djDebugRoot", ours]}]}
    else:
        where = {"include": [[ours]]}
    found = axe.Axe().run(page, context=where).response["violations"]
    assert [
        (each["id"], each["nodes"][0]["html"], each["nodes"][0]["failureSummary"])
        for each in found
        if each["impact"] in {"serious", "critical"}
    ] == []
