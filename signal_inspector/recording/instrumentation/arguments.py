"""The arguments of a dispatch: captured while it begins, made plain when the recording is read.

What a receiver gets may be a secret, a million rows or a lazy object, so nothing is asked for its
``repr``, length or truth, and nothing of the project's is held: of a model instance the primary key
is taken at once, because it may change, and put into words later. A key that is a text may be a
secret as well, such as that of a session: a digest stands for it, the same one in each process.
"""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from types import GetSetDescriptorType
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CompositePrimaryKey, Model

from signal_inspector import naming
from signal_inspector.naming.raw import class_dict, class_mro, class_name, is_class
from signal_inspector.recording.records import Scalar

SAFE_TEXTS = frozenset({"action", "using", "setting", "app_label"})
"""Arguments of Django's signals whose text is told. Of any other text only the type is: it may
be a secret.
"""

LONGEST_TEXT = 200

LENGTH_OF_DIGEST = 12
"""Hexadecimal digits: enough that no two keys of a recording ever share one."""

_HUGE = 2**63
_KEYS = frozenset({int, str, UUID, Decimal, date})


_Attributes = Callable[[Any], dict[str, Any]]


class Known(NamedTuple):
    """Of a model class: its label, the name of its primary key, and what gives the ``__dict__`` of
    an instance, or of it a composite key only, without asking it.
    """

    label: str
    pk: str
    attributes: _Attributes

    def key_of(self, instance: Any) -> object:
        """What ``kept_key()`` gives of the primary key that an instance has now."""
        pk = self.attributes(instance).get(self.pk)
        return pk if type(pk) is int else kept_key(pk)


models: dict[int, Known] = {}
_refs: dict[int, Any] = {}
"""What is known of model classes, by id, until they die."""


def captured(name: str, value: Any) -> object:  # noqa: PLR0911 - a kind of value each
    """What ``plain()`` makes a scalar of; nothing of the project's is held by it.

    A model instance becomes its label and primary key, a class its name, a collection its type and
    size, a text that is not safe to tell and anything else its type.
    """
    kind = type(value)
    if value is None or kind is bool or kind is int:
        return value
    if kind is str:
        return value[:LONGEST_TEXT] if name in SAFE_TEXTS else "<str>"
    if kind is float:
        return value if math.isfinite(value) else str(value)
    if kind in (list, tuple, dict, set, frozenset):
        return _collection(name, value)
    if is_class(value):
        return naming.sender_name(value)
    if issubclass(kind, Model):
        known = _remember(kind)
        return known.label, known.key_of(value)
    return f"<{class_name(kind).removeprefix('builtins.')}>"


def kept_key(pk: Any) -> object:
    """A primary key where it is a plain value that never changes, or has such parts; else None."""
    if type(pk) is tuple:
        parts = tuple(map(kept_key, pk))
        return None if any(part is None for part in parts) else parts
    return pk if type(pk) in _KEYS else None


def captured_all(named: dict[str, Any]) -> dict[str, Any]:
    """What is captured of all arguments, constants and instances of known models first."""
    arguments = named.copy()
    for name, value in named.items():
        if value is None or value is True or value is False:
            continue
        kind = type(value)
        if kind is str and name in SAFE_TEXTS and len(value) <= LONGEST_TEXT:
            continue
        known = models.get(id(kind))
        if known is None:
            arguments[name] = captured(name, value)
        else:
            arguments[name] = (known.label, known.key_of(value))
    return arguments


def plain(kept: Mapping[str, Any], pk: object = None) -> dict[str, Scalar]:
    """The captured arguments as scalars; ``pk`` is that of an instance of a ``Known`` model."""
    return {name: _plain(value, pk) for name, value in kept.items()}


def _plain(value: Any, pk: object = None) -> Scalar:
    kind = type(value)
    if kind is Known:
        return _told(value.label, pk)
    if kind is tuple:
        return _told(*value)
    if kind is int and not -_HUGE < value < _HUGE:
        return "<int>"
    return value  # type: ignore[no-any-return]


def described(name: str, value: Any) -> Scalar:
    """One argument, as a dispatch would have it."""
    return _plain(captured(name, value))


def _remember(model: type[Model]) -> Known:
    options = model._meta
    pk = options.pk.attname if options.pk else ""
    slots = (class_dict(base).get("__dict__") for base in class_mro(model))
    slot = next((each for each in slots if each is not None), None)
    attributes: _Attributes = slot.__get__ if type(slot) is GetSetDescriptorType else _no_dict
    if type(options.pk) is CompositePrimaryKey:
        attributes = _composite(pk, [each.attname for each in options.pk_fields], attributes)
    known = Known(options.label, pk, attributes)
    key = id(model)
    models[key] = known
    _refs[key] = weakref.ref(model, lambda _: (models.pop(key, None), _refs.pop(key, None)))
    return known


def _no_dict(_: Any) -> dict[str, Any]:
    """A model can have slots, and a property that is called ``__dict__``."""
    return {}


def _composite(pk: str, names: list[str], attributes: _Attributes) -> _Attributes:
    """No composite key stands in the ``__dict__`` of an instance, but its parts do."""

    def parts(instance: Any) -> dict[str, Any]:
        found = attributes(instance)
        return {pk: tuple([found.get(name) for name in names])}

    return parts


def _told(label: str, pk: Any) -> str:
    words = _in_words(pk)
    return f"<{label} {words}>" if words else f"<{label}>"


def _in_words(pk: Any) -> str:
    """What is told of a kept key; empty where nothing is."""
    if type(pk) is str:
        return f"#{sha256(pk.encode(errors='backslashreplace')).hexdigest()[:LENGTH_OF_DIGEST]}"
    if type(pk) is tuple:
        parts = [_in_words(part) for part in pk]
        return f"({', '.join(parts)})" if all(parts) else ""
    if pk is None or (type(pk) is int and not -_HUGE < pk < _HUGE):
        return ""
    return str(pk)


def _collection(name: str, value: Any) -> Scalar:
    if name == "update_fields" and all(type(each) is str for each in value):
        return ", ".join(sorted(value))[:LONGEST_TEXT]
    return f"<{type(value).__name__} of {len(value)}>"
