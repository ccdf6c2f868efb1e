"""Mermaid reads and draws what we write: its own parser, in a real browser."""

import pytest

from signal_inspector.renderers import mermaid
from signal_inspector.renderers.style import Style
from signal_inspector.wiring.collapse import collapse
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.nodes import SignalGraph
from signal_inspector.wiring.senders import Sender
from tests import npm
from tests.graphs import connection, every_kind

pytestmark = pytest.mark.browser

HOSTILE = [
    *("end", "o--x", "x", "subgraph", "click", "style", "classDef a:#b;", "style:#aaa;#bbb"),
    *('"', "'", "a\\b", "a\\nb", "\\", "<b>bold</b>", "<script>alert(1)</script>", "&lt;", "#35;"),
    *("#quot;", "`code`", "**b** _i_ ~~s~~ __init__", "1. x", "- x", "# x", "> x", "+ x"),
    *("%%{init: {}}%%", "%% no", "---", "@{shape: x}", "A:::b", "{x}|y|[z](u)", "]]", "}}", "))"),
    *(
        "$$x^2$$",
        "$$$$",
        "fa:fa-car fab:fa-x",
        "ﬂ°°35¶ß",
        "日本 🐍",
        "\ud800 \x00",
        "; a-->b",
        "-->",
    ),
]
DRAW = """async source => {
    await mermaid.parse(source);
    const { svg } = await mermaid.render(`drawing${Math.random().toString(36).slice(2)}`, source);
    const place = document.querySelector("main");
    place.innerHTML = svg;
    const texts = selector => [...place.querySelectorAll(selector)].map(each => each.innerText);
    return {
        nodes: texts(".node .nodeLabel"),
        edges: place.querySelectorAll(".edgePaths path, .edges.edgePath path").length,
        apps: texts(".cluster .nodeLabel"),
        title: place.querySelector("svg > title")?.textContent,
        links: [...place.querySelectorAll("a")].map(each => each.getAttribute("xlink:href")
            ?? each.getAttribute("href")),
    };
}"""


@pytest.fixture
def drawn(page):
    """Draw a graph; gives what can be seen of it."""
    script = npm.package("mermaid", "11.17.2") / "dist/mermaid.min.js"
    page.set_content("<main></main>")
    page.add_script_tag(path=script)
    page.evaluate("mermaid.initialize({startOnLoad: false})")
    return lambda graph, **style: page.evaluate(DRAW, mermaid.render(graph, Style(**style)))


def test_every_kind_is_drawn(drawn):
    graph = every_kind()

    found = drawn(graph, title="Shop")

    assert len(found["nodes"]) == len(graph.nodes)
    assert found["edges"] == len(graph.connections)
    assert sorted(found["apps"]) == list(graph.apps)
    assert found["title"] == "Shop"
    assert any(text.startswith("reindex\nsearch/receivers.py:") for text in found["nodes"])


def test_each_style_is_read(drawn):
    for labels, rankdir in [("short", "LR"), ("full", "TB"), ("name", "RL"), ("name", "BT")]:
        found = drawn(every_kind(), labels=labels, rankdir=rankdir)
        assert len(found["nodes"]) == len(every_kind().nodes)


def test_hostile_names_come_out_as_they_went_in(drawn):
    graph = graph_of(
        [
            connection(name, Sender(name, "object"), "shop.ping", module="", app=name, line=0)
            for name in HOSTILE
        ]
    )

    found = drawn(graph, title=HOSTILE[0])

    shown = {" ".join(text.replace("\u200b", "").split()) for text in found["nodes"]}
    for name in HOSTILE:
        plain = " ".join(name.replace("\ud800", "�").replace("\x00", "�").split())
        assert plain in shown
        assert f"ping {plain}" in shown
    assert len(found["nodes"]) == len(graph.nodes)


def test_hostile_titles_are_read(drawn):
    for name in HOSTILE:
        found = drawn(SignalGraph(), title=name)

        plain = " ".join(name.replace("\ud800", "�").replace("\x00", "�").split())
        assert found["title"].replace("\u200b", "") == plain


def test_folded_apps_are_drawn(drawn):
    graph = collapse(every_kind(), to="app")

    found = drawn(graph)

    assert len(found["nodes"]) == len(graph.folded)
    assert found["edges"] == len(graph.links)


def test_links_are_followed_to_where_they_should(drawn):
    graph = graph_of([connection("orders.receivers.pack")])
    address = "https://git.example.com/a%20b.py?x=1&y=2#L3"

    found = drawn(graph, links={graph.receivers[0].id: address})

    assert found["links"] == [address]
