from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.db.models.signals import post_save
from django.urls import reverse

from example_project.accounts.models import Profile
from example_project.accounts.payments import service
from example_project.audit.models import AuditEntry
from example_project.orders.couriers import CourierError
from example_project.orders.models import Invoice, Order, OrderEvent, Product
from example_project.orders.samples import newest_order
from example_project.orders.signals import order_shipped
from example_project.scenarios import SCENARIOS

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(client):
    """Run scenarios by their names, as a visitor does; gives the last response."""

    def run(*names):
        for name in names:
            response = client.post(reverse(name))
            assert response.status_code == 200
        return response

    return run


def audited():
    return list(AuditEntry.objects.order_by("pk").values_list("model", "action"))


def test_sign_up_makes_a_profile_a_customer_and_a_welcome_mail(run):
    run("sign-up")
    user = User.objects.get()
    assert service.customers[user.profile.customer_id] == user.email
    assert [(message.subject, message.to) for message in mail.outbox] == [
        ("Welcome to the shop", [user.email])
    ]
    assert audited() == [
        ("accounts.Profile", "created"),
        ("accounts.Profile", "changed"),
        ("accounts.Profile", "changed"),
        ("auth.User", "created"),
    ]


def test_logging_in_and_out_notes_when_the_customer_was_last_seen(run, client):
    run("sign-up", "log-in")
    assert "_auth_user_id" in client.session
    seen = Profile.objects.get().last_seen
    assert seen is not None
    run("log-out")
    assert "_auth_user_id" not in client.session
    assert Profile.objects.get().last_seen > seen


def test_logging_out_as_nobody_is_harmless(run):
    assert b"Nobody was logged in" in run("log-out").content


def test_an_order_is_confirmed_invoiced_logged_and_reserved(run):
    run("place-order")
    order = Order.objects.get()
    assert order.status == Order.Status.CONFIRMED
    assert order.invoice.total == Decimal("49.80")
    assert [event.text for event in order.events.all()] == ["The order was placed."]
    assert Product.objects.get().stock == 98
    assert [message.subject for message in mail.outbox] == [f"Invoice {order.invoice.pk}"]


def test_tags_end_in_the_tag_line(run):
    run("tag-order")
    assert Order.objects.get().tag_line == "fragile, gift"


def test_delivery_is_quoted_by_every_async_receiver(run):
    response = run("quote-delivery")
    assert b"can be delivered by bicycle 4.50, by van 9.80." in response.content
    assert [event.text for event in OrderEvent.objects.all()] == [
        "Prices of delivery were asked for."
    ]


def test_shipping_goes_on_when_no_courier_is_free(run):
    response = run("ship-order")
    assert b"is on its way" in response.content
    assert Order.objects.get().status == Order.Status.SHIPPED
    assert [message.subject for message in mail.outbox] == [
        f"Order {Order.objects.get().pk} is on its way"
    ]


def test_the_courier_fails_without_a_word():
    responses = order_shipped.send_robust(sender=Order, order=newest_order())
    assert [type(response) for _, response in responses] == [
        type(None),
        CourierError,
        type(None),
    ]


def test_imported_orders_bypass_every_receiver(run):
    run("import-orders")
    assert Order.objects.filter(status=Order.Status.CONFIRMED).count() == 20
    assert not Invoice.objects.exists()
    assert audited() == []


def test_a_cancelled_order_gives_the_goods_back(run):
    run("place-order", "cancel-order")
    assert not Order.objects.exists()
    assert not Invoice.objects.exists()
    assert Product.objects.get().stock == 100
    assert ("orders.Invoice", "deleted") in audited()


def test_a_closed_account_is_closed_at_the_payment_service_too(run):
    run("sign-up")
    customer_id = Profile.objects.get().customer_id
    run("close-account")
    assert not User.objects.exists()
    assert customer_id not in service.customers


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_scenario_runs_on_an_empty_database(run, name):
    assert b"<h2>Done</h2>" in run(name).content


def test_the_scenarios_run_one_after_the_other_and_again(run):
    run(*SCENARIOS, *SCENARIOS)


@pytest.mark.parametrize("name", SCENARIOS)
def test_opening_a_page_changes_nothing(client, name):
    response = client.get(reverse(name))
    assert SCENARIOS[name].sentence in response.content.decode()
    assert not User.objects.exists()
    assert not Order.objects.exists()
    assert audited() == []


def test_receivers_keep_out_of_fixtures(tmp_path):
    fixture = tmp_path / "shop.json"
    fixture.write_text(
        """[
        {"model": "auth.user", "pk": 7, "fields": {"username": "eve", "email": "eve@example.com"}},
        {"model": "orders.product", "pk": 7, "fields": {"name": "Cup", "price": "3.00"}},
        {"model": "orders.order", "pk": 7,
         "fields": {"customer": 7, "product": 7, "status": "confirmed"}},
        {"model": "orders.invoice", "pk": 7, "fields": {"order": 7, "total": "3.00"}}
        ]"""
    )
    call_command("loaddata", fixture, verbosity=0)
    assert Invoice.objects.count() == 1
    assert not Profile.objects.exists()
    assert not mail.outbox
    assert audited() == []


def test_connecting_again_connects_nothing_twice(settings):
    from django.apps import apps

    before = [signal.receivers[:] for signal in (post_save, order_shipped)]
    for label in ["accounts", "orders", "audit"]:
        apps.get_app_config(label).ready()
    assert [signal.receivers for signal in (post_save, order_shipped)] == before
