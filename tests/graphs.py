"""Connections and graphs for tests, made by hand: no live signal is involved."""

from typing import Any

from signal_inspector.wiring.connections import Connection
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.nodes import SignalGraph
from signal_inspector.wiring.senders import ANY, DEAD, UNKNOWN, Sender

POST_SAVE = "django.db.models.signals.post_save"
PLACED = "orders.signals.order_placed"

ORDER = Sender("orders.Order", "model", "orders")
USER = Sender("auth.User", "model", "auth", "django")


def connection(
    receiver: str, sender: Sender = ANY, signal: str = POST_SAVE, **more: Any
) -> Connection:
    """A connection of a receiver: ``orders.receivers.reserve_stock`` is of the app ``orders``."""
    module, _, name = receiver.rpartition(".")
    facts = {
        "sender_key": sender.name,
        "module": module,
        "app": module.partition(".")[0] or None,
        "origin": "project",
        "file": module.replace(".", "/") + ".py",
        "line": sum(map(ord, name)) % 499 + 1,
        "is_async": False,
        "is_alive": True,
        "is_weak": True,
        "dispatch_uid": None,
        "position": 0,
    }
    return Connection(signal=signal, sender=sender, receiver=receiver, **(facts | more))


def every_kind() -> SignalGraph:
    """A graph with each kind of channel, receiver and line, and a signal without receivers."""
    abstract = Sender("orders.Base", "abstract", "orders")
    proxy = Sender("orders.BigOrder", "proxy", "orders")
    lazy = Sender("shop.nope", "unresolved")
    text = Sender("'nightly import'", "object")
    connections = [
        connection("orders.receivers.reserve_stock", ORDER, position=0),
        connection("orders.receivers.mark_paid", ORDER, position=1),
        connection("orders.receivers.mark_paid", ORDER, position=2, dispatch_uid="paid"),
        connection("search.receivers.reindex", ORDER, position=3, is_async=True),
        connection("audit.receivers.note", ORDER, position=4, is_weak=False),
        connection("audit.receivers.note", ANY, position=5),
        connection("search.receivers.reindex", ANY, position=6, is_async=True),
        connection("accounts.receivers.create_profile", USER, position=7),
        connection("orders.receivers.base_saved", abstract, position=8),
        connection("orders.receivers.big_saved", proxy, position=9),
        connection("shop.receivers.never", lazy, position=10),
        connection("shop.receivers.gone", DEAD, position=11),
        connection("shop.receivers.lost", UNKNOWN, position=12),
        connection(
            "collected receiver",
            ORDER,
            position=13,
            module="",
            app=None,
            file="",
            line=0,
            is_alive=False,
        ),
        connection("orders.receivers.import_done", text, PLACED, position=0),
        connection("reversion.hooks.version", ANY, PLACED, position=1, origin="third-party"),
    ]
    return graph_of(connections, [POST_SAVE, PLACED, "orders.signals.order_cancelled"])
