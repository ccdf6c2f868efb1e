"""Where channels come from."""

import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.contrib.auth.models import User
from django.db.models.signals import post_save
from django.dispatch import Signal

from example_project.orders.models import Order
from example_project.orders.signals import order_placed
from signal_inspector.wiring.connections import read_connections
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.places import places_of_channels


class Basket:
    """A sender that is no model."""


def note(**kwargs):
    """A receiver."""


@pytest.fixture
def place_of():
    """The place of the channel of a signal, by its name, that has a receiver for a sender."""
    connected = []

    def place_of(name, signal, sender):
        signal.connect(note, sender=sender)
        connected.append((signal, sender))
        found = read_connections({name: signal})
        mine = [each for each in found if each.receiver.endswith(".note")]
        (channel,) = graph_of(mine).channels
        return places_of_channels([channel]).get(channel.id)

    yield place_of
    for signal, sender in connected:
        signal.disconnect(note, sender=sender)


def line_of(path, text):
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith(text))


def test_of_a_model_it_is_its_class(place_of):
    path, line = place_of("django.db.models.signals.post_save", post_save, Order)

    assert path == "example_project/orders/models.py"
    assert line == line_of(path, "class Order(")


def test_of_another_class_too(place_of):
    path, line = place_of("django.db.models.signals.post_save", post_save, Basket)

    assert path == "tests/wiring/test_places.py"
    assert line == line_of(path, "class Basket")


def test_of_any_sender_it_is_the_signals(place_of):
    path, line = place_of("example_project.orders.signals.order_placed", order_placed, None)

    assert path == "example_project/orders/signals.py"
    assert line == line_of(path, "order_placed = ")


@pytest.mark.parametrize("sender", [User, None])
def test_of_django_there_is_none(place_of, sender):
    assert place_of("django.db.models.signals.post_save", post_save, sender) is None


def test_an_unnamed_signal_says_it_itself(place_of):
    place = place_of(f"Signal @ {__name__}:17~2", Signal(), None)

    assert place == ("tests/wiring/test_places.py", 17)


@pytest.mark.parametrize(
    "name", ["Signal @ no.such.module:3", "Signal @ unknown", "no.such.name", ""]
)
def test_of_what_is_not_loaded_there_is_none(place_of, name):
    assert place_of(name, Signal(), None) is None


def test_a_module_without_a_file_has_none(place_of, monkeypatch):
    monkeypatch.setitem(sys.modules, "made_up", ModuleType("made_up"))

    assert place_of("made_up.signal", Signal(), None) is None


def test_a_name_that_no_source_binds_has_none(place_of):
    assert place_of(f"{__name__}.no_such_signal", Signal(), None) is None
