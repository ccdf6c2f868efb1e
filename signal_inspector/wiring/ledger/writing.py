"""What the code of ``connect()`` and ``disconnect()`` calls, once it has done its work."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any
from weakref import ref

from django.apps import apps
from django.db.models import signals as model_signals
from django.dispatch import dispatcher

from signal_inspector.entries import receiver_under
from signal_inspector.naming import (
    dispatch_uid_of,
    receiver_name,
    receiver_place,
    sender_name,
    short_path,
)

from . import facts
from .facts import Fact, Site

# Between the caller of connect() and its code there can be frames of these.
_PASSED = (dispatcher.__file__, model_signals.__file__, __file__)
_REGISTRY = sys.modules[type(apps).__module__].__file__


def write_connect(arguments: Any, result: Any) -> Any:
    """Note a connection, or that it was ignored; return the result."""
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
            facts.disconnected.pop(known, None)
            facts.connected.put(known, fact)
        else:
            by = fact._replace(by=receiver_name(holder))
            facts.ignored.put((known, fact.receiver, fact.site), by)
    except Exception:  # noqa: BLE001, S110 - connect() has done its work: a gap in the ledger
        pass
    return result


def write_disconnect(arguments: Any, result: Any) -> Any:
    """Note who was disconnected once all apps were ready; return the result."""
    try:
        if result is True:
            signal, receiver, sender, dispatch_uid = arguments
            known = (id(signal), _lookup_key(receiver, sender, dispatch_uid))
            fact = facts.connected.pop(known, None)
            if fact is not None and fact.signal() is signal and apps.ready:
                site = _site()
                by = f"{short_path(site.path)}:{site.line}" if site else ""
                facts.disconnected.put(known, fact._replace(by=by))
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
