"""Signals that are counted, and detailed only when something happens inside them."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.dispatch import Signal


def is_muted(signal: Signal, names: tuple[str, ...]) -> bool:
    """Whether one of the dotted names is that of the signal. Nothing is imported to find out."""
    for module, attribute in _places(names):
        found = sys.modules.get(module)
        if found is not None and vars(found).get(attribute) is signal:
            return True
    return False


@cache
def _places(names: tuple[str, ...]) -> list[tuple[str, str]]:
    parts = (each.rpartition(".") for each in names)
    return [(module, attribute) for module, _, attribute in parts]
