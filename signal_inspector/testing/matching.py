"""Which dispatches and receiver calls of a recording a test means."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from types import FunctionType
from typing import Any, NamedTuple
from unittest import mock

from django.db.models import Model

from signal_inspector import naming
from signal_inspector.naming.raw import class_name, is_class
from signal_inspector.recording.instrumentation.arguments import LONGEST_TEXT, SAFE_TEXTS, described
from signal_inspector.recording.records import Counted, Dispatch, ReceiverCall, Scalar

_MISSING = object()
_SIZED = (list, tuple, dict, set, frozenset)


class AnySender:
    """Stands for any sender: None is a sender of its own."""

    def __repr__(self) -> str:
        return "ANY_SENDER"


ANY_SENDER = AnySender()


class Channel(NamedTuple):
    """A signal, and the names that its sender may have; ``senders`` None means any sender."""

    signal: str
    senders: tuple[str, ...] | None

    @classmethod
    def of(cls, signal: object, sender: object = ANY_SENDER) -> Channel:
        """Raise LookupError for a dotted name that no loaded module knows."""
        if isinstance(sender, AnySender):
            return cls(_signal_name(signal), None)
        senders: tuple[str, ...] = (naming.sender_name(sender),)
        if type(sender) is str:  # a model's label, or a text that is the sender itself
            senders = (sender, *senders)
        return cls(_signal_name(signal), senders)

    def has(self, seen: Dispatch | Counted) -> bool:
        senders = self.senders
        return seen.signal == self.signal and (senders is None or seen.sender in senders)

    def __str__(self) -> str:
        return f"{self.signal} ⟨{self.senders[0]}⟩" if self.senders else self.signal


class Receiver(NamedTuple):
    """A receiver, by its name and, where it was given as an object, the place of its code."""

    name: str
    place: naming.Place | None

    @classmethod
    def of(cls, receiver: object) -> Receiver:
        """Raise LookupError for a dotted name that no loaded module knows."""
        if isinstance(receiver, str):
            return cls(_known(receiver, "receiver"), None)
        return cls(naming.receiver_name(receiver), naming.receiver_place(receiver))

    def is_called_by(self, call: ReceiverCall) -> bool:
        connection = call.connection
        if call.outcome == "not reached" or call.dispatch.is_callback:
            return False
        if connection.receiver != self.name:
            return False
        return self.place is None or self.place == (connection.path, connection.line)


def sends(dispatch: Dispatch, arguments: Mapping[str, Any]) -> bool:
    """Whether a dispatch had these arguments. A class stands for any instance of it, and
    ``unittest.mock.ANY`` for anything.

    Raises TypeError for a value of which no recording knows enough to compare it.
    """
    return all(
        _is_told(name, value, dispatch.arguments.get(name, _MISSING))
        for name, value in arguments.items()
    )


def check_comparable(arguments: Mapping[str, Any]) -> None:
    """Raise TypeError for a value that ``sends`` cannot compare."""
    for name, value in arguments.items():
        _is_told(name, value, _MISSING)


def _is_told(name: str, value: Any, seen: Scalar | object) -> bool:
    if value is mock.ANY:
        return seen is not _MISSING
    if is_class(value):
        return _is_instance(seen, value) or seen == naming.sender_name(value)
    if value is None or (type(value) in {bool, int, float} and described(name, value) == value):
        return type(seen) is type(value) and seen == value
    if type(value) is str and name in SAFE_TEXTS:
        return seen == value[:LONGEST_TEXT]
    told = described(name, value) if type(value) is not str else "<str>"
    is_instance = isinstance(told, str) and _is_model(value) and " " in told  # it has a key
    if not is_instance and not (name == "update_fields" and isinstance(value, _SIZED)):
        kind = class_name(type(value)).removeprefix("builtins.")
        raise TypeError(
            f"A recording knows only that {name!r} is a {kind}, not which one: compare its class,"
            f" {name}={kind.rpartition('.')[2]}."
        )
    return seen == told


def _is_model(value: object) -> bool:
    return issubclass(type(value), Model)


def _is_instance(seen: Scalar | object, kind: type) -> bool:
    if kind in {bool, int, float, type(None)}:
        return type(seen) is kind
    if not isinstance(seen, str):
        return False
    if not seen.startswith("<"):
        return kind is str
    name = naming.sender_name(kind).removeprefix("builtins.")
    return seen == f"<{name}>" or seen.startswith(f"<{name} ")


def _signal_name(signal: object) -> str:
    if isinstance(signal, str):
        return _known(signal, "signal")
    if not naming.is_signal(signal):
        raise TypeError(f"A signal or its dotted name is expected, not {type(signal).__name__}.")
    return naming.signal_name(signal)


def _known(name: str, kind: str) -> str:
    """Return the name that recordings have for something that a loaded module has under this one;
    LookupError where there is no such thing.
    """
    if "<" in name:  # a local function, which no module has
        return name
    path = name.replace("functools.partial(", "").rstrip(")")
    module = path.rpartition(".")[0]
    while module and module not in sys.modules:
        module = module.rpartition(".")[0]
    rest = path[len(module) + 1 :] if module else path
    found: object = sys.modules.get(module)
    for part in rest.split("."):
        found = None if found is None else inspect.getattr_static(found, part, None)
    wanted: Callable[[object], bool] = naming.is_signal if kind == "signal" else _is_callable
    if found is not None and wanted(found):
        return name.replace(path, _own_name(found, path))
    hint = _nearest(rest, module, wanted) if module else ""
    raise LookupError(f"There is no {kind} {name!r}.{hint}")


def _own_name(found: object, path: str) -> str:
    """Return the name by which it is recorded, wherever else it is imported."""
    if naming.is_signal(found):
        return naming.signal_name(found)
    function = found.__func__ if isinstance(found, staticmethod | classmethod) else found
    return naming.receiver_name(function) if isinstance(function, FunctionType) else path


def _nearest(rest: str, module: str, wanted: Callable[[object], bool]) -> str:
    own = [name for name, value in vars(sys.modules[module]).items() if wanted(value)]
    close = get_close_matches(rest, own, n=1)
    return f" Did you mean {f'{module}.{close[0]}'!r}?" if close else ""


def _is_callable(value: object) -> bool:
    return isinstance(value, classmethod) or (callable(value) and not naming.is_signal(value))


def is_signal_like(step: object) -> bool:
    """Whether a step of ``assert_order`` means a dispatch: a signal, or a signal and its sender."""
    if isinstance(step, str):
        if "<" in step:  # a local function
            return False
        try:
            _known(step, "signal")
        except LookupError:
            return False
        return True
    return isinstance(step, tuple) or naming.is_signal(step)
