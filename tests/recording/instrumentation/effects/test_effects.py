from __future__ import annotations

import sys

import pytest

from signal_inspector.recording.instrumentation import effects

PACKAGES = (
    "psycopg",
    "django.tasks.base",
    "celery.app.base",
    "celery.app.task",
    "httpx._client",
)


@pytest.fixture
def nothing_imported(monkeypatch):
    for name in PACKAGES:
        monkeypatch.delitem(sys.modules, name, raising=False)


def test_functions_of_packages_that_nobody_imported_are_no_targets(nothing_imported):
    assert list(effects.others()) == []


def test_once_a_package_is_imported_they_are(nothing_imported, monkeypatch):
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
    monkeypatch.setitem(sys.modules, "psycopg", psycopg)
    assert [function.__qualname__ for function, _ in effects.others()] == ["Cursor.copy"]
