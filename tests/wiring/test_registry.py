import gc
import sys
from typing import Any

import pytest
from django.db.models.signals import ModelSignal, post_save
from django.dispatch import Signal
from django.utils.functional import SimpleLazyObject

from signal_inspector.naming import signal_name
from signal_inspector.wiring.registry import find_signals
from tests.naming import homes

POST_SAVE = "django.db.models.signals.post_save"


def test_signals_of_modules_classes_and_containers_are_found_by_name() -> None:
    signals = find_signals()

    assert signals[POST_SAVE] is post_save
    assert signals["tests.naming.homes.created"] is homes.created
    assert signals["tests.naming.homes.Basket.filled"] is homes.Basket.filled
    assert homes.listed[0] in signals.values()


def test_subclasses_are_found() -> None:
    class PluginSignal(Signal):
        """A signal of somebody's own."""

    signal = PluginSignal()

    assert find_signals()[signal_name(signal)] is signal
    assert type(post_save) is ModelSignal


def test_names_come_sorted_and_each_signal_once() -> None:
    signals = find_signals()

    assert list(signals) == sorted(signals)
    assert len({id(signal) for signal in signals.values()}) == len(signals)


def test_signals_of_one_name_are_told_apart() -> None:
    basket, other = homes.Basket(), homes.Basket()
    name = signal_name(basket.emptied)

    signals = find_signals()

    assert {id(signals[name]), id(signals[f"{name}~2"])} == {
        id(basket.emptied),
        id(other.emptied),
    }


def test_signals_that_the_collector_was_told_to_forget_are_found() -> None:
    gc.freeze()
    try:
        assert POST_SAVE in find_signals()
    finally:
        gc.unfreeze()


def test_nothing_is_imported_and_no_lazy_object_is_evaluated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    evaluated = []
    lazy: Any = SimpleLazyObject(lambda: evaluated.append(1))
    monkeypatch.setattr(homes, "lazy", lazy, raising=False)
    before = set(sys.modules)

    find_signals()

    assert set(sys.modules) == before
    assert evaluated == []
