"""Names and places of receivers: functions, methods, partials, classes, callable instances."""

import functools
from collections.abc import Mapping
from types import (
    BuiltinFunctionType,
    CodeType,
    FunctionType,
    MethodType,
    MethodWrapperType,
    WrapperDescriptorType,
)
from typing import Any, NamedTuple

from signal_inspector.naming.raw import (
    EMPTY,
    class_dict,
    class_module,
    class_mro,
    class_name,
    dotted,
    instance_dict,
    is_class,
    text_or_empty,
)

# Longer chains of partials, methods and decorators are cut: they may be circular.
_MAX_CHAIN = 50

_BUILTINS = (BuiltinFunctionType, MethodWrapperType, WrapperDescriptorType)


class Place(NamedTuple):
    """A line of source: the path as the code object has it, the line counted from 1."""

    path: str
    line: int


def receiver_name(receiver: object) -> str:
    """Return the dotted name: ``orders.receivers.reserve_stock``, ``functools.partial(...)``.

    A method has the name of the class that defines it, a callable instance that of its class. A
    function decorated with ``functools.wraps`` has the name that the decorator gave it.
    """
    partials = 0
    for _ in range(_MAX_CHAIN):
        inner = _called_by(receiver)
        if inner is None:
            break
        partials += _is_partial(receiver)
        receiver = inner
    return "functools.partial(" * partials + _own_name(receiver) + ")" * partials


def receiver_module(receiver: object) -> str:
    """Return the name of the module that a receiver is said to be from; "" when it has none."""
    for _ in range(_MAX_CHAIN):
        inner = _called_by(receiver)
        if inner is None:
            break
        receiver = inner
    return _own_module(receiver)


def receiver_place(receiver: object) -> Place | None:
    """Return where the code stands that a receiver runs, looking through decorators.

    The line is the code object's first: that of the first decorator, where there is one. None for
    code without source, such as built-in functions.
    """
    for _ in range(_MAX_CHAIN):
        inner = _wrapped_by(receiver)
        if inner is None:
            break
        receiver = inner
    code = _code_of(receiver)
    return None if code is None else Place(code.co_filename, code.co_firstlineno)


def _is_partial(obj: object) -> bool:
    return issubclass(type(obj), functools.partial)


def _called_by(obj: object) -> Any:
    """Return what a method or partial calls; None for everything else."""
    if type(obj) is MethodType:
        return obj.__func__
    if _is_partial(obj):
        return object.__getattribute__(obj, "func")
    return None


def _wrapped_by(obj: object) -> Any:
    called = _called_by(obj)
    return _attributes(obj).get("__wrapped__") if called is None else called


def _attributes(obj: object) -> Mapping[str, Any]:
    return EMPTY if is_class(obj) else instance_dict(obj)


def _own_name(obj: Any) -> str:
    if type(obj) is FunctionType:
        return dotted(text_or_empty(obj.__module__), text_or_empty(obj.__qualname__))
    if type(obj) in _BUILTINS:
        return dotted(_own_module(obj), text_or_empty(obj.__qualname__))
    if is_class(obj):
        return class_name(obj)
    given = text_or_empty(_attributes(obj).get("__qualname__"))
    return dotted(_own_module(obj), given) if given else class_name(type(obj))


def _own_module(obj: Any) -> str:
    if type(obj) is FunctionType:
        return text_or_empty(obj.__module__)
    if type(obj) is BuiltinFunctionType:
        return text_or_empty(obj.__module__) or class_module(type(obj.__self__))
    if is_class(obj):
        return class_module(obj)
    given = text_or_empty(_attributes(obj).get("__module__"))
    return given or class_module(type(obj))


def _code_of(obj: Any) -> CodeType | None:
    """Return the code object of a function, of a class's set-up, or of a callable instance."""
    if type(obj) is FunctionType:
        return obj.__code__
    names, cls = (("__init__", "__new__"), obj) if is_class(obj) else (("__call__",), type(obj))
    for name in names:
        for base in class_mro(cls):
            function = class_dict(base).get(name)
            if type(function) is staticmethod:
                function = function.__func__
            if type(function) is FunctionType:
                return function.__code__
    return None
