"""COPY of PostgreSQL, which psycopg executes past the cursors of Django."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

from django.db import connections

from signal_inspector.recording.clock import Clock
from signal_inspector.recording.instrumentation.swapping import Target
from signal_inspector.recording.strands import current

from .database import text_of
from .facts import Told, strand_for_effects, target


@cache
def _psycopg() -> tuple[Target, ...]:
    """The method of psycopg's cursors: a context manager made of a generator, which ends with the
    block.
    """
    cursor = getattr(sys.modules["psycopg"], "Cursor", type)
    return tuple(target(vars(cursor).get("copy"), Told(after=_write_copy)))


def _write_copy(began: int, cursor: Any, statement: Any) -> None:
    """Rows have been copied, or could not be. Connections that are not Django's have no alias."""
    try:
        strand = strand_for_effects()
        if strand is None:
            return
        for each in connections.all(initialized_only=True):
            if each.connection is cursor.connection:
                strand.recorder.effects_left -= 1
                strand.buf.append([began, Clock.now(), each.alias, text_of(statement)])
    except Exception as error:  # noqa: BLE001 - the rows have been copied all the same
        strand = current.get()
        if strand is not None:
            strand.recorder.note(error)


OTHERS = {"psycopg": _psycopg}
"""Targets by the module that has them, once it is imported."""
