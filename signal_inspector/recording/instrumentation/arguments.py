"""The arguments of a dispatch: captured while it begins, made plain when the recording is read.

What a receiver gets may be a secret, a million rows or a lazy object, so nothing is asked for its
``repr``, length or truth, and nothing of the project's is held: of a model instance the primary key
is taken at once, because it may change, and put into words later.
"""

from __future__ import annotations

import math
import weakref
from collections.abc import Mapping
from types import GetSetDescriptorType
from typing import Any, NamedTuple

from django.db.models import Model

from signal_inspector import naming
from signal_inspector.naming.raw import class_dict, class_mro, class_name, is_class
from signal_inspector.recording.records import Scalar

SAFE_TEXTS = frozenset({"action", "using", "setting", "app_label"})
"""Arguments of Django's signals whose text is told. Of any other text only the type is: it may
be a secret.
"""

LONGEST_TEXT = 200

_HUGE = 2**63


class _Known(NamedTuple):
    """Of a model class: its label, the name of its primary key, and ``__dict__`` of instances."""

    label: str
    pk: str
    attributes: Any


_models: dict[int, _Known] = {}
_refs: dict[int, Any] = {}
"""What is known of model classes, by id, until they die."""


def captured(named: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as ``plain()`` takes them; a dictionary that holds no object of the project.

    This is the dearest part of a detailed dispatch, so what most values are comes first.
    """
    kept = dict(named)
    for name, value in named.items():
        if value is None or value is True or value is False:
            continue
        kind = type(value)
        if kind is str:
            kept[name] = value[:LONGEST_TEXT] if name in SAFE_TEXTS else "<str>"
        elif kind is not int:
            known = _models.get(id(kind))
            kept[name] = _describe(name, value) if known is None else _instance(value, known)
    return kept


def plain(kept: Mapping[str, Any]) -> dict[str, Scalar]:
    """The captured arguments as scalars."""
    return {name: _plain(value) for name, value in kept.items()}


def _plain(value: Any) -> Scalar:
    kind = type(value)
    if kind is tuple:
        return _told(*value)
    if kind is int and not -_HUGE < value < _HUGE:
        return "<int>"
    return value  # type: ignore[no-any-return]


def described(name: str, value: Any) -> Scalar:
    """One argument, as a dispatch would have it."""
    return plain(captured({name: value}))[name]


def _describe(name: str, value: Any) -> object:
    """An argument as a plain scalar. It is not asked for its ``repr``, length or truth.

    A model instance becomes ``<orders.Order 12>``, a class its name, a collection its type and
    size, anything else its type.
    """
    kind = type(value)
    if kind is float:
        return value if math.isfinite(value) else str(value)
    if kind in (list, tuple, dict, set, frozenset):
        return _collection(name, value)
    if is_class(value):
        return naming.sender_name(value)
    if issubclass(kind, Model):
        return _instance(value, _remember(kind))
    return f"<{class_name(kind).removeprefix('builtins.')}>"


def _remember(model: type[Model]) -> _Known:
    options = model._meta
    pk = options.pk.attname if options.pk else ""
    slots = (class_dict(base).get("__dict__") for base in class_mro(model))
    slot = next((each for each in slots if each is not None), None)
    known = _Known(options.label, pk, slot if type(slot) is GetSetDescriptorType else None)
    key = id(model)
    _models[key] = known
    _refs[key] = weakref.ref(model, lambda _: (_models.pop(key, None), _refs.pop(key, None)))
    return known


def _instance(value: Any, known: _Known) -> tuple[str, object]:
    label, pk_name, attributes = known
    pk = None if attributes is None else attributes.__get__(value).get(pk_name)
    return label, pk if type(pk) is int or type(pk) is str else None


def _told(label: str, pk: Any) -> str:
    if type(pk) is str or (type(pk) is int and -_HUGE < pk < _HUGE):
        return f"<{label} {str(pk)[:LONGEST_TEXT]}>"
    return f"<{label}>"


def _collection(name: str, value: Any) -> Scalar:
    if name == "update_fields" and all(type(each) is str for each in value):
        return ", ".join(sorted(value))[:LONGEST_TEXT]
    return f"<{type(value).__name__} of {len(value)}>"
