"""Orders are placed, tagged, shipped, imported and cancelled."""

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse

from example_project.accounts.samples import newest_customer
from example_project.orders.models import Order, Tag
from example_project.orders.samples import best_seller, newest_order
from example_project.orders.signals import delivery_asked, order_placed, order_shipped
from example_project.pages import scenario_page


def place_order(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return scenario_page(request)
    order = Order.objects.create(customer=newest_customer(), product=best_seller(), quantity=2)
    order_placed.send(sender=Order, order=order)
    return scenario_page(request, f"Order {order.pk} is placed.")


def tag_order(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return scenario_page(request)
    order = newest_order()
    order.tags.set([Tag.objects.get_or_create(name=name)[0] for name in ["gift", "fragile"]])
    return scenario_page(request, f"Order {order.pk} is tagged.")


async def quote_delivery(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return scenario_page(request)
    order = await sync_to_async(newest_order)()
    responses = await delivery_asked.asend(sender=Order, order=order)
    quotes = [quote for _, quote in responses if quote]
    return scenario_page(request, f"Order {order.pk} can be delivered {', '.join(quotes)}.")


def ship_order(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return scenario_page(request)
    order = newest_order()
    order_shipped.send_robust(sender=Order, order=order)
    return scenario_page(request, f"Order {order.pk} is on its way.")


def import_orders(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return scenario_page(request)
    customer, product = newest_customer(), best_seller()
    orders = Order.objects.bulk_create(
        Order(customer=customer, product=product, status=Order.Status.CONFIRMED) for _ in range(20)
    )
    return scenario_page(request, f"{len(orders)} confirmed orders are imported.")


def cancel_order(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return scenario_page(request)
    order = newest_order()
    number = order.pk
    order.delete()
    return scenario_page(request, f"Order {number} is cancelled.")
