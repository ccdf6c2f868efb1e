"""The arguments of a dispatch: captured while it begins, made plain when the recording is read.

What a receiver gets may be a secret, a million rows or a lazy object, so nothing is asked for its
``repr``, length or truth, and nothing of the project's is held: of a model instance the primary key
is taken at once, because it may change, and put into words later.
"""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable, Mapping
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


class Known(NamedTuple):
    """Of a model class: its label, the name of its primary key, and what gives the ``__dict__`` of
    an instance without asking it.
    """

    label: str
    pk: str
    attributes: Callable[[Any], dict[str, Any]]


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
        label, pk_name, attributes = _remember(kind)
        pk = attributes(value).get(pk_name)
        return label, pk if type(pk) is int or type(pk) is str else None
    return f"<{class_name(kind).removeprefix('builtins.')}>"


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
    return _plain(captured(name, value))


def _remember(model: type[Model]) -> Known:
    options = model._meta
    pk = options.pk.attname if options.pk else ""
    slots = (class_dict(base).get("__dict__") for base in class_mro(model))
    slot = next((each for each in slots if each is not None), None)
    known = Known(
        options.label, pk, slot.__get__ if type(slot) is GetSetDescriptorType else _no_dict
    )
    key = id(model)
    models[key] = known
    _refs[key] = weakref.ref(model, lambda _: (models.pop(key, None), _refs.pop(key, None)))
    return known


def _no_dict(_: Any) -> dict[str, Any]:
    """A model can have slots, and a property that is called ``__dict__``."""
    return {}


def _told(label: str, pk: Any) -> str:
    if type(pk) is str or (type(pk) is int and -_HUGE < pk < _HUGE):
        return f"<{label} {str(pk)[:LONGEST_TEXT]}>"
    return f"<{label}>"


def _collection(name: str, value: Any) -> Scalar:
    if name == "update_fields" and all(type(each) is str for each in value):
        return ", ".join(sorted(value))[:LONGEST_TEXT]
    return f"<{type(value).__name__} of {len(value)}>"
