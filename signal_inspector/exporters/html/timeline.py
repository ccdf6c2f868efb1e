"""The stretch of the recording that a row stands for, as a small drawing."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from signal_inspector.recording.records import ReceiverCall
from signal_inspector.recording.tree import Row

MOST = 40
"""Stretches of one row that can be told apart; where there are more, one stands for all."""
LEAST = 0.4
"""About a pixel, in hundredths of the length of the recording: short calls can be seen."""


def drawing(row: Row, total_ns: int) -> SafeString:
    """Return the stretches as SVG, without styles in attributes."""
    kind = "call" if isinstance(row.node, ReceiverCall) else "dispatch"
    nodes = row.dispatches or (row.node,)
    spans = [(each.start_ns, each.duration_ns) for each in nodes]
    if len(spans) > MOST:
        start = min(start for start, _ in spans)
        spans = [(start, max(start + length for start, length in spans) - start)]
    return format_html(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        "{}</svg>",
        format_html_join(
            "",
            '<rect class="{}" x="{}" y="1" width="{}" height="8"/>',
            ((kind, *_placed(start, length, total_ns)) for start, length in spans),
        ),
    )


def _placed(start_ns: int, length_ns: int, total_ns: int) -> tuple[str, str]:
    scale = 100 / max(total_ns, 1)
    width = min(max(length_ns * scale, LEAST), 100)
    return f"{min(max(start_ns * scale, 0), 100 - width):.2f}", f"{width:.2f}"
