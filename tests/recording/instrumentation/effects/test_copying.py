"""By a module of the shape of psycopg, which need not be installed; tests/postgresql has it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest
from django.db import connection

from signal_inspector import Recording, record
from signal_inspector.recording.instrumentation.effects import copying
from tests.recording.scenes import Sender, signal_with

pytestmark = pytest.mark.django_db


class Cursor:
    def __init__(self, of: object) -> None:
        self.connection = of

    @contextmanager
    def copy(self, statement: Any, params: Any = None, *, writer: Any = None) -> Iterator[str]:
        """As psycopg's."""
        yield "rows"


@pytest.fixture(autouse=True)
def psycopg(monkeypatch) -> Iterator[None]:
    module = ModuleType("psycopg")
    module.Cursor = Cursor  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "psycopg", module)
    copying._psycopg.cache_clear()
    yield
    copying._psycopg.cache_clear()


def recorded(of: object, **options: Any) -> Recording:
    def copies(**kwargs: Any) -> None:
        with Cursor(of).copy("COPY shelf TO STDOUT") as rows:
            assert rows == "rows"

    connection.ensure_connection()
    with record(**options) as recording:
        signal_with(copies).send(sender=Sender)
    return recording


def test_a_copy_is_a_statement_of_the_connection():
    [call] = recorded(connection.connection).receiver_calls
    assert [(each.alias, each.count) for each in call.effects.queries] == [("default", 1)]
    assert call.effects.statements[0].sql == "COPY shelf TO STDOUT"


def test_where_no_effects_are_recorded_it_is_none():
    [call] = recorded(connection.connection, effects=False).receiver_calls
    assert call.effects.query_count == 0


def test_that_of_a_connection_of_ones_own_is_none():
    recording = recorded(object())
    assert recording.receiver_calls[0].effects.query_count == 0
    assert recording.notes == []


def test_our_failure_is_a_note(monkeypatch):
    def fails(*args: Any) -> None:
        raise ArithmeticError("broken")

    monkeypatch.setattr(copying, "text_of", fails)
    [note] = recorded(connection.connection).notes
    assert note.startswith("ArithmeticError in signal_inspector")


def test_our_failures_are_nobody_s_where_nothing_is_recorded(monkeypatch):
    def fails() -> None:
        raise ArithmeticError("broken")

    monkeypatch.setattr(copying, "strand_for_effects", fails)
    copying._write_copy(1, Cursor(connection.connection), "COPY shelf TO STDOUT")
