"""What is recorded beside the times: the line that sent a dispatch, and its arguments."""

from __future__ import annotations

import math
import sys
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from types import CodeType, FrameType, GetSetDescriptorType
from typing import Any

from django.db.models import Model
from django.dispatch import dispatcher

from signal_inspector import naming
from signal_inspector.naming.raw import class_dict, class_mro, class_name, is_class
from signal_inspector.recording.records import Scalar
from signal_inspector.recording.strands import Strand

SAFE_TEXTS = frozenset({"action", "using", "setting", "app_label"})
"""Arguments of Django's signals whose text is told. Of any other text only the type is: it may
be a secret.
"""

LONGEST_TEXT = 200

_HUGE = 2**63

_models: dict[int, tuple[str, str, Any]] = {}
_refs: dict[int, Any] = {}
"""What is known of model classes, by id, until they die."""

_OURS = str(Path(__file__).parents[2])
_DISPATCHER = dispatcher.__file__
_origins: dict[str, naming.Origin | None] = {_DISPATCHER: None}


def detail(
    strand: Strand,
    named: Mapping[str, Any],
    depth: int = 2,
    _frame: Callable[[int], FrameType] = sys._getframe,  # noqa: SLF001 - the only way to the caller
) -> None:
    """Add site and arguments of the dispatch that is beginning; its caller is ``depth`` frames
    up.
    """
    try:
        recorder = strand.recorder
        code, instruction = None, 0
        if recorder.sites:
            frame = _frame(depth)
            code, instruction = frame.f_code, frame.f_lasti
            if _origins.get(code.co_filename) != "project":
                code, instruction = site(frame)
        arguments: dict[str, Scalar] = {}
        if recorder.arguments:
            for name, value in named.items():
                kind = type(value)
                if value is None or kind is bool or (kind is int and -_HUGE < value < _HUGE):
                    arguments[name] = value
                elif kind is str:
                    arguments[name] = value[:LONGEST_TEXT] if name in SAFE_TEXTS else "<str>"
                elif id(kind) in _models:
                    arguments[name] = _instance(value, *_models[id(kind)])
                else:
                    arguments[name] = describe(name, value)
        strand.buf.append((code, instruction, arguments))
    except RecursionError:
        strand.recorder.lost += 1
    except Exception as error:  # noqa: BLE001 - the dispatch goes on without a detail
        strand.recorder.note(error)


def site(frame: FrameType | None) -> tuple[CodeType | None, int]:
    """Code and instruction of the innermost frame in the project's own code.

    Within a receiver the search ends: if it is not the project's, the receiver's own line is the
    site. Where no frame is the project's, the innermost one outside Django is, or none.
    """
    found: tuple[CodeType | None, int] = (None, 0)
    previous = None
    while frame is not None:
        code = frame.f_code
        try:
            origin = _origins[code.co_filename]
        except KeyError:
            origin = _origins[code.co_filename] = _origin(code.co_filename)
        if origin == "project":
            return code, frame.f_lasti
        if origin is None and previous is not None:
            return previous.f_code, previous.f_lasti
        if origin == "third-party" and found[0] is None:
            found = code, frame.f_lasti
        previous = frame
        frame = frame.f_back
    return found


def _origin(path: str) -> naming.Origin:
    """Where code is from. Ours is no more of interest than Django's."""
    return "django" if path.startswith(_OURS) else naming.origin_of_path(path)


def describe(name: str, value: Any) -> Scalar:
    """An argument as a plain scalar. It is not asked for its ``repr``, length or truth.

    Texts are kept where ``SAFE_TEXTS`` allows it. A model instance becomes ``<orders.Order 12>``, a
    class its name, a collection its type and size, anything else its type.
    """
    kind = type(value)
    if kind is float:
        return value if math.isfinite(value) else str(value)
    if kind in (list, tuple, dict, set, frozenset):
        return _collection(name, value)
    if is_class(value):
        return naming.sender_name(value)
    if issubclass(kind, Model):
        return _instance(value, *_remember(kind))
    return f"<{class_name(kind).removeprefix('builtins.')}>"


def _remember(model: type[Model]) -> tuple[str, str, Any]:
    """Label, name of the primary key, and where instances have their attributes."""
    options = model._meta
    pk = options.pk.attname if options.pk else ""
    slots = (class_dict(base).get("__dict__") for base in class_mro(model))
    slot = next((each for each in slots if each is not None), None)
    known = (options.label, pk, slot if type(slot) is GetSetDescriptorType else None)
    key = id(model)
    _models[key] = known
    _refs[key] = weakref.ref(model, lambda _: (_models.pop(key, None), _refs.pop(key, None)))
    return known


def _instance(value: Any, label: str, pk_name: str, slot: Any) -> str:
    pk = None if slot is None else slot.__get__(value).get(pk_name)
    if type(pk) is str or (type(pk) is int and -_HUGE < pk < _HUGE):
        return f"<{label} {str(pk)[:LONGEST_TEXT]}>"
    return f"<{label}>"


def _collection(name: str, value: Any) -> Scalar:
    if name == "update_fields" and all(type(each) is str for each in value):
        return ", ".join(sorted(value))[:LONGEST_TEXT]
    return f"<{type(value).__name__} of {len(value)}>"
