"""Collapsing keeps every connection, counted in the node that its ends became part of."""

from dataclasses import replace

from hypothesis import given, strategies as st

from signal_inspector.wiring.collapse import collapse, sum_of
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.nodes import Cascade, FoldedApp, Link, Traffic
from tests.graphs import ORDER, PLACED, POST_SAVE, USER, connection, every_kind
from tests.wiring.test_focus import with_cascades
from tests.wiring.test_selection import GRAPH

WHOLE = with_cascades(GRAPH)
APP = {node.id: node.app or "" for node in (*WHOLE.channels, *WHOLE.receivers)}


class TestToApps:
    def test_there_is_one_node_an_app_with_its_numbers(self) -> None:
        graph = collapse(every_kind(), "app")

        assert graph.folded[:3] == (
            FoldedApp("app:", None, "project", 6, 0),
            FoldedApp("app:accounts", "accounts", "project", 0, 1),
            FoldedApp("app:audit", "audit", "project", 0, 1),
        )
        assert (graph.channels, graph.receivers, graph.connections, graph.orphans) == ((),) * 4

    def test_links_count_the_receivers_and_the_connections_between_two_apps(self) -> None:
        links = collapse(WHOLE, "app").links

        expected = {}
        for source, target in {(APP[e.source], APP[e.target]) for e in WHOLE.connections}:
            between = [
                e for e in WHOLE.connections if (APP[e.source], APP[e.target]) == (source, target)
            ]
            expected[f"app:{source}", f"app:{target}"] = (
                len({e.target for e in between}),
                sum(e.count for e in between),
            )
        assert {(e.source, e.target): (e.receivers, e.count) for e in links} == expected
        assert list(links) == sorted(links, key=lambda e: (e.source, e.target))

    def test_cascades_lead_from_app_to_app(self) -> None:
        cascades = collapse(WHOLE, "app").cascades

        assert sum(e.count for e in cascades) == len(WHOLE.cascades)
        assert {(e.source, e.target) for e in cascades} == {
            (f"app:{APP[e.source]}", f"app:{APP[e.target]}") for e in WHOLE.cascades
        }

    def test_traffic_and_cycles_are_kept(self) -> None:
        graph = graph_of([connection("mails.a.b", ORDER), connection("mails.a.c", ORDER)])
        first, second = graph.connections
        graph = replace(
            graph,
            connections=(
                replace(first, traffic=Traffic(2, 5, 1, ("x.E",)), in_cycle=True),
                replace(second, traffic=Traffic(1, 1)),
            ),
        )

        assert collapse(graph, "app").links == (
            Link("app:orders", "app:mails", 2, 2, Traffic(3, 6, 1, ("x.E",)), in_cycle=True),
        )


class TestToSignals:
    def test_the_senders_of_a_signal_become_one_node(self) -> None:
        graph = graph_of(
            [
                connection("audit.a.note", ORDER, position=0),
                connection("audit.a.note", USER, position=1),
                connection("audit.a.note", position=2),
                connection("mails.a.thank", ORDER, position=3),
                connection("mails.a.thank", ORDER, PLACED),
            ]
        )

        folded = collapse(graph, "signal")

        assert [(n.id, n.sender_kind, n.senders, n.app) for n in folded.channels] == [
            (f"channel:ANY:{POST_SAVE}", "any", 1, None),
            (f"channel:orders.Order:{PLACED}", "model", 1, "orders"),
            (f"signal:{POST_SAVE}", "several", 2, None),
        ]
        assert [(e.source, e.target, e.senders, e.count, e.order) for e in folded.connections] == [
            (f"channel:ANY:{POST_SAVE}", "receiver:audit.a.note", 1, 1, 1),
            (f"channel:orders.Order:{PLACED}", "receiver:mails.a.thank", 1, 1, 1),
            (f"signal:{POST_SAVE}", "receiver:audit.a.note", 2, 2, None),
            (f"signal:{POST_SAVE}", "receiver:mails.a.thank", 1, 1, None),
        ]
        assert folded.receivers == graph.receivers

    def test_every_connection_and_cascade_is_counted(self) -> None:
        folded = collapse(WHOLE, "signal")

        assert sum(e.count for e in folded.connections) == sum(e.count for e in WHOLE.connections)
        assert sum(e.senders for e in folded.connections) == len(WHOLE.connections)
        assert sum(e.count for e in folded.cascades) == len(WHOLE.cascades)
        ids = {node.id for node in (*folded.channels, *folded.receivers)}
        assert {e.target for e in folded.cascades} | {e.source for e in folded.cascades} <= ids
        heard = {node.signal for node in WHOLE.channels}
        for_any = {node.signal for node in WHOLE.channels if node.sender is None}
        assert len(folded.channels) == len(heard) + len(for_any)

    def test_a_cascade_to_any_of_the_senders_leads_to_the_signal(self) -> None:
        graph = graph_of([connection("a.b.c", ORDER), connection("a.b.c", USER)])
        receiver, (user, order) = graph.receivers[0].id, graph.channels
        graph = replace(
            graph,
            cascades=(Cascade(receiver, user.id, 2), Cascade(receiver, order.id, 3, in_cycle=True)),
        )

        assert collapse(graph, "signal").cascades == (
            Cascade(receiver, f"signal:{POST_SAVE}", 5, in_cycle=True),
        )


TRAFFIC = st.none() | st.builds(Traffic, st.integers(0, 3), st.integers(0, 9))


@given(st.lists(TRAFFIC, min_size=1))
def test_that_nothing_was_observed_has_to_be_known_of_each(parts: list[Traffic | None]) -> None:
    total = sum_of(parts)

    calls = sum(part.calls for part in parts if part)
    if calls == 0 and None in parts:
        assert total is None
    else:
        assert total is not None
        assert total.calls == calls
