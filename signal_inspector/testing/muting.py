"""Mute receivers: disconnect them for a block, and connect them again as they were."""

from __future__ import annotations

import unittest
from collections.abc import Callable
from contextlib import ExitStack
from functools import wraps
from types import MethodType, TracebackType
from typing import Any

from django.apps import apps
from django.db.models.signals import ModelSignal
from django.dispatch import Signal

from signal_inspector import naming
from signal_inspector.entries import Entry, entries
from signal_inspector.testing import absent
from signal_inspector.testing.decorating import Decorator
from signal_inspector.testing.matching import ANY_SENDER, AnySender


class mute(Decorator):  # noqa: N801 - reads as a verb at its place of use
    """Disconnect receivers of the signals for a block, in the whole process.

    ``receiver`` (the object, or its dotted name) and ``sender`` (as it was connected: the class, a
    model's label, or None for those connected for any sender) choose among them; without both, all
    are muted. They come back in their old order, whatever the block raised, connected or
    disconnected meanwhile; muted twice, when the last block ends. Also a decorator for functions,
    async functions and classes of tests, whose inherited tests and set-up methods it reaches too.

    A receiver that is not connected raises LookupError when the block is entered.
    """

    def __init__(
        self, *signals: Signal, receiver: object = None, sender: object = ANY_SENDER
    ) -> None:
        for signal in signals:
            if not naming.is_signal(signal):
                raise TypeError(f"mute() takes signals, not {type(signal).__name__}.")
        if not signals:
            raise TypeError("mute() takes at least one signal.")
        self._signals = signals
        self._receiver = receiver
        self._sender = sender
        self._entered: list[ExitStack] = []

    def __enter__(self) -> None:
        with ExitStack() as undo:
            found = 0
            for signal in self._signals:
                taken = absent.take(signal, self._chosen(signal))
                undo.callback(absent.give_back, signal, taken)
                found += len(taken)
            if not found and self._receiver is not None:
                raise LookupError(self._not_connected())
            self._entered.append(undo.pop_all())

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._entered.pop().close()

    def fresh(self) -> mute:
        return mute(*self._signals, receiver=self._receiver, sender=self._sender)

    def prepared(self, function: Callable[..., Any]) -> Callable[..., Any]:
        return lambda _, *args, **kwargs: function(*args, **kwargs)

    def takes(self, inherited: Callable[..., Any]) -> bool:  # noqa: ARG002 - any
        return True

    def around(self, set_up: Callable[..., Any]) -> Callable[..., Any]:
        """Mute in what pytest calls before and after tests, too."""

        # pytest counts the parameters of the code, and gives a second one what it is called for.
        @wraps(set_up)
        def plain(owner: Any) -> Any:
            with self.fresh():
                return set_up(owner)

        @wraps(set_up)
        def told(owner: Any, what: Any) -> Any:
            with self.fresh():
                return set_up(owner, what)

        return told if set_up.__code__.co_argcount > 1 else plain

    def enter_for(self, case: type[unittest.TestCase]) -> None:
        """Mute from before ``setUpClass()`` until after ``tearDownClass()``."""
        set_up = case.__dict__.get("setUpClass")

        def set_up_muted(cls: type[unittest.TestCase]) -> None:
            cls.enterClassContext(self.fresh())
            if set_up is None:
                super(case, cls).setUpClass()  # type: ignore[misc]
            else:
                set_up.__get__(None, cls)()

        case.setUpClass = classmethod(set_up_muted)  # type: ignore[assignment, method-assign]

    def _chosen(self, signal: Signal) -> Callable[[Entry], bool]:
        sender = self._sender
        if isinstance(sender, str) and isinstance(signal, ModelSignal):
            sender = apps.get_model(sender)

        def chosen(entry: Entry) -> bool:
            if not isinstance(sender, AnySender) and not _connected_for(entry, sender):
                return False
            return self._receiver is None or _is(entry.receiver, self._receiver)

        return chosen

    def _not_connected(self) -> str:
        wanted = self._receiver
        name = wanted if isinstance(wanted, str) else naming.receiver_name(wanted)
        signals = " or ".join(naming.signal_name(each) for each in self._signals)
        sender = ""
        if not isinstance(self._sender, AnySender):
            sender = f" for {naming.sender_name(self._sender)}"
        connected = sorted(
            {naming.receiver_name(e.receiver) for s in self._signals for e in entries(s)}
        )
        return (
            f"{name} is not connected to {signals}{sender}, there is nothing to mute."
            f" Connected are: {', '.join(connected) or 'none'}."
        )


def _connected_for(entry: Entry, sender: object) -> bool:
    return entry.is_for_any if sender is None else entry.is_for(sender) and not entry.is_for_any


def _is(receiver: Any, wanted: object) -> bool:
    if receiver is None:
        return False
    if isinstance(wanted, str):
        return naming.receiver_name(receiver) == wanted
    if type(receiver) is MethodType and type(wanted) is MethodType:
        return receiver.__self__ is wanted.__self__ and receiver.__func__ is wanted.__func__
    return receiver is wanted
