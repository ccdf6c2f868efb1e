"""Writes that send no signals, and the receivers that they bypass."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import signals
from django.db.models.query import QuerySet

from signal_inspector import naming
from signal_inspector.entries import entries
from signal_inspector.naming import receiver_name
from signal_inspector.recording.instrumentation.details import site
from signal_inspector.recording.instrumentation.swapping import Target
from signal_inspector.recording.records import BulkWrite

from .facts import Begun, Told, begun, target

_ON_SAVE = (signals.pre_save, signals.post_save)
_ON_DELETE = (signals.pre_delete, signals.post_delete)
_WRITES = {
    "bulk_create": _ON_SAVE,
    "bulk_update": _ON_SAVE,
    "update": _ON_SAVE,
    "_raw_delete": _ON_DELETE,
}


def targets() -> Iterator[Target]:
    """The methods of QuerySet that write without signals. Deletions end in ``_raw_delete``."""
    for name in _WRITES:
        told = Told(enter=_enter, returned=_write(name), failed=_leave)
        yield from target(vars(QuerySet).get(name), told)


def _enter(queryset: Any, *_: Any) -> Begun | None:
    started = begun(queryset.model)
    if started is not None:
        started.strand.bulk_depth += 1
    return started


def _write(name: str) -> Callable[[Begun, Any], None]:
    def write(started: Begun, result: Any) -> None:
        _leave(started, None)
        if started.strand.bulk_depth:  # bulk_update() calls update()
            return
        rows = len(result) if type(result) is list else result
        model = started.what
        bypassed = started.strand.recorder.bypassed(name, model, _bypassed)
        method = name.lstrip("_")
        label = naming.sender_name(model)
        told = BulkWrite(method, label, rows if type(rows) is int else None, bypassed)
        frame = sys._getframe()  # noqa: SLF001 - the only way to the line that wrote
        started.write("bulk", (told, *site(frame)))

    return write


def _leave(started: Begun, _: Any) -> None:
    started.strand.bulk_depth -= 1


def _bypassed(name: str, model: Any) -> tuple[str, ...]:
    """The receivers that a save or a deletion of each row would have called, in their order.

    Rows of a many-to-many relation are never saved one by one: ``m2m_changed`` tells of them.
    """
    if model._meta.auto_created:
        return ()
    return tuple(
        receiver_name(entry.receiver)
        for signal in _WRITES[name]
        for entry in entries(signal)
        if entry.receiver is not None and entry.is_for(model)
    )
