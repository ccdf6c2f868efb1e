"""Signals and receivers that the tests of this room send and connect."""

from contextlib import contextmanager

from django.dispatch import Signal

placed = Signal()
paid = Signal()


class Shop:
    """A sender."""


def reserve(**kwargs):
    paid.send(Shop)


def book(**kwargs):
    pass


def refuse(**kwargs):
    raise ValueError("no stock")


@contextmanager
def connected(signal, *receivers, **options):
    for receiver in receivers:
        signal.connect(receiver, **options)
    try:
        yield
    finally:
        for receiver in receivers:
            signal.disconnect(receiver, sender=options.get("sender"))
