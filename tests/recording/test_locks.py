from __future__ import annotations

import os
import runpy

from signal_inspector.recording import locks


def test_locks_can_be_made_where_processes_cannot_fork(monkeypatch):
    monkeypatch.delattr(os, "register_at_fork", raising=False)
    made = runpy.run_path(locks.__file__)["new_lock"]()
    with made, made:
        assert made._is_owned()
