"""The page of the html format, as text: what is in it, and that nothing in it can act."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings, strategies as st

from signal_inspector.renderers import dot, html
from signal_inspector.renderers.style import DARK, LIGHT, Style, Theme
from signal_inspector.wiring.graph import graph_of
from tests.graphs import ORDER, connection, every_kind

DRAWING = '<svg class="signal-graph" viewBox="0 0 9 9"></svg>\n'


class Page(HTMLParser):
    """The elements, entries of the list and inline texts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.entries: list[tuple[str | None, str | None]] = []
        self.inline: dict[str, str] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs
        if tag == "a":
            self.entries.append((dict(attrs)["href"], dict(attrs)["title"]))

    def handle_data(self, data: str) -> None:
        if self.lasttag in {"script", "style", "title"}:
            self.inline[self.lasttag] = self.inline.get(self.lasttag, "") + data.rstrip("\n")


def page(style: Style = dot.PLAIN) -> str:
    return html.render(every_kind(), DRAWING, style)


def test_the_list_names_each_node_and_leads_to_it() -> None:
    names = dot.node_names(every_kind())

    entries = Page(page()).entries

    assert {href for href, _ in entries} == {f"#{name}" for name in names.values()}
    assert (f"#{names['receiver:orders.receivers.mark_paid']}", "orders.receivers.mark_paid") in (
        entries
    )


def test_it_asks_nothing_of_a_network() -> None:
    text = page()

    assert not re.search(r"""(src|href)=["'](?!#)|url\(|@import|https?://""", text)
    assert not re.search(r"^(import|export)\b", text, re.MULTILINE)


def test_the_policy_allows_these_scripts_and_styles_only() -> None:
    text = page()

    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    for element, rule in (("script", "script-src"), ("style", "style-src")):
        (inline,) = re.findall(rf"<{element}[^>]*>(.*?)</{element}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"{rule} 'sha256-{digest}'" in policy[1]
    assert policy[1].startswith("default-src 'none'")
    assert " style=" not in text


@pytest.mark.parametrize(
    ("theme", "scheme", "light", "dark"),
    [
        ("auto", "light dark", True, True),
        ("light", "light", True, False),
        ("dark", "dark", False, True),
        ("mono", "light", False, False),
    ],
)
def test_the_page_has_the_colours_of_its_theme(
    theme: Theme, scheme: str, light: bool, dark: bool
) -> None:
    text = page(Style(theme=theme))

    assert f'name="color-scheme" content="{scheme}"' in text
    assert (f"--channel:{LIGHT.channel}" in text) is light
    assert (f"--channel:{DARK.channel}" in text) is dark


@settings(deadline=None)
@given(st.text())
def test_names_are_text_and_nothing_else(name: str) -> None:
    graph = graph_of([connection(f"orders.receivers.{name}", ORDER)])

    shown = Page(html.render(graph, DRAWING, Style(title=name)))

    plain = Page(page())
    assert set(shown.elements) <= set(plain.elements)
    assert {key for key, _ in shown.attributes} <= {key for key, _ in plain.attributes}
    assert shown.inline["script"] == plain.inline["script"]


def test_hostile_names_stay_text() -> None:
    name = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    graph = graph_of([connection(f"orders.{name}", ORDER)])

    text = html.render(graph, DRAWING, Style(title=name))

    assert text.count("<script") == text.count("</script") == 1
    assert "<img" not in text


def test_the_same_graph_gives_the_same_page() -> None:
    assert page() == page()
