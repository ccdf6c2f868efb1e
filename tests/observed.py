"""A graph that a recording was laid over, with each kind of what there is to see."""

from signal_inspector.overlay import lay
from signal_inspector.recording.records import Counted
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.nodes import SignalGraph
from tests.graphs import ORDER, PLACED, POST_SAVE, USER, connection
from tests.recordings import Called, build, failed, saved

CANCELLED = "orders.signals.order_cancelled"


def observed() -> SignalGraph:
    """Orders save a user and users an order; one receiver fails, one was never observed."""
    graph = graph_of(
        [
            connection("orders.receivers.reserve_stock", ORDER, position=0),
            connection("orders.receivers.mark_paid", ORDER, position=1),
            connection("audit.receivers.note", ORDER, position=2),
            connection("accounts.receivers.create_profile", USER, position=3),
            connection("mails.receivers.thank", ORDER, PLACED, position=0),
        ],
        [POST_SAVE, PLACED, CANCELLED],
    )
    again = saved(
        "orders.Order", Called("orders.receivers.reserve_stock", connected_to="orders.Order")
    )
    profile = Called("accounts.receivers.create_profile", [again], connected_to="auth.User")
    recording = build(
        saved(
            "orders.Order",
            Called(
                "orders.receivers.reserve_stock",
                [saved("auth.User", profile)],
                connected_to="orders.Order",
            ),
            Called(
                "audit.receivers.note",
                own_ms=12,
                connected_to="orders.Order",
                outcome="raised",
                error=failed(),
            ),
        ),
        counted=[
            Counted(CANCELLED, "None", "no receivers", 2),
            Counted(PLACED, "orders.Order", "limit", 3, 3),
        ],
    )
    return lay(graph, [recording]).graph
