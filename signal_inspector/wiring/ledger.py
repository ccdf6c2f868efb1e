"""The ledger: which line connected and disconnected each receiver, since the app was loaded.

``Signal.receivers`` tells what is connected now. It does not tell where ``connect()`` stands, that
one was ignored because its ``dispatch_uid`` was taken, who a collected receiver was, or that a
receiver is missing because somebody disconnected it.

No attribute is replaced: the code of ``Signal.connect`` and ``Signal.disconnect`` is swapped for
code that tells of each call in Django's own frame. Dispatching is not touched at all. The ledger
holds texts, numbers and lookup keys, never a receiver or a sender.
"""

from __future__ import annotations

import inspect
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from types import CodeType, FunctionType
from typing import Any, NamedTuple
from weakref import ref

from django.apps import apps
from django.db.models import signals as model_signals
from django.dispatch import Signal, dispatcher

from signal_inspector.entries import living_keys, receiver_under
from signal_inspector.naming import (
    dispatch_uid_of,
    receiver_name,
    receiver_place,
    sender_name,
    short_path,
    signal_name,
)

MOST = 20_000
"""Entries of each kind; beyond that the oldest are forgotten."""

Derive = Callable[[FunctionType, Mapping[str, Any]], CodeType]
"""Derives code that calls ``enter`` with a function's parameters, and ``returned`` or ``failed``
with what ``enter`` gave.
"""


class Site(NamedTuple):
    """A line of code: the path as the code object has it, the line from 1."""

    path: str
    line: int


class Entry(NamedTuple):
    """A connection, as plain data. ``place`` is where the receiver is defined, ``site`` where it
    was connected, ``by`` who had its ``dispatch_uid`` before or the line that disconnected it.
    """

    signal: str
    sender: str
    receiver: str
    place: Site | None
    dispatch_uid: str | None
    site: Site | None
    by: str = ""


class Fact(NamedTuple):
    """What is kept of a ``connect()`` until somebody asks; names of signals are looked up then."""

    signal: ref[Any]
    sender: str
    receiver: str
    place: Site | None
    dispatch_uid: str | None
    site: Site | None
    by: str
    sender_ref: ref[Any] | None


Key = tuple[int, object]
"""The id of a signal, and Django's lookup key within it."""

# Taken now: later a mock may stand in their place.
_FUNCTIONS: Any = tuple(inspect.unwrap(vars(Signal)[name]) for name in ("connect", "disconnect"))
_swapped: dict[FunctionType, tuple[CodeType, CodeType]] = {}
_lock = threading.Lock()
_connected: dict[Key, Fact] = {}
_ignored: dict[tuple[Key, str, Site | None], Fact] = {}
_disconnected: dict[Key, Fact] = {}
# Between the caller of connect() and its code there can be frames of these.
_PASSED = (dispatcher.__file__, model_signals.__file__, __file__)
_REGISTRY = sys.modules[type(apps).__module__].__file__


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
    fact = _connected.get((id(signal), key))
    return fact.site if fact is not None and fact.signal() is signal else None


def ignored() -> list[Entry]:
    """The calls of ``connect()`` that did nothing: another receiver had the ``dispatch_uid``."""
    return _entries(_ignored)


def lost() -> list[Entry]:
    """The receivers that were connected and that nobody disconnected, but that are not there any
    more: they were garbage-collected. Those whose senders were are left out.
    """
    facts = list(_connected.items())
    signals = {id(signal): signal for _, fact in facts if (signal := fact.signal()) is not None}
    living = {number: living_keys(signal) for number, signal in signals.items()}
    return [
        Entry(signal_name(signals[number]), *fact[1:-1])
        for (number, key), fact in facts
        if number in signals
        and fact.signal() is signals[number]
        and (fact.sender_ref is None or fact.sender_ref() is not None)
        and key not in living[number]
    ]


def disconnected() -> list[Entry]:
    """The receivers that were disconnected once all apps were ready, and not connected again."""
    return _entries(_disconnected)


def _entries(facts: Mapping[Any, Fact]) -> list[Entry]:
    return [
        Entry(signal_name(signal), *fact[1:-1])
        for fact in list(facts.values())
        if (signal := fact.signal()) is not None
    ]


def _targets() -> dict[FunctionType, dict[str, Any]]:
    """The functions, and what their code is to call."""
    shared = {"failed": _nothing, "Exception": Exception, "BaseException": BaseException}
    told = zip(_FUNCTIONS, (_write_connect, _write_disconnect), strict=True)
    return {function: {"enter": _arguments, "returned": write} | shared for function, write in told}


def _arguments(*arguments: Any) -> tuple[Any, ...]:
    return arguments


def _nothing(*_: Any) -> None:
    """An exception left ``connect()``: nothing was connected."""


def _write_connect(arguments: Any, result: Any) -> Any:
    try:
        signal, receiver, sender, _weak, dispatch_uid = arguments
        key = _lookup_key(receiver, sender, dispatch_uid)
        place = receiver_place(receiver)
        fact = Fact(
            ref(signal),
            "ANY" if sender is None else sender_name(sender),
            receiver_name(receiver),
            Site(*place) if place else None,
            dispatch_uid_of(key[0], receiver),
            _site(),
            "",
            _sender_ref(sender),
        )
        known = (id(signal), key)
        holder = receiver_under(signal, key)
        if holder is None or _same(holder, receiver):
            _disconnected.pop(known, None)
            _keep(_connected, known, fact)
        else:
            by = fact._replace(by=receiver_name(holder))
            _keep(_ignored, (known, fact.receiver, fact.site), by)
    except Exception:  # noqa: BLE001, S110 - connect() has done its work: a gap in the ledger
        pass
    return result


def _write_disconnect(arguments: Any, result: Any) -> Any:
    try:
        if result is True:
            signal, receiver, sender, dispatch_uid = arguments
            known = (id(signal), _lookup_key(receiver, sender, dispatch_uid))
            fact = _connected.pop(known, None)
            if fact is not None and fact.signal() is signal and apps.ready:
                site = _site()
                by = f"{short_path(site.path)}:{site.line}" if site else ""
                _keep(_disconnected, known, fact._replace(by=by))
    except Exception:  # noqa: BLE001, S110 - disconnect() has done its work: a gap in the ledger
        pass
    return result


def _lookup_key(receiver: Any, sender: Any, dispatch_uid: Any) -> tuple[Any, Any]:
    """The key that ``connect()`` makes."""
    make_id = dispatcher._make_id  # type: ignore[attr-defined]  # noqa: SLF001 - Django's own key
    return dispatch_uid or make_id(receiver), make_id(sender)


def _same(one: Any, other: Any) -> bool:
    make_id = dispatcher._make_id  # type: ignore[attr-defined]  # noqa: SLF001 - as above
    return bool(make_id(one) == make_id(other))


def _sender_ref(sender: Any) -> ref[Any] | None:
    try:
        return None if sender is None else ref(sender)
    except TypeError:
        return None


def _keep(facts: dict[Any, Fact], key: Any, fact: Fact) -> None:
    facts.pop(key, None)
    facts[key] = fact
    while len(facts) > MOST:
        facts.pop(next(iter(facts)), None)


def _site() -> Site | None:
    """The line that called ``connect()``, None where Django kept the call back for a lazy sender:
    then it runs when the model is defined.
    """
    frame = sys._getframe(1)  # noqa: SLF001 - the only way to the caller
    for each in _frames(frame):
        path = each.f_code.co_filename
        if path == _REGISTRY:
            return None
        if path not in _PASSED:
            return Site(path, each.f_lineno)
    return None


def _frames(frame: Any) -> Iterator[Any]:
    while frame is not None:
        yield frame
        frame = frame.f_back
