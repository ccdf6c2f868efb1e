"""Every kind of receiver that can be connected, and every kind of connection, in one small shop.

The names and lines here stand in the golden files: write these anew after a change here.
"""

import functools
from collections.abc import Callable
from typing import Any

from django.dispatch import Signal

from example_project.orders.models import Invoice, Order
from signal_inspector.wiring.connections import Connection, read_connections
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.nodes import SignalGraph
from signal_inspector.wiring.senders import DEAD, UNKNOWN, Sender
from tests.graphs import connection

paid, shipped, unheard = Signal(), Signal(), Signal()
NAMES = {
    "shop.signals.paid": paid,
    "shop.signals.shipped": shipped,
    "shop.signals.unheard": unheard,
}
PARCEL = Sender("shop.Parcel", "model", "shop")


def plain(**kwargs: Any) -> None: ...


async def later(**kwargs: Any) -> None: ...


def nested() -> Callable[..., None]:
    def inner(**kwargs: Any) -> None: ...

    return inner


def logged(function: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(function)
    def wrapper(**kwargs: Any) -> None:
        function(**kwargs)

    return wrapper


@logged
def decorated(**kwargs: Any) -> None: ...


class Ledger:
    def method(self, **kwargs: Any) -> None: ...

    async def async_method(self, **kwargs: Any) -> None: ...

    @classmethod
    def class_method(cls, **kwargs: Any) -> None: ...

    @staticmethod
    def static_method(**kwargs: Any) -> None: ...

    def __call__(self, **kwargs: Any) -> None: ...


class Entry:
    """A class can be a receiver: it is called."""

    def __init__(self, **kwargs: Any) -> None: ...


LEDGER = Ledger()
UNNAMED = lambda **kwargs: None  # noqa: E731 - the kind of receiver that this is
INNER = nested()
PARTIAL = functools.partial(plain, note="x")
OF_METHOD = functools.partial(LEDGER.method, note="x")


def every_receiver() -> SignalGraph:
    """Return the graph of it all; nothing stays connected."""
    receivers: list[Any] = [
        *(plain, later, INNER, decorated, UNNAMED, PARTIAL, OF_METHOD, LEDGER, Entry),
        *(LEDGER.method, LEDGER.async_method, Ledger.class_method, Ledger.static_method),
    ]
    for receiver in receivers:
        paid.connect(receiver, sender=Order, weak=False)
    paid.connect(plain, sender=Order, weak=False, dispatch_uid="plain again")
    paid.connect(plain, sender=Invoice, dispatch_uid="invoices")
    shipped.connect(plain)
    shipped.connect(plain, sender=Order)
    shipped.connect(later, sender="a warehouse")
    try:
        found = read_connections(NAMES)
    finally:
        for signal in NAMES.values():
            signal.receivers.clear()
            signal.sender_receivers_cache.clear()
    return graph_of([*found, *_by_hand()], NAMES)


def _by_hand() -> list[Connection]:
    """Return connections that would depend on the garbage collector, or on other packages."""
    signal = "shop.signals.shipped"
    return [
        connection("shop.receivers.gone", DEAD, signal, position=20),
        connection("shop.receivers.lost", UNKNOWN, signal, position=21),
        connection("shop.receivers.never", Sender("shop.nope", "unresolved"), signal, position=22),
        connection("shop.receivers.base", Sender("shop.Base", "abstract", "shop"), signal),
        connection("shop.receivers.proxied", Sender("shop.Big", "proxy", "shop"), signal),
        connection("reversion.hooks.version", PARCEL, signal, position=23, origin="third-party"),
        connection("django.contrib.sites.sent", PARCEL, signal, position=24, origin="django"),
        connection(
            *("collected receiver", PARCEL, signal),
            position=25,
            module="",
            app=None,
            file="",
            line=0,
            is_alive=False,
        ),
    ]
