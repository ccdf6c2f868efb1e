"""Labels of receivers and senders: made once, kept as long as the object lives, never keeping it
alive.
"""

from __future__ import annotations

import sys
import weakref
from types import MethodType
from typing import Any

from signal_inspector import naming
from signal_inspector.naming.raw import class_module, is_class

_VALUES = (str, int, type(None))
_MOST_VALUES = 1_000


class Label:
    """What an object is called, in plain strings; stands for it wherever it must not be held."""

    __slots__ = ("line", "name", "path", "ref")

    def __init__(self, name: str, path: str = "", line: int = 0) -> None:
        self.name = name
        self.path = path
        self.line = line
        self.ref: object = None


class _Labels(dict[int, Label]):
    """``id(object)`` to its label. A weak reference takes the entry out before the id can be
    reused.
    """

    def keep(self, obj: object, label: Label) -> Label:
        key = id(obj)
        try:
            label.ref = weakref.ref(obj, lambda _: self.pop(key, None))
        except TypeError:  # without weak references the id may be reused: label it anew each time
            return label
        self[key] = label
        return label


_receivers = _Labels()
_senders = _Labels()
_values: dict[object, Label] = {}


def of_receiver(receiver: Any) -> Label:
    """The label of a receiver. Bound methods, new at each dispatch, share that of their
    function.
    """
    function = receiver.__func__ if type(receiver) is MethodType else receiver
    found = _receivers.get(id(function))
    if found is not None:
        return found
    place = naming.receiver_place(receiver)
    path, line = place or ("", 0)
    return _receivers.keep(function, Label(naming.receiver_name(receiver), path, line))


def of_sender(sender: Any) -> Label:
    """The label of a sender, which can be any object. Equal texts and numbers share one."""
    found = _senders.get(id(sender))
    if found is not None:
        return found
    if type(sender) not in _VALUES:
        return _senders.keep(sender, Label(naming.sender_name(sender)))
    key = (type(sender), sender)
    found = _values.get(key)
    if found is None:
        if len(_values) >= _MOST_VALUES:
            _values.clear()
        found = _values[key] = Label(naming.sender_name(sender))
    return found


def is_permanent(sender: object) -> bool:
    """Whether a sender lives as long as the process: None, or a class that its module still
    holds.
    """
    if sender is None:
        return True
    if not is_class(sender):
        return False
    module = sys.modules.get(class_module(sender))  # type: ignore[arg-type]
    return module is not None and vars(module).get(sender.__qualname__) is sender  # type: ignore[attr-defined]
