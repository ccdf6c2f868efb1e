"""Reading objects without running their code.

``obj.attr`` can call ``__getattr__``, a property or a lazy object's set-up. These functions read
the slots of the interpreter instead, so a hostile or lazy object never notices.
"""

from collections.abc import Mapping
from types import GetSetDescriptorType, MappingProxyType, MemberDescriptorType
from typing import Any, cast

_TYPE_DICT = type.__dict__["__dict__"]
_TYPE_MODULE = type.__dict__["__module__"]
_TYPE_MRO = type.__dict__["__mro__"]
_TYPE_QUALNAME = type.__dict__["__qualname__"]
# Proxies such as werkzeug's define __dict__ themselves: that one must not be asked.
_PLAIN_SLOTS = (GetSetDescriptorType, MemberDescriptorType)

EMPTY: Mapping[str, Any] = MappingProxyType({})


def is_class(obj: object) -> bool:
    return issubclass(type(obj), type)


def class_dict(cls: type) -> Mapping[str, Any]:
    """Return the attributes that the class itself defines."""
    return cast("Mapping[str, Any]", _TYPE_DICT.__get__(cls))


def class_mro(cls: type) -> tuple[type, ...]:
    return cast("tuple[type, ...]", _TYPE_MRO.__get__(cls))


def class_module(cls: type) -> str:
    name = _TYPE_MODULE.__get__(cls)
    return name if type(name) is str else text_or_empty(name)


def class_qualname(cls: type) -> str:
    name = _TYPE_QUALNAME.__get__(cls)
    return name if type(name) is str else text_or_empty(name)


def class_name(cls: type) -> str:
    """Return the dotted name of a class: ``orders.models.Order``."""
    return dotted(class_module(cls), class_qualname(cls))


def instance_dict(obj: object) -> Mapping[str, Any]:
    """Return the instance's own attributes; empty where it has none, or computes them."""
    for base in class_mro(type(obj)):
        slot = class_dict(base).get("__dict__")
        if slot is not None:
            attributes = slot.__get__(obj) if type(slot) in _PLAIN_SLOTS else None
            return attributes if type(attributes) is dict else EMPTY
    return EMPTY


def text_or_empty(value: object) -> str:
    """Return a text, without asking a subclass of ``str`` for it; "" for anything else."""
    return str.__str__(value) if issubclass(type(value), str) else ""


def dotted(module: str, qualname: str) -> str:
    return f"{module}.{qualname}" if module else qualname
