import json as standard_json
import platform

import django
from hypothesis import given, strategies as st

from signal_inspector.renderers import json
from signal_inspector.wiring.collapse import collapse
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.nodes import SignalGraph
from tests.graphs import ORDER, PLACED, POST_SAVE, connection, every_kind


def test_the_document_is_as_its_schema_says() -> None:
    graph = graph_of(
        [
            connection("orders.receivers.pack", ORDER, position=0, dispatch_uid="b"),
            connection("orders.receivers.pack", ORDER, position=1, dispatch_uid="a"),
            connection("orders.fast.pack", file="", line=0, is_async=True, is_weak=False),
        ],
        [PLACED],
    )

    assert standard_json.loads(json.render(graph)) == {
        "version": 1,
        "nodes": [
            {
                "id": f"channel:ANY:{POST_SAVE}",
                "kind": "channel",
                "label": "post_save",
                "app": None,
                "origin": "django",
                "signal": POST_SAVE,
                "module": "django.db.models.signals",
                "sender": None,
                "sender_kind": "any",
            },
            {
                "id": f"channel:orders.Order:{POST_SAVE}",
                "kind": "channel",
                "label": "post_save",
                "app": "orders",
                "origin": "project",
                "signal": POST_SAVE,
                "module": "django.db.models.signals",
                "sender": "orders.Order",
                "sender_kind": "model",
            },
            {
                "id": "receiver:orders.fast.pack",
                "kind": "receiver",
                "label": "pack",
                "app": "orders",
                "origin": "project",
                "name": "orders.fast.pack",
                "module": "orders.fast",
                "file": None,
                "line": None,
                "async": True,
                "alive": True,
            },
            {
                "id": "receiver:orders.receivers.pack",
                "kind": "receiver",
                "label": "pack",
                "app": "orders",
                "origin": "project",
                "name": "orders.receivers.pack",
                "module": "orders.receivers",
                "file": "orders/receivers.py",
                "line": 416,
                "async": False,
                "alive": True,
            },
            {
                "id": f"signal:{PLACED}",
                "kind": "signal",
                "label": "order_placed",
                "app": None,
                "origin": "project",
                "signal": PLACED,
                "module": "orders.signals",
            },
        ],
        "edges": [
            {
                "source": f"channel:ANY:{POST_SAVE}",
                "target": "receiver:orders.fast.pack",
                "kind": "connects",
                "order": None,
                "count": 1,
                "weak": False,
                "dispatch_uids": [],
                "flags": [],
            },
            {
                "source": f"channel:orders.Order:{POST_SAVE}",
                "target": "receiver:orders.receivers.pack",
                "kind": "connects",
                "order": 1,
                "count": 2,
                "weak": True,
                "dispatch_uids": ["a", "b"],
                "flags": ["duplicate"],
            },
        ],
        "meta": {
            "django": django.get_version(),
            "python": platform.python_version(),
            "apps": ["orders"],
            "counts": {
                "signals": 2,
                "channels": 2,
                "receivers": 2,
                "connections": 3,
                "orphans": 1,
            },
        },
    }


def test_edges_refer_to_nodes_and_ids_are_unique() -> None:
    document = json.as_data(every_kind())

    ids = [node["id"] for node in document["nodes"]]
    assert len(set(ids)) == len(ids)
    assert {end for edge in document["edges"] for end in (edge["source"], edge["target"])} <= set(
        ids
    )


def test_an_empty_graph_is_a_valid_document() -> None:
    document = standard_json.loads(json.render(SignalGraph()))

    assert (document["nodes"], document["edges"]) == ([], [])
    assert document["meta"]["counts"]["signals"] == 0


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_name_comes_back(name: str, signal: str) -> None:
    graph = graph_of([connection(name, ORDER, signal)])

    (channel, receiver) = standard_json.loads(json.render(graph))["nodes"]

    assert (channel["signal"], receiver["name"]) == (signal, name)


def test_the_counts_of_apps_are_those_of_what_was_folded() -> None:
    graph = graph_of([connection("orders.receivers.pack", ORDER), connection("audit.note", ORDER)])

    whole, apps = (json.as_data(each)["meta"]["counts"] for each in (graph, collapse(graph, "app")))

    assert apps == whole | {"signals": 0}
    assert (apps["channels"], apps["receivers"], apps["connections"]) == (1, 2, 2)
