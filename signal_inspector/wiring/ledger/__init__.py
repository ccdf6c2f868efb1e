"""The ledger: which line connected and disconnected each receiver, since the app was loaded.

``Signal.receivers`` tells what is connected now. It does not tell where ``connect()`` stands, that
one was ignored because its ``dispatch_uid`` was taken, who a collected receiver was, or that a
receiver is missing because somebody disconnected it.

No attribute is replaced: the code of ``Signal.connect`` and ``Signal.disconnect`` is swapped for
code that tells of each call in Django's own frame. Dispatching is not touched at all.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Mapping
from types import CodeType, FunctionType
from typing import Any

from django.dispatch import Signal

from . import facts
from .facts import Entry, Site
from .writing import write_connect, write_disconnect

__all__ = [
    "Derive", "Entry", "Site", "disconnected", "ignored", "install", "is_kept", "lost", "site_of",
    "uninstall",
]  # fmt: skip

Derive = Callable[[FunctionType, Mapping[str, Any]], CodeType]
"""Derives code that calls ``enter`` with a function's parameters, and ``returned`` or ``failed``
with what ``enter`` gave.
"""

# Taken now: later a mock may stand in their place.
_FUNCTIONS: Any = tuple(inspect.unwrap(vars(Signal)[name]) for name in ("connect", "disconnect"))
_swapped: dict[FunctionType, tuple[CodeType, CodeType]] = {}
_lock = threading.Lock()


def install(derive: Derive) -> None:
    """Begin to keep the ledger; a second call changes nothing.

    Raises what ``derive`` raises, with nothing changed.
    """
    with _lock:
        if _swapped:
            return
        derived = {
            function: (function.__code__, derive(function, names))
            for function, names in _targets().items()
        }
        for function, (_, ours) in derived.items():
            function.__code__ = ours
        _swapped.update(derived)


def uninstall() -> None:
    """Give Django its own code back; what was written stays."""
    with _lock:
        for function, (own, ours) in _swapped.items():
            if function.__code__ is ours:
                function.__code__ = own
        _swapped.clear()


def is_kept() -> bool:
    """Whether the ledger is installed."""
    return bool(_swapped)


def site_of(signal: object, key: object) -> Site | None:
    """The line that connected what ``Signal.receivers`` has under a lookup key."""
    fact = facts.connected.get((id(signal), key))
    return fact.site if fact is not None and fact.signal() is signal else None


def ignored() -> list[Entry]:
    """The calls of ``connect()`` that did nothing: another receiver had the ``dispatch_uid``.

    Here and below there is one entry for all that a line did alike, and none for what was
    connected to a signal or a sender that was collected.
    """
    return facts.ignored.entries()


def lost() -> list[Entry]:
    """The receivers that were connected and that nobody disconnected, but that are not there any
    more: they were garbage-collected.
    """
    return facts.connected.entries()


def disconnected() -> list[Entry]:
    """The receivers that were disconnected once all apps were ready, and not connected again."""
    return facts.disconnected.entries()


def _targets() -> dict[FunctionType, dict[str, Any]]:
    """The functions, and what their code is to call."""
    shared = {"failed": _nothing, "Exception": Exception, "BaseException": BaseException}
    told = zip(_FUNCTIONS, (write_connect, write_disconnect), strict=True)
    return {function: {"enter": _arguments, "returned": write} | shared for function, write in told}


def _arguments(*arguments: Any) -> tuple[Any, ...]:
    return arguments


def _nothing(*_: Any) -> None:
    """An exception left ``connect()``: nothing was connected."""
