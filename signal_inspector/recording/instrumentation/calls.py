"""What a dispatch of a signal for a sender calls: found out once, and known to later recordings."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from operator import is_, itemgetter
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, NamedTuple

from signal_inspector.recording.records import Connection

from . import labels
from .connections import connections_of, is_connected, is_same, unwrapped

if TYPE_CHECKING:
    from django.dispatch import Signal

Receivers = Sequence[Any]

_MOST_KNOWN = 10_000


class Calls(NamedTuple):
    """What a dispatch of a signal for a sender calls, from one recording to the next.

    ``keys`` are those of the entries of ``Signal.receivers``. Each ``connect()`` makes one of its
    own, so the same objects stand for the same connections. ``are_listed``: for this sender just
    these receivers are connected, in this order, and none of them is async. ``holds_nothing``: all
    references are weak.
    """

    keys: tuple[object, ...]
    refs: tuple[Callable[[], Any], ...]
    async_refs: tuple[Callable[[], Any], ...]
    synchronous: list[Connection]
    asynchronous: list[Connection]
    are_listed: bool
    holds_nothing: bool


_known: dict[tuple[int, int, labels.Label], Calls] = {}


def calls(
    signal: Signal,
    sender: Any,
    label: labels.Label,
    synchronous: Receivers,
    asynchronous: Receivers,
) -> Calls:
    """What a dispatch to these receivers calls; ``label`` is that of the sender."""
    key = (id(signal), id(sender), label)
    known = _known.get(key)
    entries = signal.receivers
    if (
        known is not None
        and len(known.keys) == len(entries)
        and all(map(is_, known.keys, map(_key_of, entries)))
        and are_behind(known.refs, synchronous)
        and are_behind(known.async_refs, asynchronous)
    ):
        return known
    refs, async_refs = _references(signal, synchronous), _references(signal, asynchronous)
    made = Calls(
        tuple(map(_key_of, entries)),
        refs,
        async_refs,
        connections_of(signal, sender, synchronous),
        connections_of(signal, sender, asynchronous),
        _are_listed(entries, sender, refs),
        not any(type(ref) is FunctionType for ref in (*refs, *async_refs)),
    )
    if made.holds_nothing:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[key] = made
    return made


_key_of = itemgetter(0)


def _are_listed(entries: list[Any], sender: Any, refs: Sequence[Callable[[], Any]]) -> bool:
    """Whether the entries for a sender, ``(key, receiver or reference, ..., is_async)``, are those
    of just these receivers.
    """
    live = []
    for (_, sender_id), reference, *_, is_async in entries:
        if sender_id == id(None) or sender_id == id(sender):
            weak = isinstance(reference, weakref.ReferenceType)
            receiver = reference() if weak else reference
            if receiver is None or is_async:
                return False
            live.append(receiver)
    called = [ref() for ref in refs]
    return len(live) == len(called) and all(map(is_same, live, called))


def _references(signal: Signal, receivers: Receivers) -> tuple[Callable[[], Any], ...]:
    """Something for each receiver that gives back while it lives what was connected.

    That is the receiver itself, as far as it was not wrapped anew for this dispatch.
    """
    return tuple(
        _reference(receiver if is_connected(signal, receiver) else unwrapped(receiver))
        for receiver in receivers
    )


def _reference(receiver: Any) -> Callable[[], Any]:
    """Receivers without weak references were connected strongly: their connection holds them
    anyway.
    """
    if type(receiver) is MethodType:
        return weakref.WeakMethod(receiver)
    try:
        return weakref.ref(receiver)
    except TypeError:
        return lambda: receiver


def are_behind(refs: Sequence[Callable[[], Any]], receivers: Receivers) -> bool:
    """Whether the references are those of just these receivers, or of what was wrapped anew."""
    if len(refs) != len(receivers):
        return False
    if not refs:
        return True
    live = [ref() for ref in refs]
    return all(map(is_, live, receivers)) or all(map(_is_behind, live, receivers))


def _is_behind(referred: Any, receiver: Any) -> bool:
    return is_same(referred, receiver) or is_same(referred, unwrapped(receiver))
