"""What ``Signal.receivers`` holds; the only reader of it, whatever the version of Django."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from types import MethodType
from typing import Any, NamedTuple

from signal_inspector.naming.raw import instance_dict
from signal_inspector.naming.uids import dispatch_uid_of

_NO_SENDER = id(None)


class Entry(NamedTuple):
    """An item of ``Signal.receivers``, the receiver dereferenced; None for a collected one.

    ``key`` is the whole lookup key, ``sender_key`` what Django compares a sender with: its id, for
    a method those of its object and function.
    """

    key: object
    receiver: Any
    dispatch_uid: str | None
    sender_ref: Any
    sender_key: object
    is_weak: bool
    is_async: bool

    @property
    def is_for_any(self) -> bool:
        """Whether it was connected without a sender."""
        return self.sender_key == _NO_SENDER

    def is_for(self, sender: Any) -> bool:
        """Whether a dispatch for ``sender`` reaches it."""
        if type(sender) is MethodType:
            key: object = (id(sender.__self__), id(sender.__func__))
        else:
            key = id(sender)
        return self.is_for_any or self.sender_key == key


def entries(signal: object) -> Iterator[Entry]:
    """Return what is connected to a signal, in the order of the connections."""
    receivers = instance_dict(signal).get("receivers")
    for item in list(receivers) if type(receivers) is list else []:
        yield entry_of(item)


def entry_of(item: tuple[Any, ...]) -> Entry:
    """Unpack from both ends: ``(key, receiver, is_async)``, from Django 6.0 a sender in between."""
    key, reference, *sender_ref, is_async = item
    receiver_key, sender_key = key
    receiver, is_weak = _dereference(reference)
    return Entry(
        key,
        receiver,
        dispatch_uid_of(receiver_key, receiver),
        sender_ref[0] if sender_ref else None,
        sender_key,
        is_weak,
        is_async,
    )


def receiver_under(signal: object, key: object) -> Any:
    """The receiver that is connected under a lookup key, None for a collected one or none.

    Searched from the end, where ``connect()`` appends.
    """
    receivers = instance_dict(signal).get("receivers")
    for item in reversed(receivers if type(receivers) is list else []):
        if item[0] == key:
            return _dereference(item[1])[0]
    return None


def living_keys(signal: object) -> set[object]:
    """The hashable lookup keys under which a receiver is alive."""
    receivers = instance_dict(signal).get("receivers")
    return {
        item[0]
        for item in (list(receivers) if type(receivers) is list else [])
        if _is_hashable(item[0]) and _dereference(item[1])[0] is not None
    }


def _is_hashable(key: object) -> bool:
    try:
        hash(key)
    except TypeError:
        return False
    return True


def references(signal: object) -> Iterator[weakref.ref[Any]]:
    """The plain weak references to receivers; those to methods are of another kind."""
    receivers = instance_dict(signal).get("receivers")
    for item in list(receivers) if type(receivers) is list else []:
        if type(item[1]) is weakref.ReferenceType:
            yield item[1]


def _dereference(reference: Any) -> tuple[Any, bool]:
    """Return the receiver, and whether it is held weakly; what is no reference is the receiver."""
    if not issubclass(type(reference), weakref.ReferenceType):
        return reference, False
    if type(reference) is weakref.WeakMethod:
        return reference(), True
    return weakref.ReferenceType.__call__(reference), True
