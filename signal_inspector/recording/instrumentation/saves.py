"""Arguments of a save that are those of the save before.

``pre_save`` and ``post_save`` are most of all dispatches with receivers, and a function that has
their arguments as parameters compares them in a fraction of the time that a loop takes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import labels
from .arguments import Known, captured_all, kept_key, models

OTHER = object()
"""Stands for a primary key where the arguments are not those of the save before."""

Like = Callable[..., Any]
"""Takes the arguments of a dispatch; gives the primary key of the instance that is saved where all
others are the same objects as before, else ``OTHER``.
"""


def unlike(**_: Any) -> object:
    """The ``Like`` before the first save."""
    return OTHER


def captured_save(named: dict[str, Any]) -> tuple[Like | None, dict[str, Any], object]:
    """Capture the arguments of a dispatch, and give what tells whether those of the next one are
    the same. None: they cannot be, because they are not constants of a save.

    Where they can, the instance is captured as its ``Known`` model, and its primary key apart.
    """
    arguments = captured_all(named)
    shape = _SHAPES.get(tuple(named))
    if shape is None:
        return None, arguments, None
    instance = named["instance"]
    model, known = type(instance), models.get(id(type(instance)))
    shared = all(arguments[name] is value for name, value in named.items() if name != "instance")
    if known is None or not shared or not labels.is_permanent(model):
        return None, arguments, None
    _, pk = arguments["instance"]
    arguments["instance"] = known
    del (others := dict(named))["instance"]
    return shape(model, known, **others), arguments, pk


def _pre_save(model: type, known: Known, **before: Any) -> Like:
    _, pk_name, attributes = known
    same_raw, same_using, same_fields = before["raw"], before["using"], before["update_fields"]

    def like(instance: Any, raw: Any, using: Any, update_fields: Any) -> Any:
        if (
            type(instance) is not model
            or raw is not same_raw
            or using is not same_using
            or update_fields is not same_fields
        ):
            return OTHER
        pk = attributes(instance).get(pk_name)
        return pk if pk is None or type(pk) is int else kept_key(pk)

    return like


def _post_save(model: type, known: Known, **before: Any) -> Like:
    _, pk_name, attributes = known
    same_raw, same_using, same_fields = before["raw"], before["using"], before["update_fields"]
    same_created = before["created"]

    def like(instance: Any, created: Any, update_fields: Any, raw: Any, using: Any) -> Any:
        if (
            type(instance) is not model
            or created is not same_created
            or raw is not same_raw
            or using is not same_using
            or update_fields is not same_fields
        ):
            return OTHER
        pk = attributes(instance).get(pk_name)
        return pk if pk is None or type(pk) is int else kept_key(pk)

    return like


_SHAPES: dict[tuple[str, ...], Callable[..., Like]] = {
    ("instance", "raw", "using", "update_fields"): _pre_save,
    ("instance", "created", "update_fields", "raw", "using"): _post_save,
}
"""What Django sends, in its order, by which the arguments of a recorded save are told."""
