"""Models that people take for the sender of a signal, where another one is."""

from __future__ import annotations

from typing import Any, Literal

from django.apps import apps
from django.db.models.options import Options

from signal_inspector.naming.raw import class_dict, class_mro

Kinship = Literal["proxy", "abstract", "parent"]


def kinship(connected: str, sent: str) -> Kinship | None:
    """Return what the model ``connected`` is to the model ``sent``, both by label.

    ``proxy``: both write the same table; ``abstract``: it is an abstract base, for which nothing is
    ever sent; ``parent``: it is a parent with a table of its own.
    """
    own = _options(_model(sent))
    other = _options(_model(connected))
    if own is None or connected == sent:
        return None
    if other is not None and other.concrete_model is own.concrete_model:
        return "proxy"
    for base in class_mro(own.model):
        meta = _options(base)
        if meta is not None and meta.label == connected:
            return "abstract" if meta.abstract else "parent"
    return None


def _model(label: str) -> type | None:
    app, _, name = label.partition(".")
    return apps.all_models.get(app, {}).get(name.lower())


def _options(model: type | None) -> Options[Any] | None:
    meta = class_dict(model).get("_meta") if model is not None else None
    return meta if type(meta) is Options else None
