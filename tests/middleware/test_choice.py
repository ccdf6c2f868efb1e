"""Which requests are chosen."""

import pytest
from django.test import RequestFactory

from signal_inspector import conf
from signal_inspector.middleware.choice import Choice

SECRET = "a secret of 24 characters"


def takes(path="/", headers=None, chance=0.5, **options):
    request = RequestFactory().get(path, headers=headers)
    return Choice(conf.current(**options), lambda: chance).takes(request)


@pytest.mark.parametrize(
    ("rate", "chosen"), [(0.0, False), (0.5, False), (0.51, True), (1.0, True)]
)
def test_by_lot(rate, chosen):
    assert takes(request_rate=rate) is chosen


@pytest.mark.parametrize(
    ("path", "chosen"),
    [("/checkout/", True), ("/checkout/pay/?a=1", True), ("/x/checkout/", False), ("/cart", True)],
)
def test_by_path(path, chosen):
    assert takes(path, request_paths=["/checkout/*", "/cart"]) is chosen


def test_by_a_header_with_the_secret():
    assert takes(headers={"X-Signal-Inspector": SECRET}, request_secret=SECRET)
    assert takes(headers={"X-Look": SECRET}, request_secret=SECRET, request_header="x-look")
    assert not takes(headers={"X-Signal-Inspector": SECRET + "!"}, request_secret=SECRET)
    assert not takes(request_secret=SECRET)


@pytest.mark.parametrize("secret", ["", "short"])
def test_without_a_proper_secret_the_header_chooses_nothing(secret):
    assert not takes(headers={"X-Signal-Inspector": secret}, request_secret=secret)
    assert not Choice(conf.current(request_secret=secret))


def test_it_knows_whether_it_can_choose():
    assert not Choice(conf.current())
    assert Choice(conf.current(request_rate=0.1))
    assert Choice(conf.current(request_paths=["/"]))
    assert Choice(conf.current(request_secret=SECRET))
