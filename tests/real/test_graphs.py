"""That a lack in any of the documents is found: each is broken in turn."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial

import pytest

from signal_inspector.renderers import dot, html, image, json, markdown, mermaid, text
from signal_inspector.renderers.style import Style
from tests.graphs import every_kind
from tests.real import graphs
from tests.real.graphs import Graphs
from tests.real.inside import real_graphs

PLAIN = Style()


@pytest.fixture(scope="module")
def documents():
    graph = every_kind()
    drawing = image.drawing(graph, PLAIN)
    return {
        "json": json.render(graph),
        "dot": dot.render(graph, PLAIN),
        "svg": image.render(graph, "svg", PLAIN).decode(),
        "html": html.render(graph, drawing, PLAIN),
        "mermaid": mermaid.render(graph),
        "text": text.render(graph),
        "markdown": markdown.render(graph),
    }


@pytest.fixture
def whole(documents):
    """Graphs without a fault. The live counts are those that the graph was made of, by hand."""
    told = {
        "formats": {
            name: {"error": "", "seconds": 0.1, "said": ["Found it."]}
            for name in real_graphs.FORMATS
        },
        "live": {"connections": [13, 2, 0], "collected": 1, "receivers": 11},
        "problems": [],
    }
    return Graphs(told, dict(documents))


def test_whole_graphs_have_no_fault(whole):
    assert graphs.faults(whole) == []
    assert graphs.story(whole)[0] == "3 signals, 15 connections, 11 receivers, 1 collected"
    assert graphs.story(whole)[-1] == "0 faults."


def test_a_command_that_failed_is_a_fault(whole):
    whole.told["formats"]["svg"]["error"] = "CommandError: no\n"
    assert graphs.faults(whole) == ["svg: CommandError: no"]


@pytest.mark.parametrize(("what", "value"), [("connections", [14, 2, 0]), ("receivers", 12)])
def test_other_counts_than_the_live_ones_are_a_fault(whole, what, value):
    whole.told["live"][what] = value
    (fault,) = graphs.faults(whole)
    assert fault.startswith("json: ")


@pytest.mark.parametrize("name", ["svg", "html"])
def test_a_node_that_is_not_drawn_is_a_fault(whole, name):
    drawn = whole.documents[name]
    whole.documents[name] = re.sub(r'class="node receiver', 'class="lost', drawn, count=1)
    assert drawn != whole.documents[name]
    (fault,) = graphs.faults(whole)
    assert fault.startswith(f"{name}: ")


def test_a_receiver_that_the_source_lacks_is_a_fault(whole):
    for name in ("dot", "svg", "html"):
        whole.documents[name] = re.sub(
            r'class="(node )?receiver', r'class="\1channel', whole.documents[name]
        )
    assert any(fault.startswith("dot: 0 receivers") for fault in graphs.faults(whole))


def test_a_graph_that_is_folded_to_apps_may_lack_receivers(whole):
    whole.told["formats"]["dot"]["said"] = [f"Many lines: {graphs.FOLDED}."]
    for name in ("dot", "svg", "html"):
        whole.documents[name] = re.sub(
            r'class="(node )?receiver', r'class="\1channel', whole.documents[name]
        )
    assert graphs.faults(whole) == []


def test_a_node_that_mermaid_lacks_is_a_fault(whole):
    whole.documents["mermaid"] = whole.documents["mermaid"].replace("n0{{", "lost{{")
    (fault,) = graphs.faults(whole)
    assert fault.startswith("mermaid: ")


@pytest.mark.parametrize("name", ["text", "markdown"])
def test_a_receiver_without_its_name_is_a_fault(whole, name):
    lost = "search.receivers.reindex"
    whole.documents[name] = whole.documents[name].replace(lost, "search.receivers.lost")
    assert graphs.faults(whole) == [f"{name}: {lost} is not in it"]


def test_a_script_that_did_not_come_to_its_end_left_nothing_to_read(tmp_path):
    assert graphs.read(tmp_path) is None
    (tmp_path / "told.json").write_text('{"live": {}}', encoding="utf-8")
    (tmp_path / "signals.text").write_text("×", encoding="utf-8")
    assert graphs.read(tmp_path) == Graphs({"live": {}}, {"text": "×"})


def test_nodes_of_the_legend_are_not_counted():
    sample = '<g id="r0" class="node receiver foreign sample"/><g id="n1" class="node channel"/>'
    assert graphs.svg_nodes(f"<svg>{sample}</svg>") == Counter(channel=1)
    assert graphs.html_nodes(sample) == Counter(channel=1)


class Receives:
    def __call__(self, **kwargs):
        pass

    def method(self, **kwargs):
        pass


def test_receivers_are_told_apart_by_their_code():
    one, other = Receives(), Receives()
    assert real_graphs.place_of(one.method) is real_graphs.place_of(other.method)
    assert real_graphs.place_of(partial(one.method)) is real_graphs.place_of(other.method)
    assert real_graphs.place_of(one) is Receives
    assert real_graphs.place_of(one.method) is not real_graphs.place_of(one)
