"""Fixtures for every room: a real Chromium, for tests marked `browser`.

These run by `pytest -m browser`, a process of their own: while Playwright's loop runs, async tests
cannot, and Django takes the test and the end of its database for async code.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# How long examples take, and their making, is a matter of the machine.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    if config.option.markexpr == "browser":
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The Chromium on PATH; tests are skipped where there is none."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.skip("there is no chromium on PATH")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A new page. What its console or its scripts complain of fails the test at the end."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def fresh_ledger() -> Iterator[None]:
    """A ledger that knows nothing of what other tests connected; what it held comes back."""
    from django.utils import inspect as django_inspect

    from signal_inspector.recording.instrumentation.transplant.around import around
    from signal_inspector.wiring import ledger
    from signal_inspector.wiring.ledger import facts

    for cache in vars(django_inspect).values():
        if hasattr(cache, "cache_clear"):
            cache.cache_clear()  # they hold receivers of other tests
    gc.collect()  # signals of other tests
    tables = (facts.connected, facts.ignored, facts.disconnected)
    before = [dict(table) for table in tables]
    for table in tables:
        table.clear()
    ledger.install(around)
    yield
    ledger.install(around)
    for table, content in zip(tables, before, strict=True):
        table.clear()
        table.update(content)
