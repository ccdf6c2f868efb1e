"""Labels of receivers and senders: plain strings that stand for what must not be held."""

from __future__ import annotations

import sys
import weakref
from types import MethodType
from typing import Any

from signal_inspector import naming
from signal_inspector.naming.raw import class_module, class_qualname

_MOST_SHARED = 10_000


class Label:
    """What an object is called. Senders of one name share one label."""

    __slots__ = ("line", "name", "path")

    def __init__(self, name: str, path: str = "", line: int = 0) -> None:
        self.name = name
        self.path = path
        self.line = line


class _Labels(dict[int, Label]):
    """``id(object)`` to its label. A weak reference takes it out before the id can be reused."""

    def __init__(self) -> None:
        super().__init__()
        self._refs: dict[int, Any] = {}

    def keep(self, obj: object, label: Label) -> Label:
        key = id(obj)
        try:
            self._refs[key] = weakref.ref(obj, lambda _: self._forget(key))
        except TypeError:  # without weak references the id may be reused: labelled anew each time
            return label
        self[key] = label
        return label

    def _forget(self, key: int) -> None:
        self.pop(key, None)
        self._refs.pop(key, None)


_receivers = _Labels()
_senders = _Labels()
_shared: dict[str, Label] = {}


def of_receiver(receiver: Any) -> Label:
    """The label of a receiver. Bound methods, new each time, share that of their function."""
    function = receiver.__func__ if type(receiver) is MethodType else receiver
    found = _receivers.get(id(function))
    if found is not None:
        return found
    place = naming.receiver_place(receiver)
    path, line = place or ("", 0)
    return _receivers.keep(function, Label(naming.receiver_name(receiver), path, line))


def of_sender(sender: Any) -> Label:
    """The label of a sender, which can be any object."""
    found = _senders.get(id(sender))
    if found is not None:
        return found
    name = naming.sender_name(sender)
    label = _shared.get(name)
    if label is None:
        if len(_shared) >= _MOST_SHARED:
            _shared.clear()
        label = _shared[name] = Label(name)
    return _senders.keep(sender, label)


def is_permanent(sender: Any) -> bool:
    """Whether a sender lives as long as the process: None, or a class that its module holds."""
    if sender is None:
        return True
    if not issubclass(type(sender), type):
        return False
    module = sys.modules.get(class_module(sender))
    return module is not None and vars(module).get(class_qualname(sender)) is sender
