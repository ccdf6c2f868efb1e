from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import Signal


class OrdersConfig(AppConfig):
    name = "example_project.orders"

    def ready(self) -> None:
        from example_project.orders import receivers
        from example_project.orders.models import Invoice, Order
        from example_project.orders.signals import delivery_asked, order_placed, order_shipped

        connections: list[tuple[Signal, Any, Callable[..., Any]]] = [
            (order_placed, Order, receivers.handle_new_order),
            (order_placed, Order, receivers.log_order_event),
            (order_placed, Order, receivers.reserve_stock),
            (post_save, Order, receivers.issue_invoice),
            (post_save, Invoice, receivers.mail_invoice),
            (m2m_changed, Order.tags.through, receivers.write_tag_line),
            (post_delete, Order, receivers.release_stock),
            (order_shipped, Order, receivers.tell_customer),
            (order_shipped, Order, receivers.book_courier),
            (order_shipped, Order, receivers.mark_shipped),
            (delivery_asked, Order, receivers.quote_bicycle),
            (delivery_asked, Order, receivers.quote_van),
            (delivery_asked, Order, receivers.log_delivery_request),
        ]
        for signal, sender, receiver in connections:
            signal.connect(receiver, sender=sender, dispatch_uid=f"orders.{receiver.__name__}")
