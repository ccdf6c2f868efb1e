"""What a dispatch of a signal for a sender calls: found out once, and known to later recordings."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from operator import is_
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
    own, so the same objects stand for the same connections.
    """

    keys: tuple[object, ...]
    refs: tuple[Callable[[], Any], ...]
    async_refs: tuple[Callable[[], Any], ...]
    synchronous: list[Connection]
    asynchronous: list[Connection]

    def are(
        self, keys: tuple[object, ...], synchronous: Receivers, asynchronous: Receivers
    ) -> bool:
        return (
            len(self.keys) == len(keys)
            and all(map(is_, self.keys, keys))
            and are_behind(self.refs, synchronous)
            and are_behind(self.async_refs, asynchronous)
        )

    @property
    def holds_nothing(self) -> bool:
        """Whether all references are weak."""
        return not any(type(ref) is FunctionType for ref in (*self.refs, *self.async_refs))


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
    keys = tuple([entry[0] for entry in signal.receivers])
    known = _known.get(key)
    if known is not None and known.are(keys, synchronous, asynchronous):
        return known
    made = Calls(
        keys,
        _references(signal, synchronous),
        _references(signal, asynchronous),
        connections_of(signal, sender, synchronous),
        connections_of(signal, sender, asynchronous),
    )
    if made.holds_nothing:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[key] = made
    return made


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
    return len(refs) == len(receivers) and all(map(_is_behind, refs, receivers))


def _is_behind(ref: Callable[[], Any], receiver: Any) -> bool:
    referred = ref()
    return is_same(referred, receiver) or is_same(referred, unwrapped(receiver))
