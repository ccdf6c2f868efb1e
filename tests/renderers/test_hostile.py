"""Hostile names, in every format: each stays one name, and the document what it was."""

import json as standard_json
import subprocess
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings, strategies as st

from signal_inspector.gate.lock import dumps, loads, lock_of
from signal_inspector.renderers import dot, html, json, mermaid, text
from signal_inspector.renderers.style import Style
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.senders import Sender
from tests.graphs import connection
from tests.renderers.programs import find

SIGNS = "\"'\\<>&{}[]()|;:#%$`*_~-+=/@!?\n\r\t\x00\x1b\x85\u2028\u202e 🐍日aN0"
NAMES = st.text(max_size=20) | st.text(alphabet=SIGNS, max_size=12)
WORDS = [
    "end",
    "subgraph",
    "digraph",
    "node",
    "strict",
    "<b>x</b>",
    "\\N",
    "&lt;",
    "</script>",
    "]",
]


def named(signal, sender, receiver, app):
    """A graph in which everything has a name of its own."""
    return graph_of(
        [
            connection(
                receiver, Sender(sender, "object", app), signal, module="", app=app, file=receiver
            )
        ],
        [signal, f"{signal}'s orphan"],
    )


PLAIN = named("a", "b", "c", "d")


def hostile(function):
    """Give a test graphs with hostile names."""
    for word in WORDS:
        function = example(word, word, word, word)(function)
    return given(NAMES, NAMES.filter(bool), NAMES, NAMES.filter(bool))(function)


@hostile
def test_text_keeps_its_lines(signal, sender, receiver, app):
    document = text.render(named(signal, sender, receiver, app), labels="full")

    assert len(document.splitlines()) == len(text.render(PLAIN).splitlines())
    assert "\x1b" not in document
    assert "\u202e" not in document


@hostile
def test_json_gives_the_names_back(signal, sender, receiver, app):
    document = standard_json.loads(json.render(named(signal, sender, receiver, app)))

    nodes = {node["kind"]: node for node in document["nodes"]}
    assert nodes["channel"]["signal"] == signal
    assert nodes["channel"]["sender"] == sender
    assert nodes["receiver"]["name"] == receiver
    assert document["meta"]["apps"] == [app]


@hostile
def test_mermaid_keeps_its_statements(signal, sender, receiver, app):
    graph = named(signal, sender, receiver, app)

    def kinds(source):
        return [line.split(maxsplit=1)[0].partition('"')[0] for line in source.split("\n") if line]

    assert kinds(mermaid.render(graph, Style(title=app))) == kinds(
        mermaid.render(PLAIN, Style(title="a"))
    )


@hostile
def test_html_keeps_its_elements(signal, sender, receiver, app):
    assert elements(named(signal, sender, receiver, app), app) == elements(PLAIN, "a")


def elements(graph, title):
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            found.append((tag, sorted(name for name, _ in attributes)))

    Reader().feed(html.render(graph, "<svg></svg>\n", Style(title=title, links={})))
    return sorted(found)


@hostile
def test_the_lock_file_gives_the_names_back(signal, sender, receiver, app):
    lock = lock_of(named(signal, sender, receiver, app))

    assert loads(dumps(lock), "x") == lock


@pytest.mark.skipif(find("dot") is None, reason="no dot")
@settings(max_examples=25, deadline=None)
@hostile
def test_dot_is_accepted_in_canonical_form(signal, sender, receiver, app):
    graph = named(signal, sender, receiver, app)
    source = dot.render(graph, Style(title=app, labels="full"))

    done = subprocess.run(
        [find("dot"), "-Tcanon"], input=source.encode(), capture_output=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, b"")
    for name in dot.node_names(graph).values():
        assert f"\t{name}\t[".encode() in done.stdout
