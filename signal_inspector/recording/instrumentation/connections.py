"""How the receivers of a dispatch were connected."""

from __future__ import annotations

from collections.abc import Sequence
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any

from signal_inspector.entries import Entry, entries
from signal_inspector.recording.records import Connection

from . import labels

if TYPE_CHECKING:
    from django.dispatch import Signal


def connections_of(signal: Signal, sender: object, receivers: Sequence[Any]) -> list[Connection]:
    """A connection for each of the receivers, in their order."""
    if not receivers:
        return []
    connected = [each for each in entries(signal) if each.is_for(sender)]
    return [connection_of(receiver, connected, sender) for receiver in receivers]


def connection_of(receiver: Any, connected: list[Entry], sender: object) -> Connection:
    """The connection that a call of the receiver stands for, taken out of ``connected``."""
    return _connection(receiver, _take(receiver, connected), sender)


def _take(receiver: Any, connected: list[Entry]) -> Entry | None:
    """The entry that stands for a call. One function under two dispatch_uids has two entries and
    two calls.
    """
    for candidate in (receiver, unwrapped(receiver)):
        for place, entry in enumerate(connected):
            if is_same(entry.receiver, candidate):
                return connected.pop(place)
    return None


def _connection(receiver: Any, entry: Entry | None, sender: object) -> Connection:
    label = labels.of_receiver(receiver)
    if entry is None:
        return Connection(
            label.name, label.path, label.line, None, None, weak=False, is_async=False
        )
    connected_sender = None if entry.is_for_any else labels.of_sender(sender).name
    return Connection(
        label.name,
        label.path,
        label.line,
        connected_sender,
        entry.dispatch_uid,
        entry.is_weak,
        entry.is_async,
    )


def is_connected(signal: Signal, receiver: Any) -> bool:
    """Whether what a dispatch calls is itself connected. Only a wrapped function may not be."""
    return unwrapped(receiver) is receiver or any(
        entry.receiver is receiver for entry in entries(signal)
    )


def is_same(one: Any, other: Any) -> bool:
    """Whether two receivers are one. Bound methods are made anew at each look-up; the receivers
    are never asked.
    """
    return one is other or (
        type(one) is type(other) is MethodType
        and one.__self__ is other.__self__
        and one.__func__ is other.__func__
    )


def unwrapped(receiver: Any) -> Any:
    """The function behind a ``functools.wraps`` closure, such as Sentry puts around receivers at
    each dispatch. Decorators make them as well: then they are what is connected, and called.
    """
    return (
        receiver.__dict__.get("__wrapped__", receiver)
        if type(receiver) is FunctionType
        else receiver
    )
