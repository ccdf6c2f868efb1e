"""The head and the foot of the page."""

from __future__ import annotations

from collections.abc import Iterator

import django
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

import signal_inspector
from signal_inspector.exporters.html.elements import shown
from signal_inspector.recording.recording import Recording
from signal_inspector.wording import duration


def summary(recording: Recording) -> SafeString:
    """Return the totals as a list of terms."""
    return format_html(
        '<dl class="cards">\n{}\n</dl>\n',
        format_html_join(
            "\n",
            '<div class="{}"><dt>{}</dt><dd>{}</dd></div>',
            (
                ("alarm" if alarming else "", name, value)
                for name, value, alarming in _numbers(recording)
            ),
        ),
    )


def _numbers(recording: Recording) -> Iterator[tuple[str, str, bool]]:
    totals = recording.summary
    yield "Dispatches", f"{totals.dispatches:,}", False
    yield "Receiver calls", f"{totals.receiver_calls:,}", False
    yield "In receivers", duration(totals.receivers_ns), False
    if totals.queries:
        yield "Queries", f"{totals.queries:,} in {duration(totals.queries_ns)}", False
    if totals.errors:
        yield "Exceptions", f"{totals.errors:,}", True
    yield "Depth", f"{totals.depth:,}", False
    if totals.counted:
        yield "Not detailed", f"{totals.counted:,}", False


def footer(recording: Recording) -> SafeString:
    """Return when and with what it was recorded."""
    return format_html(
        "Recorded {} in {} by signal_inspector {} with Django {}.",
        shown(recording.started) or "at an unknown time",
        duration(recording.duration_ns),
        signal_inspector.__version__,
        django.get_version(),
    )
