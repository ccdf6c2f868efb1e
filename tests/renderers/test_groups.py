import re

import pytest

from signal_inspector.renderers import dot
from signal_inspector.renderers.groups import groups
from signal_inspector.renderers.style import Style
from signal_inspector.wiring.collapse import collapse
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.nodes import SignalGraph
from signal_inspector.wiring.senders import Sender
from tests.graphs import PLACED, connection


def graph() -> SignalGraph:
    order = Sender("orders.Order", "model", "orders", module="orders.models")
    return graph_of(
        [
            connection("orders.receivers.pack", order),
            connection("orders.mails.thank", order),
            connection("audit.receivers.note", signal=PLACED),
        ],
        ["shop.signals.unheard", "Signal @ shop.views:7"],
    )


def labels(source: str) -> list[str]:
    """Return the labels of the clusters, without the legend's."""
    found = re.findall(r'cluster_app\d+ \{\n    graph \[.*? label="([^"]*)"', source)
    return sorted(found)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("app", ["audit", "orders"]),
        (
            "module",
            [
                "audit.receivers",
                "orders.mails",
                "orders.models",
                "orders.receivers",
                "orders.signals",
                "shop.signals",
                "shop.views",
            ],
        ),
        ("none", []),
    ],
)
def test_nodes_are_framed_by_what_is_asked_for(by: str, expected: list[str]) -> None:
    style = Style(group_by=by)  # type: ignore[arg-type]

    source = dot.render(graph(), style)

    assert labels(source) == expected
    for node in graph().nodes:
        assert source.count(f"    {dot.node_names(graph())[node.id]} [") <= 1
        assert f" {dot.node_names(graph())[node.id]} [" in source


def test_a_channel_is_of_its_senders_module_else_of_its_signals() -> None:
    members = {
        label: [n.id for n in nodes] for label, nodes in groups(graph().nodes, "module").items()
    }

    assert members["orders.models"] == ["channel:orders.Order:django.db.models.signals.post_save"]
    assert members["orders.signals"] == [f"channel:ANY:{PLACED}"]
    assert members["shop.views"] == ["signal:Signal @ shop.views:7"]


def test_every_node_is_in_one_group() -> None:
    for by in ("app", "module", "none"):
        found = [node for nodes in groups(graph().nodes, by).values() for node in nodes]
        assert sorted(node.id for node in found) == sorted(node.id for node in graph().nodes)


def test_folded_apps_have_no_frame() -> None:
    assert list(groups(collapse(graph(), "app").nodes, "app")) == [""]
