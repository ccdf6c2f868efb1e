"""The panel under content security policies, and where our script does not run."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import open_here, sign_up, with_script
from tests.browser.test_panel import large

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.panels.site"),
]

SELF = "default-src 'self'"
STRICT = (
    "default-src 'self'; script-src 'nonce-abc' 'strict-dynamic'; style-src 'nonce-abc';"
    " object-src 'none'; base-uri 'none'"
)
NONCE_ONLY = "default-src 'self'; script-src 'nonce-abc'; style-src 'nonce-abc'"


@pytest.fixture
def load(live_server):
    """Load a page under a policy, its own scripts and style sheets with the nonce."""

    def load(page, policy):
        def answer(route):
            response = route.fetch()
            body = response.text().replace("<script", '<script nonce="abc"')
            body = body.replace("<link", '<link nonce="abc"')
            headers = {**response.headers, "content-security-policy": policy}
            route.fulfill(response=response, headers=headers, body=body)

        page.route("**/html/", answer)
        page.goto(f"{live_server.url}/html/")
        return open_here(page)

    return load


@pytest.mark.parametrize("policy", [SELF, STRICT])
@pytest.mark.parametrize("is_shadow", [True, False])
def test_looks_and_script_work_under_a_policy(page, record, toolbar, load, policy, is_shadow):
    toolbar(USE_SHADOW_DOM=is_shadow)
    record(sign_up())
    panel = with_script(load(page, policy))
    expect(panel.locator(".sigi-card").first).to_have_css("border-radius", "4px")
    panel.get_by_role("searchbox").fill("courier")
    expect(panel.get_by_role("status")).to_have_text("1 of 11 receiver calls")
    panel.get_by_role("tab", name="Graph").click()
    expect(panel.locator(".sigi-moving")).to_have_css("overflow", "hidden")
    node = panel.locator(".signal-graph .node", has_text="create_customer")
    node.click()
    expect(node).to_have_attribute("aria-pressed", "true")


def use_without_script(page, panel):
    """Open, filter and go on as the HTML and the toolbar's own script allow."""
    window = page.locator("#djDebugWindow")
    panel.locator("summary", has_text="Receivers").first.click()
    expect(panel.locator("table").first).to_contain_text("reserve")
    panel.locator(".sigi-cascade summary b").first.click()
    panel.get_by_text("Show 2 lines below").first.click()
    expect(window).to_contain_text("reserve")
    window.get_by_role("button", name="Close").click()
    panel.get_by_role("searchbox").fill("weigh")
    page.keyboard.press("Enter")
    expect(window).to_contain_text("1500 of 2500 receiver calls")
    window.get_by_role("button", name="Close").click()
    panel.get_by_text("Show 200 more").click()
    expect(window).to_contain_text("post_save")
    window.get_by_role("button", name="Close").click()
    panel.locator("summary", has_text="Did not run").click()
    panel.get_by_text("Find the receivers").click()
    expect(window).to_contain_text("other senders only")
    window.get_by_role("button", name="Close").click()
    panel.locator("summary", has_text="Graph").click()
    panel.get_by_text("Draw the cascade").click()
    expect(window.locator(".signal-graph .node", has_text="weigh")).to_be_visible()


def test_everything_is_of_use_where_the_policy_blocks_our_script(lenient_page, record, load):
    record(large(2_000))
    use_without_script(lenient_page, load(lenient_page, NONCE_ONLY))


def test_everything_is_of_use_without_our_script(lenient_page, record, open_panel):
    lenient_page.route("**/panel.js", lambda route: route.abort())
    record(large(2_000))
    use_without_script(lenient_page, open_panel(lenient_page))
