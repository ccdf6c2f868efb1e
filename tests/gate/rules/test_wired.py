"""How receivers are connected: any-sender, max-receivers, modules and dispatch-uid."""

import pytest

from signal_inspector.gate.rules import evaluate, read
from signal_inspector.wiring.graph import graph_of
from tests.graphs import ORDER, PLACED, POST_SAVE, connection


def sentences(found, kind, **options):
    rules, mistakes = read({"r": {"kind": kind, "reason": "Because."} | options})
    assert mistakes == []
    return [problem.sentence for problem in evaluate(rules, graph_of(found))]


class TestAnySender:
    def test_hot_signals_are_those_that_models_send_most(self):
        found = [
            connection("audit.receivers.saved"),
            connection("audit.receivers.placed", signal=PLACED),
            connection("audit.receivers.of_orders", ORDER, position=1),
        ]

        assert sentences(found, "any-sender") == [
            "audit.receivers.saved runs for post_save ⟨ANY⟩: each model of every app."
        ]

    def test_signals_can_be_chosen(self):
        found = [connection("audit.receivers.placed", signal=PLACED)]

        assert sentences(found, "any-sender", signals=["order_*"]) == []
        assert len(sentences(found, "any-sender", signals=["*order_placed"])) == 1


class TestMaxReceivers:
    FOUND = (
        connection("shop.receivers.a", ORDER),
        connection("shop.receivers.a", ORDER, position=1, dispatch_uid="again"),
        connection("shop.receivers.b", ORDER, position=2),
        connection("shop.receivers.c", position=3),
    )

    @pytest.mark.parametrize(("most", "channels"), [(3, 0), (2, 1), (0, 2)])
    def test_connections_of_a_channel_are_counted(self, most, channels):
        assert len(sentences(self.FOUND, "max-receivers", max=most)) == channels

    def test_the_number_is_told(self):
        assert sentences(self.FOUND, "max-receivers", max=2) == [
            "post_save ⟨orders.Order⟩ has 3 receivers, more than 2."
        ]

    def test_other_signals_are_free(self):
        assert sentences(self.FOUND, "max-receivers", max=2, signals=["pre_save"]) == []

    def test_the_channel_is_what_can_be_excepted(self):
        channel = f"orders.Order:{POST_SAVE}"

        assert sentences(self.FOUND, "max-receivers", max=2, **{"except": {channel: "so"}}) == []


class TestModules:
    def test_receivers_live_where_they_are_agreed_to(self):
        found = [
            connection("orders.receivers.pack", ORDER),
            connection("orders.models.pack", ORDER, position=1),
        ]

        assert sentences(found, "modules", modules=["*.receivers", "*.signals"]) == [
            "orders.models.pack is not in *.receivers, *.signals."
        ]

    def test_case_counts(self):
        found = [connection("orders.Receivers.pack", ORDER)]

        assert len(sentences(found, "modules", modules=["*.receivers"])) == 1


class TestDispatchUid:
    def test_each_connection_needs_one(self):
        found = [
            connection("shop.receivers.a", ORDER, dispatch_uid="a"),
            connection("shop.receivers.b", ORDER, position=1, dispatch_uid="b"),
            connection("shop.receivers.b", ORDER, position=2),
            connection("shop.receivers.c", position=3),
        ]

        assert sentences(found, "dispatch-uid") == [
            "shop.receivers.c is connected to post_save ⟨ANY⟩ without dispatch_uid.",
            "shop.receivers.b is connected to post_save ⟨orders.Order⟩ without dispatch_uid.",
        ]
