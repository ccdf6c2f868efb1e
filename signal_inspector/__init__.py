"""Make the implicit visible: what Django's signals do, and who is connected to them.

This module can be imported without ``django.setup()``.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from signal_inspector.recording.block import record
    from signal_inspector.recording.recording import Recording
    from signal_inspector.recording.records import Dispatch, ReceiverCall
    from signal_inspector.wiring.graph import SignalGraph, build_graph

__all__ = ["Dispatch", "ReceiverCall", "Recording", "SignalGraph", "build_graph", "record"]
__version__ = "0.1.0"

_HOMES = {
    "Dispatch": "signal_inspector.recording.records",
    "ReceiverCall": "signal_inspector.recording.records",
    "Recording": "signal_inspector.recording.recording",
    "SignalGraph": "signal_inspector.wiring.graph",
    "build_graph": "signal_inspector.wiring.graph",
    "record": "signal_inspector.recording.block",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use: importing an app must not import models."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
