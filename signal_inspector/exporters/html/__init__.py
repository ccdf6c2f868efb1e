"""A recording as one HTML file that asks nothing of a network, to be attached to a bug report.

All of it can be read without the script, which adds filters and folding. A content policy in the
page allows this script and these styles and nothing else. It is in English whatever the active
language: whom a report is for is not known here.
"""

from __future__ import annotations

from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

import signal_inspector
from signal_inspector.exporters.html import cascade, drawing, look, sections, top
from signal_inspector.exporters.html.elements import joined, shown
from signal_inspector.recording.recording import Recording
from signal_inspector.renderers import assets

__all__ = ["render"]

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="signal_inspector {version}">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
{summary}</header>
<main>
{body}</main>
<footer>{footer}</footer>
<script type="module">{script}</script>
</body>
</html>
"""


def render(recording: Recording) -> str:
    """Return the page."""
    with translation.override(None):
        rows = cascade.rows_of(recording)
        body = joined(
            sections.problems(recording, rows),
            drawing.part(recording),
            cascade.part(recording, rows),
            sections.receivers(recording),
            sections.channels(recording),
            sections.not_detailed(recording),
        )
        style, script = look.style(), look.script()
        return format_html(
            _PAGE,
            policy=assets.policy(script, style),
            version=signal_inspector.__version__,
            title=shown(recording.name) or "Signals",
            # Ours, and hashed by the policy as they stand.
            style=SafeString(style),
            script=SafeString(script),
            summary=top.summary(recording),
            body=body,
            footer=top.footer(recording),
        )
