"""The panel over the shop of the example project, and the pictures of it that the docs show.

    PICTURES=docs/images python -m pytest -m browser tests/browser/test_pictures.py

takes the pictures anew; without PICTURES they go where pytest keeps temporary files.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from example_project.scenarios import SCENARIOS
from tests.browser.conftest import open_here, with_script

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _nothing_is_slow(settings):
    """What is slow is a matter of the machine, and no picture is to show that of the day."""
    settings.SIGNAL_INSPECTOR = settings.SIGNAL_INSPECTOR | {"SLOW_MS": 60_000}


@pytest.fixture
def picture(chromium, tmp_path):
    """Return a function that opens a page for a colour scheme, and the folder for pictures."""
    contexts = []
    folder = Path(os.environ.get("PICTURES", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)

    def page(scheme):
        context = chromium.new_context(
            color_scheme=scheme, viewport={"width": 1360, "height": 820}, device_scale_factor=1.5
        )
        contexts.append(context)
        return context.new_page()

    yield page, folder
    for context in contexts:
        context.close()


def take(page, path):
    """A picture down to where the panel has something to show."""
    panel = page.locator(".sigi").bounding_box()
    size = page.viewport_size
    height = min(size["height"], panel["y"] + panel["height"])
    page.screenshot(path=path, clip={"x": 0, "y": 0, "width": size["width"], "height": height})


def run(page, live_server, name):
    page.goto(live_server.url + SCENARIOS[name].url)
    page.locator("main form button").click()
    expect(page.get_by_role("heading", name="Done")).to_be_visible()
    return with_script(open_here(page))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_sign_up_shows_what_it_sets_off(live_server, picture, scheme):
    page, folder = picture[0](scheme), picture[1]
    run(page, live_server, "sign-up")  # the first request of a process is slow
    panel = run(page, live_server, "sign-up")
    expect(panel.locator(".sigi-row").first).to_contain_text("post_save ⟨auth.User⟩")
    expect(panel.locator(".sigi-row").first).to_contain_text("accounts/views.py:")
    expect(panel.locator(".sigi-row").nth(1)).to_contain_text("create_profile")
    expect(panel.locator(".sigi-row").nth(2)).to_contain_text("post_save ⟨accounts.Profile⟩")
    take(page, folder / f"panel-{scheme}.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_swallowed_exception_is_a_problem(live_server, picture, scheme):
    page, folder = picture[0](scheme), picture[1]
    run(page, live_server, "sign-up")
    run(page, live_server, "place-order")
    panel = run(page, live_server, "ship-order")
    problem = panel.locator(".sigi-problem", has_text="swallowed")
    expect(problem).to_be_visible()
    problem.get_by_text("Show in the cascade").click()
    panel.page.keyboard.press("Enter")
    take(page, folder / f"panel-problem-{scheme}.png")


def show(panel, name):
    panel.get_by_role("tab", name=name).click()
    expect(panel.locator("[aria-busy]")).to_have_count(0)
    panel.page.mouse.move(0, 0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_order_is_drawn(live_server, picture, scheme):
    page, folder = picture[0](scheme), picture[1]
    run(page, live_server, "sign-up")
    run(page, live_server, "place-order")
    panel = run(page, live_server, "place-order")
    show(panel, "Graph")
    nodes = panel.locator(".signal-graph .node")
    expect(nodes.filter(has_text="handle_new_order")).to_be_visible()
    take(page, folder / f"panel-graph-{scheme}.png")
    panel.get_by_role("link", name="The wiring").click()
    expect(nodes.filter(has_text="send_welcome_mail")).to_have_count(1)
    expect(panel.locator("[aria-busy]")).to_have_count(0)
    panel.get_by_role("button", name="See all").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_rows_written_at_once_pass_receivers_by(live_server, picture, scheme):
    page, folder = picture[0](scheme), picture[1]
    run(page, live_server, "sign-up")
    run(page, live_server, "place-order")
    panel = run(page, live_server, "import-orders")
    show(panel, "Did not run")
    expect(panel.get_by_role("row", name="issue_invoice")).to_contain_text("bypassed")
    take(page, folder / f"panel-did-not-run-{scheme}.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_order_beside_a_sign_up(live_server, picture, scheme):
    page, folder = picture[0](scheme), picture[1]
    run(page, live_server, "sign-up")
    panel = run(page, live_server, "place-order")
    show(panel, "Compare")
    panel.get_by_role("link", name="POST /accounts/sign-up/").first.click()
    expect(panel.get_by_role("row", name="create_profile")).to_contain_text("removed")
    expect(panel.get_by_role("row", name="reserve_stock")).to_contain_text("added")
    take(page, folder / f"panel-compare-{scheme}.png")
