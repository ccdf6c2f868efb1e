"""Graphs come back from JSON, and anything else is refused with what is wrong."""

import json as standard_json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from signal_inspector.renderers import json
from signal_inspector.wiring.collapse import collapse
from signal_inspector.wiring.diff import compare
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.nodes import SignalGraph
from signal_inspector.wiring.senders import Sender
from tests.graphs import ORDER, connection, every_kind
from tests.observed import observed


def bare(graph: SignalGraph) -> SignalGraph:
    """The graph without what was observed."""
    return replace(
        graph,
        channels=tuple(replace(node, traffic=None) for node in graph.channels),
        receivers=tuple(replace(node, traffic=None) for node in graph.receivers),
        orphans=tuple(replace(node, traffic=None) for node in graph.orphans),
        connections=tuple(replace(e, traffic=None, in_cycle=False) for e in graph.connections),
        cascades=(),
    )


@pytest.mark.parametrize("graph", [every_kind(), SignalGraph()])
def test_a_graph_comes_back_as_it_went(graph: SignalGraph) -> None:
    assert json.loads(json.render(graph)) == graph
    assert json.loads(json.render(graph).encode()) == graph


@given(st.text(max_size=9), st.text(max_size=9), st.text(max_size=9))
def test_so_does_any_name(signal: str, sender: str, receiver: str) -> None:
    graph = graph_of([connection(receiver, Sender(sender, "object"), signal)])

    assert json.loads(json.render(graph).encode("utf-8", "backslashreplace")) == graph


def test_what_was_observed_is_left_out() -> None:
    assert json.loads(json.render(observed())) == bare(observed())


def test_a_comparison_is_told_on_nodes_and_edges() -> None:
    old = graph_of([connection("a.b.gone", ORDER), connection("a.b.pack", ORDER, position=1)])
    new = graph_of([connection("a.b.pack", ORDER)])

    document = json.as_data(compare(old, new))

    assert {node["id"]: node.get("change") for node in document["nodes"]} == {
        "channel:orders.Order:django.db.models.signals.post_save": None,
        "receiver:a.b.gone": "removed",
        "receiver:a.b.pack": None,
    }
    assert [edge.get("change") for edge in document["edges"]] == [None, "removed"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "This is no graph: not JSON"),
        ("[" * 100_000, "This is no graph: not JSON"),
        ("[1]", "a JSON object with a version, nodes and edges is expected"),
        ('{"version": 1}', "a JSON object with a version, nodes and edges is expected"),
        (
            '{"version": 2, "nodes": [], "edges": []}',
            "This graph has version 2; 1 is understood here.",
        ),
        ('{"version": 1, "nodes": {}, "edges": []}', "of a part 'nodes' is {}."),
        ('{"version": 1, "nodes": [3], "edges": []}', "nodes are no objects."),
        ('{"version": 1, "nodes": [{"id": "x"}], "edges": []}', "of x 'kind' is missing."),
        (b"\xff\xfe\xfa", "This is no graph: not JSON"),
    ],
)
def test_any_other_text_is_refused(text: str | bytes, message: str) -> None:
    with pytest.raises(ValueError, match=r"graph") as error:
        json.loads(text)

    assert message in str(error.value)


@pytest.mark.parametrize("to", ["app", "signal"])
def test_folded_graphs_are_refused(to: Any) -> None:
    with pytest.raises(ValueError, match="write it without --collapse"):
        json.loads(json.render(collapse(every_kind(), to)))


NODES = standard_json.loads(json.render(every_kind()))


@given(st.data())
def test_damage_is_told_and_never_more_than_a_value_error(data: st.DataObject) -> None:
    """Change any one value of the document to something else."""
    document = standard_json.loads(standard_json.dumps(NODES))
    place = data.draw(st.sampled_from(document["nodes"] + document["edges"]))
    key = data.draw(st.sampled_from(sorted(place)))
    place[key] = data.draw(
        st.none() | st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=2)
    )

    complaint = ""
    try:
        graph = json.loads(standard_json.dumps(document))
    except ValueError as error:
        complaint = str(error)
    else:
        assert json.loads(json.render(graph)) == graph
    assert not complaint or complaint.startswith("This graph is damaged: ")


def test_an_edge_to_nowhere_and_two_nodes_of_one_name_are_damage() -> None:
    document = standard_json.loads(standard_json.dumps(NODES))
    document["edges"][0]["target"] = "receiver:none"
    with pytest.raises(ValueError, match=r"an edge leads from .* to 'receiver:none'"):
        json.loads(standard_json.dumps(document))

    document = standard_json.loads(standard_json.dumps(NODES))
    document["nodes"] += document["nodes"][:1]
    with pytest.raises(ValueError, match="2 nodes are called"):
        json.loads(standard_json.dumps(document))
