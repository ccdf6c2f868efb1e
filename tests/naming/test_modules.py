import os.path
import sys
from types import ModuleType

import pytest
from hypothesis import given, strategies as st

from signal_inspector.naming.modules import Binding, Bound, _bindings, bindings, loaded_modules

SOURCE = """
from shop.signals import paid
import shop.signals, shop.stock as stock
sent = Signal()
alias = other.sent
typed: Signal = Signal()
declared: Signal
first, (second, third) = Signal(), (Signal(), alias)
if True:
    guarded = Signal()
try:
    tried = Signal()
except ImportError:
    tried = None
class Basket:
    filled = Signal()
    class Inner:
        emptied = Signal()
def function():
    local = Signal()
"""


def test_the_source_says_how_and_where_names_are_bound() -> None:
    assert _bindings(SOURCE) == {
        "paid": Bound(Binding.IMPORTED, 2),
        "shop": Bound(Binding.IMPORTED, 3),
        "stock": Bound(Binding.IMPORTED, 3),
        "sent": Bound(Binding.CREATED, 4),
        "alias": Bound(Binding.ASSIGNED, 5),
        "typed": Bound(Binding.CREATED, 6),
        "first": Bound(Binding.CREATED, 8),
        "second": Bound(Binding.CREATED, 8),
        "third": Bound(Binding.ASSIGNED, 8),
        "guarded": Bound(Binding.CREATED, 10),
        "tried": Bound(Binding.CREATED, 12),
        "Basket": Bound(Binding.ASSIGNED, 15),
        "Basket.filled": Bound(Binding.CREATED, 16),
        "Basket.Inner": Bound(Binding.ASSIGNED, 17),
        "Basket.Inner.emptied": Bound(Binding.CREATED, 18),
    }


@given(st.text())
def test_what_is_no_source_binds_nothing_and_raises_nothing(source: str) -> None:
    assert isinstance(_bindings(source), dict)


@pytest.mark.parametrize("path", [None, "", "/nowhere/at/all.py", 3])
def test_a_module_without_source_binds_nothing(path: object) -> None:
    assert bindings({"__file__": path}) == {}


def test_a_module_under_two_names_comes_once_under_its_own() -> None:
    modules = dict(loaded_modules())

    assert os.path.__name__ in modules
    assert "os.path" not in modules


def test_modules_come_sorted(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("aa_second", "aa_first"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))

    names = [name for name, _ in loaded_modules() if name.startswith("aa_")]

    assert names == ["aa_first", "aa_second"]
