"""Parts of the panel that are fetched later, and the exports. They only read.

answers     who gets an answer, the stored recording, a part as the toolbar's window shows it
cascade     rows of the cascade
unrun       receivers that did not run
exports     the recording as a file
"""

from __future__ import annotations

from django.urls import URLPattern, path

from signal_inspector.panels.views.answers import PANEL_ID
from signal_inspector.panels.views.cascade import cascade
from signal_inspector.panels.views.compare import compare
from signal_inspector.panels.views.exports import export
from signal_inspector.panels.views.graph import graph
from signal_inspector.panels.views.unrun import unrun

__all__ = ["PANEL_ID", "URLS", "cascade", "compare", "export", "graph", "unrun"]

URLS: list[URLPattern] = [
    path("signal_inspector/cascade/", cascade, name="signal_inspector_cascade"),
    path("signal_inspector/did-not-run/", unrun, name="signal_inspector_unrun"),
    path("signal_inspector/compare/", compare, name="signal_inspector_compare"),
    path("signal_inspector/graph/", graph, name="signal_inspector_graph"),
    path("signal_inspector/export/<str:name>/", export, name="signal_inspector_export"),
]
