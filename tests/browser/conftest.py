import pytest
from django.templatetags.static import static
from playwright.sync_api import expect

from signal_inspector.panels import panel
from tests.recordings import Called, Sent, build, failed, saved

PANEL = "#SignalInspectorPanel"

# Answers of the server may take seconds on a busy machine.
expect.set_options(timeout=20_000)


def sign_up():
    """A cascade with everything that a line can show."""
    profile = saved(
        "accounts.Profile",
        Called("audit.receivers.note_change", own_ms=0.6),
        arguments={"instance": "<accounts.Profile 3>", "created": True},
    )
    user = saved(
        "auth.User",
        Called("accounts.receivers.create_profile", [profile], dispatch_uid="accounts.profile"),
        Called("accounts.receivers.send_welcome_mail", own_ms=2, is_async=True),
        Called("accounts.receivers.create_customer", own_ms=80),
    )
    shipped = Sent(
        "shop.signals.order_shipped",
        "shop.Order",
        [Called("shop.receivers.book_courier", error=failed("no courier"), outcome="swallowed")],
        method="send_robust",
    )
    lines = [
        saved("shop.Line", Called("audit.receivers.note_change", own_ms=n / 10)) for n in range(6)
    ]
    return build(user, shipped, *lines)


@pytest.fixture
def record(monkeypatch):
    """Let requests find a recording made by hand."""

    def record(recording):
        class Recorder:
            began = 0

            def __init__(self, name):
                """Take the name that a recorder takes."""
                self.recording = recording

            def start(self):
                """Record nothing."""

            def stop(self):
                return recording

        monkeypatch.setattr(panel, "Recorder", Recorder)

    return record


@pytest.fixture
def toolbar(settings):
    """Change the settings of the toolbar."""

    def toolbar(**options):
        settings.DEBUG_TOOLBAR_CONFIG = {**settings.DEBUG_TOOLBAR_CONFIG, **options}

    return toolbar


@pytest.fixture
def open_panel(live_server):
    """Load a page of the site of tests/panels and open the panel there."""

    def open_panel(page, path="/html/"):
        page.goto(live_server.url + path)
        return open_here(page)

    return open_panel


def open_here(page):
    page.locator("#djdt-SignalInspectorPanel a").click()
    panel = page.locator(PANEL)
    panel.locator(".sigi").wait_for()
    return panel


def switch_to(page, path, subtitle):
    """Have the History panel show the toolbar of another request, and wait for its subtitle."""
    page.locator("#djdt-HistoryPanel a").click()
    button = page.locator("#HistoryPanel tr", has_text=path).get_by_text("Switch")
    button.wait_for()
    # The toolbar loads this script late; before it has run, clicks are lost.
    page.evaluate("url => import(url).then(() => null)", static("debug_toolbar/js/history.js"))
    button.click()
    expect(page.locator("#djdt-SignalInspectorPanel")).to_contain_text(subtitle)


def with_script(panel):
    """Wait for our script, which makes tabs of the sections."""
    panel.get_by_role("tablist").wait_for()
    return panel


@pytest.fixture
def lenient_page(chromium):
    """A page whose console may complain: of what a policy blocks."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
