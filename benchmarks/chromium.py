"""Opening the panel in Chromium: from the click until the panel is drawn with its looks."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession

# Tabs are made by the script, rules come with the style sheet, and the second frame shows both.
OPEN = """async () => {
    const root = document.getElementById("djDebugRoot").shadowRoot;
    const began = performance.now();
    root.querySelector("#djdt-SignalInspectorPanel a").click();
    const isReady = () =>
        root.querySelector(".sigi-tabs") &&
        root.adoptedStyleSheets.some((sheet) => sheet.cssRules.length);
    while (!isReady()) {
        await new Promise((resolve) => setTimeout(resolve, 5));
    }
    for (let frame = 0; frame < 2; frame++) {
        await new Promise(requestAnimationFrame);
    }
    const { requestStart, responseEnd } = performance
        .getEntriesByType("resource")
        .find(({ name }) => name.includes("render_panel"));
    return [performance.now() - began, responseEnd - requestStart];
}"""
REQUEST_ID = """
    document.getElementById("djDebugRoot").shadowRoot.querySelector("#djDebug").dataset.requestId
"""


class Opening(NamedTuple):
    """Milliseconds. ``whole_ms`` and, of it, ``answer_ms`` passed on the clock; the others are
    processor time of the page's main thread: of all that it did, and, of it, of our script, and of
    styles and layout.
    """

    whole_ms: float
    answer_ms: float
    thread_ms: float
    script_ms: float
    layout_ms: float


def missing() -> str:
    """Return what cannot be found of what is needed, empty where all is there."""
    try:
        import playwright  # noqa: F401
    except ImportError:
        return "no Playwright"
    return "" if _program() else "no Chromium on PATH"


def _program() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def browser() -> Iterator[Browser]:
    """A Chromium for the block."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=_program(), args=["--no-sandbox"])
        try:
            yield found
        finally:
            found.close()


@contextmanager
def served() -> Iterator[str]:
    """A server of this process on loopback for the block; gives its address."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
    server.daemon_threads = True
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def opening(found: Browser, address: str, store: Callable[[str], None]) -> Opening:
    """Load a page with nothing in its caches, let ``store`` have the id of its request, and open
    the panel.
    """
    context = found.new_context(viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        page.goto(address)
        store(page.evaluate(REQUEST_ID))
        session = context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        before = _metrics(session)
        whole_ms, answer_ms = page.evaluate(OPEN)
        after = _metrics(session)
    finally:
        context.close()

    def spent(*names: str) -> float:
        return sum(1000 * (after[name] - before[name]) for name in names)

    return Opening(
        whole_ms,
        answer_ms,
        spent("TaskDuration"),
        spent("ScriptDuration"),
        spent("RecalcStyleDuration", "LayoutDuration"),
    )


def _metrics(session: CDPSession) -> dict[str, float]:
    found: list[dict[str, Any]] = session.send("Performance.getMetrics")["metrics"]
    return {each["name"]: each["value"] for each in found}


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has
        """Log nothing."""
