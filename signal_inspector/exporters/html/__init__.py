"""A recording as one HTML file that asks nothing of a network, to be attached to a bug report.

All of it can be read without the script, which adds filters and folding. A content policy in the
page allows this script and these styles and nothing else. It is in English whatever the active
language: whom a report is for is not known here.
"""

from __future__ import annotations

from django.utils import translation
from django.utils.html import format_html

from signal_inspector.exporters.html import cascade, drawing, look, sections, top
from signal_inspector.exporters.html.elements import joined, shown
from signal_inspector.recording.recording import Recording
from signal_inspector.renderers import assets

__all__ = ["render"]

_BODY = """<header>
<h1>{}</h1>
{}</header>
<main>
{}</main>
<footer>{}</footer>
"""


def render(recording: Recording) -> str:
    """Return the page."""
    with translation.override(None):
        rows = cascade.rows_of(recording)
        main = joined(
            sections.problems(recording, rows),
            drawing.part(recording),
            cascade.part(recording, rows),
            sections.receivers(recording),
            sections.channels(recording),
            sections.not_detailed(recording),
        )
        title = shown(recording.name) or "Signals"
        body = format_html(_BODY, title, top.summary(recording), main, top.footer(recording))
        return assets.page(body, title=title, script=look.script(), look=look.style())
