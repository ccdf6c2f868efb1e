"""Drawings of the request's cascade and of the wiring."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from signal_inspector.panels import graph as drawings
from signal_inspector.panels.page import Page
from signal_inspector.panels.views.answers import part


@part(_("Graph"), "signal_inspector/graph.html")
def graph(page: Page, query: QueryDict) -> dict[str, object]:
    """Show the cascade, or with ``of=wiring`` what is connected and what of it was used."""
    of_wiring = query.get("of") == "wiring"
    draw = drawings.wiring if of_wiring else drawings.cascade
    return {
        "request_id": page.request_id,
        "drawing": draw(page.recording),
        "of_wiring": of_wiring,
    }
