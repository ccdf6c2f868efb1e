import gc
import weakref
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import setting_changed
from django.db.models.signals import ModelSignal, post_save
from django.dispatch import Signal

from signal_inspector.naming import reachable_signals, signal_name, signal_names, signals
from tests.naming import aliases, homes

HERE = "tests.naming.homes"


def line_of(text: str) -> int:
    lines = Path(homes.__file__).read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


@pytest.mark.parametrize(
    ("signal", "name"),
    [
        (post_save, "django.db.models.signals.post_save"),
        (setting_changed, "django.core.signals.setting_changed"),
        (aliases.assigned, f"{HERE}.created"),
        (aliases.Basket.filled, f"{HERE}.Basket.filled"),
        (vars(homes)["dynamic"], f"{HERE}.dynamic"),
    ],
)
def test_a_signal_is_named_by_the_module_that_creates_it(signal: Signal, name: str) -> None:
    assert signal_name(signal) == name


class TestSignalsThatNoModuleNames:
    def test_one_in_a_container_is_called_after_the_line_of_the_container(self) -> None:
        assert signal_name(homes.listed[0]) == f"Signal @ {HERE}:{line_of('listed = ')}"

    def test_one_in_an_instance_is_called_after_the_class(self) -> None:
        basket = homes.Basket()

        assert signal_name(basket.emptied) == f"Signal @ {HERE}:{line_of('class Basket')}"

    def test_one_in_a_closure_is_called_after_the_function(self) -> None:
        inner = homes.make()

        assert signal_name(inner()) == f"Signal @ {HERE}:{line_of('def inner')}"

    def test_one_that_only_a_variable_holds_has_no_place(self) -> None:
        signal = ModelSignal()

        assert signal_name(signal) == "ModelSignal @ unknown"


def test_many_signals_are_named_at_once_in_their_order() -> None:
    assert signal_names([homes.listed[0], post_save, homes.created]) == [
        f"Signal @ {HERE}:{line_of('listed = ')}",
        "django.db.models.signals.post_save",
        f"{HERE}.created",
    ]


def test_a_name_keeps_no_signal_alive_and_is_forgotten_with_it() -> None:
    signal = Signal()
    signal_name(signal)
    key, reference = id(signal), weakref.ref(signal)

    del signal
    gc.collect()

    assert reference() is None
    assert key not in signals._names


def test_an_id_that_is_used_again_does_not_bring_the_old_name() -> None:
    signal: Any = Signal()
    signals._names[id(signal)] = (weakref.ref(post_save), "old")
    try:
        assert signal_name(signal) == "Signal @ unknown"
    finally:
        del signals._names[id(signal)]


def test_the_second_look_up_walks_no_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    signal_name(post_save)
    monkeypatch.setattr(signals, "loaded_modules", lambda: pytest.fail("walked"))

    assert signal_name(post_save) == "django.db.models.signals.post_save"


def test_what_is_no_signal_is_named_after_its_class() -> None:
    assert signal_name(3) == "<builtins.int object>"


def test_reachable_signals_come_once() -> None:
    found = reachable_signals()

    assert len({id(signal) for signal in found}) == len(found)
    assert any(signal is homes.Basket.filled for signal in found)
    assert not any(signal is homes.listed[0] for signal in found)
