from __future__ import annotations

from typing import Any

import pytest
from django.dispatch import Signal

from signal_inspector.recording.instrumentation import live_receivers
from tests.recording.sourceless import without_source

SOURCES = {
    "plain": "def f(self, sender):\n    return [self, sender]\n",
    "laid out": 'def f(self, sender):\n    """Doc."""\n    # why\n    return [self,\n  sender]\n',
    "other": "def f(self, sender):\n    return [sender, self]\n",
}


def test_the_installed_django_has_one_that_was_read():
    own = vars(Signal)["_live_receivers"]
    assert live_receivers.STOCK is own
    assert live_receivers.digest(own) in live_receivers.KNOWN.values()


def test_a_digest_is_of_the_statements(monkeypatch):
    monkeypatch.setattr(live_receivers.inspect, "getsource", SOURCES.__getitem__)
    plain, laid_out, other = map(live_receivers.digest, SOURCES)
    assert plain == laid_out != other
    assert len(plain) == 16


@pytest.mark.parametrize("function", [len, Signal])
def test_what_has_no_definition_has_no_digest(function, monkeypatch):
    def fails(function: Any) -> str:
        raise TypeError("no source")

    monkeypatch.setattr(live_receivers.inspect, "getsource", fails)
    assert live_receivers.digest(function) == ""


def test_one_that_nobody_has_read_is_never_taken_for_django_s():
    with without_source():
        unknown = live_receivers._stock()
    assert unknown is not vars(Signal)["_live_receivers"]
    assert type(unknown) is object


class Sorted(Signal):
    def _live_receivers(self, sender):
        return super()._live_receivers(sender)


def test_a_signal_that_looks_up_in_another_way_is_not_stock():
    replaced, missing = Signal(), Signal()
    replaced._live_receivers = lambda sender: ([], [])
    missing._live_receivers = None
    assert live_receivers.are_stock(Signal())
    assert not any(map(live_receivers.are_stock, (Sorted(), replaced, missing)))
