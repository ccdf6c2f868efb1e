"""A product and an order for scenarios that need one.

What is missing in an empty database is made by bulk calls: no receiver runs before the
scenario does.
"""

from decimal import Decimal

from example_project.accounts.samples import newest_customer
from example_project.orders.models import Order, Product


def best_seller() -> Product:
    product = Product.objects.order_by("pk").first()
    if product is None:
        [product] = Product.objects.bulk_create(
            [Product(name="Teapot", price=Decimal("24.90"), stock=100)]
        )
    return product


def newest_order() -> Order:
    order = Order.objects.order_by("pk").last()
    if order is None:
        [order] = Order.objects.bulk_create(
            [Order(customer=newest_customer(), product=best_seller(), quantity=1)]
        )
    return order
