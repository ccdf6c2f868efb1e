"""What else happens when orders are placed, saved, tagged, shipped and deleted."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail

from example_project.orders import couriers
from example_project.orders.models import Invoice, Order, OrderEvent


def handle_new_order(sender: type[Order], order: Order, **kwargs: Any) -> None:
    order.status = Order.Status.CONFIRMED
    order.save(update_fields=["status"])


def log_order_event(sender: type[Order], order: Order, **kwargs: Any) -> None:
    OrderEvent.objects.create(order=order, text="The order was placed.")


def reserve_stock(sender: type[Order], order: Order, **kwargs: Any) -> None:
    order.product.stock -= order.quantity
    order.product.save(update_fields=["stock"])


def issue_invoice(sender: type[Order], instance: Order, raw: bool, **kwargs: Any) -> None:
    confirmed = instance.status == Order.Status.CONFIRMED
    if confirmed and not raw and not Invoice.objects.filter(order=instance).exists():
        Invoice.objects.create(order=instance, total=instance.total)


def mail_invoice(
    sender: type[Invoice], instance: Invoice, created: bool, raw: bool, **kwargs: Any
) -> None:
    if created and not raw:
        send_mail(
            f"Invoice {instance.pk}",
            f"Please pay {instance.total} within two weeks.",
            "shop@example.com",
            [instance.order.customer.email],
        )


def write_tag_line(
    sender: type[Order], instance: Order, action: str, reverse: bool, **kwargs: Any
) -> None:
    if action in {"post_add", "post_remove", "post_clear"} and not reverse:
        instance.tag_line = ", ".join(instance.tags.order_by("name").values_list("name", flat=True))
        instance.save(update_fields=["tag_line"])


def release_stock(sender: type[Order], instance: Order, **kwargs: Any) -> None:
    if instance.status == Order.Status.CONFIRMED:
        instance.product.stock += instance.quantity
        instance.product.save(update_fields=["stock"])


def tell_customer(sender: type[Order], order: Order, **kwargs: Any) -> None:
    send_mail(
        f"Order {order.pk} is on its way",
        "It will be with you soon.",
        "shop@example.com",
        [order.customer.email],
    )


def book_courier(sender: type[Order], order: Order, **kwargs: Any) -> None:
    try:
        couriers.book(order.pk)
    except couriers.CourierError:
        if not settings.SHOP_IS_FIXED:
            raise
        OrderEvent.objects.create(order=order, text="No courier was free.")


def mark_shipped(sender: type[Order], order: Order, **kwargs: Any) -> None:
    order.status = Order.Status.SHIPPED
    order.save(update_fields=["status"])


async def quote_bicycle(sender: type[Order], order: Order, **kwargs: Any) -> str:
    return f"by bicycle {await couriers.ask_price('bicycle')}"


async def quote_van(sender: type[Order], order: Order, **kwargs: Any) -> str:
    return f"by van {await couriers.ask_price('van')}"


def log_delivery_request(sender: type[Order], order: Order, **kwargs: Any) -> None:
    OrderEvent.objects.create(order=order, text="Prices of delivery were asked for.")
