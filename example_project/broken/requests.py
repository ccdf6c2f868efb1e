"""Problems that a recording shows. Each function is named as the rule that finds it."""

import time
from contextlib import suppress
from typing import Any

from asgiref.sync import async_to_sync
from django.core import serializers
from django.core.mail import send_mail
from django.db import transaction
from django.db.models.signals import post_save

from example_project.broken.connecting import connected
from example_project.orders.models import Order, Product, Tag
from example_project.orders.samples import newest_order
from example_project.orders.signals import delivery_asked, order_placed, order_shipped


def exception() -> None:
    def check_stock(**kwargs: Any) -> None:
        raise LookupError("no teapots left")

    with connected(order_placed, check_stock, sender=Product), suppress(LookupError):
        order_placed.send(sender=Product)


def swallowed_exception() -> None:
    def book_courier(**kwargs: Any) -> None:
        raise LookupError("no courier is free")

    with connected(order_shipped, book_courier, sender=Product):
        order_shipped.send_robust(sender=Product)


def caught_exception() -> None:
    def print_label(**kwargs: Any) -> None:
        raise LookupError("out of paper")

    def pack(**kwargs: Any) -> None:
        with suppress(Exception):
            order_shipped.send(sender=Product)

    with (
        connected(order_shipped, print_label, sender=Product),
        connected(order_placed, pack, sender=Product),
    ):
        order_placed.send(sender=Product)


def not_reached() -> None:
    def check_stock(**kwargs: Any) -> None:
        raise LookupError("no teapots left")

    def write_invoice(**kwargs: Any) -> None:
        """Be called after check_stock."""

    receivers = (check_stock, write_invoice)
    with connected(order_placed, *receivers, sender=Product), suppress(LookupError):
        order_placed.send(sender=Product)


def recursion() -> None:
    def add_star(instance: Tag, **kwargs: Any) -> None:
        if not instance.name.endswith("***"):
            instance.name += "*"
            instance.save()

    with connected(post_save, add_star, sender=Tag), transaction.atomic():
        Tag(name="star").save()
        transaction.set_rollback(True)


def too_deep() -> None:
    def again(times: int, **kwargs: Any) -> None:
        if times:
            order_placed.send(sender=Product, times=times - 1)

    with connected(order_placed, again, sender=Product):
        order_placed.send(sender=Product, times=120)


def slow_receiver() -> None:
    def ask_the_bank(**kwargs: Any) -> None:
        time.sleep(0.06)

    with connected(order_placed, ask_the_bank, sender=Product):
        order_placed.send(sender=Product)


def n_plus_one() -> None:
    def count_tags(**kwargs: Any) -> None:
        for name in ["gift", "fragile", "heavy", "cold", "blue"]:
            Tag.objects.filter(name=name).exists()

    with connected(order_placed, count_tags, sender=Product):
        order_placed.send(sender=Product)


def repeated_query() -> None:
    def count_orders(**kwargs: Any) -> None:
        Order.objects.count()

    with connected(order_placed, count_orders, sender=Product):
        for _ in range(5):
            order_placed.send(sender=Product)


def outgoing_in_atomic() -> None:
    def tell(**kwargs: Any) -> None:
        send_mail("Your order", "Thank you.", "shop@example.com", ["ada@example.com"])

    with connected(order_placed, tell, sender=Product), transaction.atomic():
        order_placed.send(sender=Product)


def survived_rollback() -> None:
    def tell(**kwargs: Any) -> None:
        send_mail("Your order", "Thank you.", "shop@example.com", ["ada@example.com"])

    with connected(order_placed, tell, sender=Product), transaction.atomic():
        order_placed.send(sender=Product)
        transaction.set_rollback(True)


def saved_again() -> None:
    def count_up(order: Order, **kwargs: Any) -> None:
        order.quantity += 1
        order.save()

    def mark(order: Order, **kwargs: Any) -> None:
        order.tag_line = "counted"
        order.save()

    with connected(order_placed, count_up, mark, sender=Product):
        order_placed.send(sender=Product, order=newest_order())


def sent_twice() -> None:
    def bill(**kwargs: Any) -> None:
        """Charge the customer."""

    order = newest_order()
    with connected(order_placed, bill, sender=Product):
        order_placed.send(sender=Product, order=order)
        order_placed.send(sender=Product, order=order)


def bypassed_receivers() -> None:
    Order.objects.filter(pk=newest_order().pk).update(quantity=2)


def write_while_raw() -> None:
    def add_sample(sender: type[Tag], **kwargs: Any) -> None:
        Product.objects.create(name="Sample", price=0)

    fixture = '[{"model": "orders.tag", "pk": 7, "fields": {"name": "from a fixture"}}]'
    with connected(post_save, add_sample, sender=Tag), transaction.atomic():
        for each in serializers.deserialize("json", fixture):
            each.save()
        transaction.set_rollback(True)


def blocking_receiver() -> None:
    def ask_by_fax(**kwargs: Any) -> None:
        time.sleep(0.06)

    with connected(delivery_asked, ask_by_fax, sender=Product):
        async_to_sync(delivery_asked.asend)(sender=Product)


def serial_async() -> None:
    async def ask_bicycle(**kwargs: Any) -> None:
        time.sleep(0.06)  # asyncio.sleep() would let the other one run

    async def ask_van(**kwargs: Any) -> None:
        time.sleep(0.06)

    with connected(delivery_asked, ask_bicycle, ask_van, sender=Product):
        async_to_sync(delivery_asked.asend)(sender=Product)
