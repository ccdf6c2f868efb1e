"""Naming runs no code of what it names: not of hostile, not of lazy objects."""

import functools
from collections.abc import Callable
from typing import Any

import pytest
from django.utils.functional import SimpleLazyObject, lazy

from signal_inspector import naming
from tests.naming.hostile import TouchedError, Untouchable, UntouchableClass

NAMERS: list[Callable[[Any], Any]] = [
    naming.is_signal,
    naming.receiver_module,
    naming.receiver_name,
    naming.receiver_place,
    naming.sender_module,
    naming.sender_name,
    naming.signal_name,
]


def evaluated() -> Any:
    raise TouchedError


@pytest.mark.parametrize("namer", NAMERS)
@pytest.mark.parametrize(
    "make",
    [
        Untouchable,
        lambda: UntouchableClass,
        lambda: functools.partial(Untouchable()),
        lambda: SimpleLazyObject(evaluated),
        lazy(evaluated, str),
    ],
    ids=["instance", "class", "partial", "lazy object", "lazy text"],
)
def test_naming_touches_nothing(namer: Callable[[Any], Any], make: Callable[[], Any]) -> None:
    namer(make())


def test_hostile_objects_are_named_after_their_class() -> None:
    assert naming.receiver_name(Untouchable()) == "tests.naming.hostile.Untouchable"
    assert naming.sender_name(Untouchable()) == "<tests.naming.hostile.Untouchable object>"
    assert naming.sender_name(UntouchableClass) == "tests.naming.hostile.UntouchableClass"


def test_a_module_that_is_a_lazy_object_is_not_evaluated(monkeypatch: Any) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "lazy_module", SimpleLazyObject(evaluated))
    monkeypatch.setitem(sys.modules, "untouchable_module", Untouchable())

    assert "lazy_module" in dict(naming.loaded_modules())
    assert naming.origin_of_module("untouchable_module.part") == "project"
    naming.reachable_signals()
