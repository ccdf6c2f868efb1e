"""Names of senders, which may be any object at all."""

from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

from django.db.models.options import Options

from signal_inspector.naming.raw import (
    class_dict,
    class_module,
    class_name,
    instance_dict,
    is_class,
    text_or_empty,
)
from signal_inspector.naming.receivers import receiver_module, receiver_name

_MAX_TEXT = 200
_CALLABLES = (FunctionType, MethodType, BuiltinFunctionType)


def sender_name(sender: Any) -> str:
    """Return a model's label, a class's dotted path, a quoted text, or a safe description.

    ``orders.Order``, ``shop.payments.Gateway``, ``'nightly import'``, ``None``,
    ``<shop.models.Basket object>`` for any other object.
    """
    if sender is None:
        return "None"
    if is_class(sender):
        return _model_label(sender) or class_name(sender)
    if issubclass(type(sender), str):
        return _quoted(sender)
    if issubclass(type(sender), ModuleType):
        return sender_module(sender) or "<module>"
    if type(sender) in _CALLABLES:
        return receiver_name(sender)
    return f"<{class_name(type(sender))} object>"


def sender_module(sender: Any) -> str:
    """Return the module that a sender is from; for a text or None "", there is none."""
    if sender is None or issubclass(type(sender), str):
        return ""
    if is_class(sender):
        return class_module(sender)
    if issubclass(type(sender), ModuleType):
        return text_or_empty(instance_dict(sender).get("__name__"))
    return receiver_module(sender)


def _model_label(cls: type) -> str:
    meta = class_dict(cls).get("_meta")
    return meta.label if type(meta) is Options else ""


def _quoted(text: str) -> str:
    plain = text_or_empty(text)
    short = plain if len(plain) <= _MAX_TEXT else plain[: _MAX_TEXT - 1] + "…"
    return repr(short)
