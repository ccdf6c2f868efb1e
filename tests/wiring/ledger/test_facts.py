"""How much the ledger keeps: memory stays small, whatever is connected again and again."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from django.dispatch import Signal
from django.test import Client

from signal_inspector.testing import mute
from signal_inspector.wiring import ledger
from signal_inspector.wiring.ledger import facts

pytestmark = pytest.mark.usefixtures("fresh_ledger")


class Thing:
    """Stand for a sender."""


def one(**kwargs: Any) -> None:
    """Stand for a receiver."""


def other(**kwargs: Any) -> None:
    """Stand for a receiver."""


@pytest.fixture(autouse=True)
def little_room(monkeypatch) -> None:
    """Tidy up after few connections."""
    monkeypatch.setattr(facts, "ROOM", 40)
    for table in (facts.connected, facts.ignored, facts.disconnected):
        monkeypatch.setattr(table, "_room", 40)


def sites(signal: Signal) -> list[bool]:
    return [ledger.site_of(signal, item[0]) is not None for item in signal.receivers]


def test_the_oldest_are_forgotten(monkeypatch):
    monkeypatch.setattr(facts, "MOST", 3)
    signal = Signal()
    for number in range(5):
        signal.connect(one, dispatch_uid=f"uid {number}")
    assert sites(signal) == [False, False, True, True, True]


def test_what_is_connected_is_known_however_much_it_is():
    signal = Signal()
    for number in range(500):
        signal.connect(one, dispatch_uid=f"uid {number}")
    assert sites(signal) == [True] * 500


def test_what_is_connected_and_disconnected_for_each_request_takes_no_room():
    signal = Signal()
    for number in range(500):
        signal.connect(one, dispatch_uid=f"uid {number}")
        signal.disconnect(dispatch_uid=f"uid {number}")
    assert len(facts.connected) == 0
    assert len(facts.disconnected) <= 40
    [entry] = ledger.disconnected()
    assert (entry.receiver, entry.dispatch_uid) == (f"{__name__}.one", "uid 499")


@pytest.mark.urls("tests.load.site")
def test_the_test_client_takes_no_room(settings):
    settings.MIDDLEWARE = []
    client = Client()
    for _ in range(100):
        client.get("/verdict/")
    assert sum(map(len, (facts.connected, facts.ignored, facts.disconnected))) <= 80


def test_receivers_that_are_collected_for_each_request_take_no_room(settings):
    settings.DEBUG = False  # whose cache would hold them
    signal, held = Signal(), []
    for _ in range(500):

        def local(**kwargs: Any) -> None:
            """Be collected, but no other may have this id."""

        signal.connect(local, sender=Thing)
        held.append(id(local))
        del local
        gc.collect(0)
    assert len(facts.connected) <= 80
    [entry] = ledger.lost()
    assert entry.receiver.endswith("local")


def test_signals_and_senders_that_are_collected_take_no_room(settings):
    settings.DEBUG = False  # whose cache would hold the receivers

    def connects(number: int) -> None:
        def local(**kwargs: Any) -> None:
            """In Django 5.2, a receiver holds its signals."""

        class Sender:
            """A temporary sender."""

        Signal().connect(local)
        kept.connect(one, sender=Sender, dispatch_uid=f"uid {number}")
        kept.connect(other, sender=Sender, dispatch_uid=f"uid {number}")

    kept = Signal()
    for number in range(100):
        connects(number)
        if number % 20 == 0:
            gc.collect()
    # In Django 5.2, the connections of collected senders stay.
    assert len(facts.connected) <= 80 + len(kept.receivers)
    assert len(facts.ignored) <= 80
    assert ledger.lost() == []


def test_lines_that_say_something_else_are_all_told():
    signal = Signal()
    senders = [type(f"Sender{number}", (), {}) for number in range(60)]
    for sender in senders:
        signal.connect(one, sender=sender)
    for sender in senders:
        signal.disconnect(one, sender=sender)
    assert len(ledger.disconnected()) == 60


def test_what_is_connected_again_under_its_uid_is_not_missing():
    signal = Signal()
    for number in range(3):
        signal.connect(one, dispatch_uid=f"uid {number}")
        signal.disconnect(dispatch_uid=f"uid {number}")
    for number in range(2):
        signal.connect(one, dispatch_uid=f"uid {number}")
    [entry] = ledger.disconnected()
    assert entry.dispatch_uid == "uid 2"


def test_what_is_muted_meanwhile_is_known_afterwards():
    signal, busy = Signal(), Signal()
    signal.connect(one)
    with mute(signal):
        for number in range(100):
            busy.connect(one, dispatch_uid=f"uid {number}")
    assert sites(signal) == [True]
    assert ledger.lost() == []
