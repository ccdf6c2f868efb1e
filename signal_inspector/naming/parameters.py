"""What a receiver takes, read from its code: ``inspect.signature()`` may run that of the user."""

import functools
import inspect
from types import FunctionType, MethodType
from typing import Any

from signal_inspector.naming.raw import class_dict, class_mro, is_class

_MAX_CHAIN = 50


def takes_any_keyword(receiver: object) -> bool | None:
    """Whether what is called has ``**kwargs``; None where that cannot be read, as of built-ins."""
    called: Any = receiver
    for _ in range(_MAX_CHAIN):
        if type(called) is FunctionType:
            return bool(called.__code__.co_flags & inspect.CO_VARKEYWORDS)
        if type(called) is MethodType:
            called = called.__func__
        elif issubclass(type(called), functools.partial):
            called = object.__getattribute__(called, "func")
        else:
            called = _member(called)
    return None


def _member(obj: Any) -> Any:
    """The function that a call of a class, or of an instance, ends in; None for a built-in."""
    name, cls = ("__init__", obj) if is_class(obj) else ("__call__", type(obj))
    for base in class_mro(cls):
        function = class_dict(base).get(name)
        if type(function) is staticmethod:
            function = function.__func__
        if function is not None:
            return function if type(function) is FunctionType else None
    return None
