"""The panel as servers of both kinds serve it: threads for WSGI, a loop for ASGI."""

import threading
from contextlib import contextmanager

import pytest
from debug_toolbar.store import get_store
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application
from playwright.sync_api import expect

from signal_inspector.panels import SignalInspectorPanel
from tests.browser.conftest import open_here, switch_to, with_script
from tests.panels import site

uvicorn = pytest.importorskip("uvicorn")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.panels.site"),
]


@pytest.fixture(autouse=True)
def receivers():
    """`visited` is received by `visit`, which sends `counted`, received by `count`."""
    connected = [(site.visited, site.visit), (site.counted, site.count)]
    for signal, receiver in connected:
        signal.connect(receiver)
    yield
    for signal, receiver in connected:
        signal.disconnect(receiver)
    get_store().clear()


@contextmanager
def uvicorn_server():
    application = ASGIStaticFilesHandler(get_asgi_application())
    server = uvicorn.Server(
        uvicorn.Config(application, port=0, lifespan="off", log_level="critical")
    )
    thread = threading.Thread(target=server.run)
    is_up = threading.Event()
    startup = server.startup

    async def start(sockets=None):
        await startup(sockets)
        is_up.set()

    server.startup = start
    thread.start()
    try:
        assert is_up.wait(20)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(params=["wsgi", "asgi"])
def address(request):
    """The address of a server that serves the site of tests/panels."""
    if request.param == "wsgi":
        yield request.getfixturevalue("live_server").url
    else:
        with uvicorn_server() as url:
            yield url


@pytest.fixture
def added_late(monkeypatch):
    """An event: what came after the toolbar was done has been stored."""
    event = threading.Event()
    add = SignalInspectorPanel._add_late

    def add_and_say(self, recording):
        add(self, recording)
        event.set()

    monkeypatch.setattr(SignalInspectorPanel, "_add_late", add_and_say)
    return event


def names(panel):
    return panel.locator(".sigi-name").all_inner_texts()


CASCADE = ["visited ⟨'{}'⟩", "visit", "counted ⟨'inner'⟩", "count"]


@pytest.mark.parametrize("path", ["html", "async"])
def test_a_page_shows_its_cascade(page, address, path):
    page.goto(f"{address}/{path}/")
    panel = with_script(open_here(page))
    assert names(panel) == [each.format("page") for each in CASCADE]
    panel.get_by_role("searchbox").fill("inner")
    expect(panel.get_by_role("status")).to_have_text("1 of 2 receiver calls")


@pytest.mark.parametrize(
    ("address", "path"), [("wsgi", "stream"), ("asgi", "stream-async")], indirect=["address"]
)
def test_what_a_streamed_body_sends_is_there_when_the_panel_is_opened(
    page, address, path, added_late
):
    page.goto(f"{address}/html/")
    page.evaluate("path => fetch(path).then(response => response.text())", f"/{path}/")
    assert added_late.wait(20)
    switch_to(page, f"/{path}/", "5 dispatches")
    panel = with_script(open_here(page))
    sent = [each.format(of) for of in ("view", "body") for each in CASCADE]
    assert names(panel)[:8] == sent
    assert names(panel)[8].startswith("request_finished")


@pytest.mark.parametrize("path", ["meet", "meet-async"])
def test_of_two_requests_at_once_each_has_its_own_cascade(page, address, path):
    page.goto(f"{address}/html/")
    urls = [f"/{path}/{name}/" for name in ("one", "two")]
    statuses = page.evaluate(
        "urls => Promise.all(urls.map(url => fetch(url).then(({ status }) => status)))", urls
    )
    assert statuses == [200, 200]
    for name, url in zip(("one", "two"), urls, strict=True):
        switch_to(page, url, "3 dispatches")
        panel = with_script(open_here(page))
        expected = [*(each.format(name) for each in CASCADE), f"counted ⟨'{name}'⟩", "count"]
        assert names(panel) == expected
        page.keyboard.press("Escape")
