"""Which object is the sender of a connection? Django keeps its ``id()``, and from 6.0 a reference.

On Django 5.2, and for senders that cannot be weakly referenced, such as texts, the object has to be
looked up by its id among the objects that are alive. Models come first, anything else last: an id
can have been given to another object after a sender was collected.
"""

import gc
from collections.abc import Iterable, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any, Literal, NamedTuple

from django.db.models import Model
from django.db.models.options import Options

from signal_inspector.naming import (
    Origin,
    app_label_of,
    loaded_modules,
    origin_of_module,
    sender_module,
    sender_name,
)
from signal_inspector.naming.raw import class_dict, class_module, class_mro, is_class

SenderKind = Literal["any", "model", "abstract", "proxy", "object", "dead", "unknown", "unresolved"]


class Sender(NamedTuple):
    """What is known about a sender. ``app`` is an app label, None for what belongs to no app;
    ``module`` is the name of the module that it is from, or "".

    ``dead``: it was collected, so the receiver is never called again; ``unknown``: no living object
    has its id; ``unresolved``: a lazy ``"app.Model"`` whose model was never loaded.
    """

    name: str
    kind: SenderKind
    app: str | None = None
    origin: Origin = "project"
    module: str = ""


ANY = Sender("ANY", "any")
DEAD = Sender("collected sender", "dead")
UNKNOWN = Sender("unknown sender", "unknown")


def describe_sender(sender: Any) -> Sender:
    """Name a living sender that is not None, and say what it is."""
    name, module = sender_name(sender), sender_module(sender)
    origin = origin_of_module(module)
    meta = class_dict(sender).get("_meta") if is_class(sender) else None
    if type(meta) is not Options:
        return Sender(name, "object", app_label_of(module), origin, module)
    kind: SenderKind = "abstract" if meta.abstract else "proxy" if meta.proxy else "model"
    return Sender(name, kind, meta.app_label, origin, module)


def find_by_id(wanted: Iterable[int]) -> dict[int, Any]:
    """Return the living objects with these ids that may be senders, as far as there are any.

    Searched in this order, each place only for what is still missing: models, what modules hold,
    all tracked objects, text constants of functions.
    """
    missing = set(wanted)
    found: dict[int, Any] = {}
    for search in (_models, _module_members, _tracked, _constants):
        if not missing:
            break
        for obj in search():
            if id(obj) in missing and _may_send(obj):
                found[id(obj)] = obj
                missing.discard(id(obj))
    return found


def _models() -> Iterator[type]:
    """Yield all models: abstract, swapped, proxy and historical ones too."""
    pending: list[type] = [Model]
    while pending:
        cls = pending.pop()
        yield cls
        pending.extend(type.__subclasses__(cls))


def _module_members() -> Iterator[Any]:
    for module, attributes in loaded_modules():
        for value in list(attributes.values()):
            yield value
            if is_class(value) and class_module(value) == module:
                yield from list(class_dict(value).values())


def _tracked() -> Iterator[Any]:
    return iter(gc.get_objects())


def _constants() -> Iterator[str]:
    """Yield the texts in the code of all functions: ``signal.send(sender="nightly import")``."""
    pending = [obj.__code__ for obj in gc.get_objects() if type(obj) is FunctionType]
    seen: set[int] = set()
    while pending:
        code = pending.pop()
        if id(code) not in seen:
            seen.add(id(code))
            for constant in code.co_consts:
                if type(constant) is str:
                    yield constant
                elif type(constant) is CodeType:
                    pending.append(constant)


def _may_send(obj: object) -> bool:
    """Classes, modules, functions, texts, and instances of hashable classes written in Python."""
    cls = type(obj)
    if is_class(obj) or cls in (ModuleType, FunctionType, str):
        return True
    return class_module(cls) != "builtins" and _is_hashable(cls)


def _is_hashable(cls: type) -> bool:
    members = (class_dict(base) for base in class_mro(cls))
    return next(own["__hash__"] for own in members if "__hash__" in own) is not None
