"""Which receivers live only as long as DEBUG is on?

Under DEBUG, ``connect()`` looks at a receiver's signature, and a cache in ``django.utils.inspect``
keeps what was looked at. A local function, connected weakly and held by nothing else, lives on in
there; without DEBUG it is dead before the first dispatch.
"""

from __future__ import annotations

import gc
import sys
import weakref
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils import inspect

from signal_inspector.entries import references


def debug_only(signals: Iterable[object]) -> set[int]:
    """The ids of the weakly connected receivers that Django's cache alone keeps alive.

    References are counted, nothing is called or kept. What else might hold a receiver, down to a
    local variable, counts for it.
    """
    cached = _cached()
    found = set()
    for reference in (each for signal in signals for each in references(signal)) if cached else ():
        key, count = _count(reference)
        if key in cached and count == cached[key] + _LOOKING:
            found.add(key)
    return found


def _cached() -> Counter[int]:
    """How many keys of Django's caches of signatures hold each object, by its id."""
    caches = [value for value in vars(inspect).values() if hasattr(value, "cache_info")]
    keys = [key for key in gc.get_referents(*caches) if type(key) is tuple] if caches else []
    return Counter(id(each) for key in keys for each in key)


def _count(reference: weakref.ref[Any]) -> tuple[int, int]:
    """The id of an object, and how many references to it there are while it is looked at."""
    obj = reference()
    return id(obj), sys.getrefcount(obj)


class _Sample:
    """Something to look at: how many references looking takes differs by version of Python."""


def _looking() -> int:
    held = [_Sample()]
    return _count(weakref.ref(held[0]))[1] - 1


_LOOKING = _looking()
