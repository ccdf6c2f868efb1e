"""Sections of the panel whose content is made when they are shown."""

import pytest
from django.db.models.signals import post_save
from playwright.sync_api import expect

from signal_inspector.panels import unrun
from tests.browser.conftest import sign_up, with_script
from tests.browser.test_panel import tab

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
