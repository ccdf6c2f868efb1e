"""Problems of the wiring. Each function is named as the rule that finds it, and connects for good:
run it in a process that ends.
"""

import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models.signals import post_save

from example_project.orders.models import Order, Product, Tag
from example_project.orders.signals import delivery_asked, order_placed


def bill(sender: Any, **kwargs: Any) -> None:
    """Charge the customer."""


def pack(sender: Any, **kwargs: Any) -> None:
    """Put it into a box."""


def strict(sender: Any, signal: Any, order: Any) -> None:
    """Take nothing else."""


def connected_twice() -> None:
    order_placed.connect(bill, sender=Order, dispatch_uid="billing")
    order_placed.connect(bill, sender=Order)


def imported_twice() -> None:
    loader = SourceFileLoader("broken.wirings", __file__)
    module = sys.modules["broken.wirings"] = module_from_spec(
        spec_from_loader(loader.name, loader)  # type: ignore[arg-type]
    )
    loader.exec_module(module)
    order_placed.connect(bill, sender=Order)
    order_placed.connect(module.bill, sender=Order)


def sender_and_any() -> None:
    order_placed.connect(bill, sender=Order)
    order_placed.connect(bill)


def dead_receiver() -> None:  # with DEBUG = False
    def note(**kwargs: Any) -> None:
        """Write a line."""

    order_placed.connect(note, sender=Order)


def debug_only_receiver() -> None:  # with DEBUG = True
    def note(**kwargs: Any) -> None:
        """Write a line."""

    order_placed.connect(note, sender=Order)


def ignored_connect() -> None:
    order_placed.connect(bill, sender=Order, dispatch_uid="placed")
    order_placed.connect(pack, sender=Order, dispatch_uid="placed")


def impossible_sender() -> None:
    post_save.connect(bill, sender=AbstractUser)


def unknown_sender() -> None:
    post_save.connect(bill, sender="orders.Ordr")


def other_class_sent() -> None:
    class GiftTag(Tag):
        class Meta:
            app_label = "orders"
            proxy = True

    post_save.connect(bill, sender=Tag)


def any_sender() -> None:
    post_save.connect(bill)


def no_kwargs() -> None:  # with DEBUG = False
    order_placed.connect(strict, sender=Order)


def thread_hop() -> None:
    delivery_asked.connect(bill, sender=Order)


def never_reconnected() -> None:
    order_placed.connect(bill, sender=Product)
    order_placed.disconnect(bill, sender=Product)
