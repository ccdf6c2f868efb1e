"""Names, messages and arguments that would like to be scripts: a real browser runs none of them.

A page's policy that has to block one would complain on the console, and fail the test as well.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from signal_inspector import Recording
from signal_inspector.exporters import html as recording_page
from signal_inspector.recording.records import (
    BulkWrite,
    Counted,
    Effects,
    Error,
    Frame,
    Queries,
    Statement,
)
from signal_inspector.renderers import html as graph_page, image
from signal_inspector.renderers.style import Style
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.nodes import SignalGraph
from signal_inspector.wiring.senders import Sender
from tests.browser.conftest import with_script
from tests.graphs import connection
from tests.recordings import Called, Sent, build

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

ATTACKS = [
    "<script>window.__xss=1</script>",
    "</script><script>window.__xss=2</script>",
    '"><img src=stolen onerror=window.__xss=3>',
    "' onmouseover='window.__xss=4' autofocus onfocus='window.__xss=4' x='",
    '" onclick="window.__xss=5" onfocus="window.__xss=5" autofocus x="',
    "</style></title></textarea><svg/onload=window.__xss=6>",
    "--><iframe srcdoc='<script>parent.__xss=7</script>'></iframe>",
    "]]></text><script>window.__xss=8</script>",
    "javascript:window.__xss=9",
    "&lt;img src=stolen onerror=window.__xss=10&gt;",
    "\\u003cimg src=stolen onerror=window.__xss=11\\u003e\u2028window.__xss=11//",
    "</template><object data='javascript:window.__xss=12'></object>",
    "${window.__xss=13}{{window.__xss=13}}{% now 'Y' %}`window.__xss=13`",
]


def recording() -> Recording:
    """A root for each attack, which stands wherever a recording has a text."""
    found = build(
        *map(hostile, ATTACKS),
        counted=[Counted(each, each, "muted", 3) for each in ATTACKS],
        notes=ATTACKS,
    )
    found.name = "".join(ATTACKS)
    return found


def hostile(attack: str) -> Sent:
    frame = Frame(attack, 3, attack)
    effects = Effects(
        queries=(Queries(attack, 9, 5),),
        statements=(Statement(attack, 9),),
        bulk_writes=(BulkWrite(attack, attack, 3, (attack,), frame),),
        on_commit=1,
        mails=1,
        tasks=(attack,),
        requests=(attack,),
        rolled_back=1,
    )
    error = Error(attack, attack, (frame,), inherited=False)
    called = Called(
        f"shop.{attack}", [], 80, "swallowed", error, attack, 7, attack, attack, effects=effects
    )
    missed = Called(f"{attack}.missed", outcome="not reached", path=attack)
    return Sent(
        attack,
        attack,
        [called, missed],
        frame,
        "send_robust",
        {attack: attack, "a": attack},
        attack,
    )


def graph() -> SignalGraph:
    """A channel for each attack, which stands wherever a graph has a text."""
    return graph_of(
        [
            connection(
                attack,
                Sender(attack, "object", attack),
                attack,
                module=attack,
                app=attack,
                file=attack,
                dispatch_uid=attack,
            )
            for attack in ATTACKS
        ],
        [f"{attack}'s orphan" for attack in ATTACKS],
    )


@pytest.fixture
def asked(page: Page) -> list[str]:
    """The addresses that the page asks for."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    return addresses


def use(page: Page) -> None:
    """Open, focus and point at everything, whatever it is."""
    page.evaluate("""() => {
        const inside = (root) => [...root.querySelectorAll("*")].flatMap(
            (each) => [each, ...(each.shadowRoot ? inside(each.shadowRoot) : [])]);
        for (const each of inside(document)) {
            if (each.tagName === "DETAILS") each.open = true;
            each.dispatchEvent(new MouseEvent("mouseover", {bubbles: true}));
            each.dispatchEvent(new FocusEvent("focus"));
            each.focus?.();
        }
    }""")
    page.wait_for_load_state("load")


def assert_unharmed(page: Page, text: str) -> None:
    """No attack ran or made an element of its own, and they are all there to be read."""
    assert page.evaluate("() => window.__xss") is None
    for selector in ("img", "iframe", "object", "[onload]", "[onerror]", "[onfocus]", "[onclick]"):
        assert page.locator(selector).count() == 0, selector
    assert page.locator("[href^='javascript:']").count() == 0
    assert [
        attack for attack in ATTACKS if "".join(attack.split()) not in "".join(text.split())
    ] == []


def open_file(page: Page, file: Path, content: str | bytes) -> None:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    page.goto(file.as_uri())


def test_in_the_page_of_a_recording(page, asked, tmp_path):
    open_file(page, tmp_path / "recording.html", recording_page.render(recording()))
    use(page)
    assert_unharmed(page, page.locator("body").text_content())
    assert asked == [(tmp_path / "recording.html").as_uri()]


@pytest.mark.parametrize("is_page", [True, False], ids=["html", "svg"])
def test_in_a_graph(page, asked, tmp_path, is_page):
    if next(image.programs("svg"), None) is None:
        pytest.skip("there is no program to draw with")
    style = Style(title="".join(ATTACKS), labels="full")
    file = tmp_path / ("graph.html" if is_page else "graph.svg")
    if is_page:
        drawing = image.drawing(graph(), style)
        open_file(page, file, graph_page.render(graph(), drawing, style))
        page.get_by_role("searchbox").fill(ATTACKS[0])
        page.get_by_role("searchbox").fill("")
    else:
        open_file(page, file, image.render(graph(), "svg", style))
    use(page)
    assert_unharmed(page, page.locator(":root").text_content())
    assert asked == [file.as_uri()]


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("tests.panels.site")
@pytest.mark.parametrize("is_shadow", [True, False])
def test_in_the_panel(page, asked, record, toolbar, open_panel, live_server, is_shadow):
    toolbar(USE_SHADOW_DOM=is_shadow)
    record(recording())
    panel = with_script(open_panel(page))
    for tab in panel.get_by_role("tab").all():
        tab.click()
        page.wait_for_load_state("networkidle")
    panel.get_by_role("tab").first.click()
    panel.get_by_role("searchbox").fill(ATTACKS[0])
    panel.get_by_role("searchbox").fill("")
    use(page)
    assert page.evaluate("() => window.__xss") is None
    for selector in ("img[src=stolen]", "iframe", "object", "[onerror]", "[onfocus]", "[onclick]"):
        assert panel.locator(selector).count() == 0, selector
    assert [each for each in asked if not each.startswith(live_server.url)] == []
    assert [each for each in asked if "stolen" in each] == []
    text = "".join(panel.text_content().split())
    assert [attack for attack in ATTACKS if "".join(attack.split()) not in text] == []
