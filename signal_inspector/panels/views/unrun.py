"""Receivers of the request's signals that did not run."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from signal_inspector.panels import unrun as unrun_lines
from signal_inspector.panels.page import MOST_ROWS, Page
from signal_inspector.panels.views.answers import part


@part(_("Did not run"), "signal_inspector/unrun.html")
def unrun(page: Page, query: QueryDict) -> dict[str, object]:  # noqa: ARG001 - each part gets it
    """Show the receivers that are connected to the request's signals and were not called."""
    missed, others = unrun_lines.lines(page.recording, page.settings.editor_url)
    return {"missed": missed, "others": others, "most_rows": MOST_ROWS}
