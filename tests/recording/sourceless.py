"""A Django whose source is not to be had."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import pytest

from signal_inspector.recording.instrumentation import dispatching, swapping

DJANGO = str(Path(django.__file__).parent)


@contextmanager
def anew() -> Iterator[pytest.MonkeyPatch]:
    """Let the instrumentation look at Django as if for the first time, for a block."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(swapping, "_swaps", {})
        monkeypatch.setattr(swapping, "_always", [])
        monkeypatch.setattr(swapping, "_problems", {})
        monkeypatch.setattr(dispatching, "_own", {})
        before = dict(dispatching.slower)
        dispatching.slower.clear()
        yield monkeypatch
        dispatching.slower.clear()
        dispatching.slower.update(before)


@contextmanager
def without_source() -> Iterator[None]:
    """Hide the source of Django's functions for a block, as a Django of .pyc files does."""
    find = inspect.getsource

    def getsource(function: Any) -> str:
        if function.__code__.co_filename.startswith(DJANGO):
            raise OSError("could not get source code")
        return find(function)

    with anew() as monkeypatch:
        monkeypatch.setattr(inspect, "getsource", getsource)
        yield
