"""A line of code for people, as HTML."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from django.utils.html import format_html
from django.utils.safestring import SafeString

from signal_inspector.wording import short_path


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of code for people: ``text`` is its place, ``html`` a link where an editor opens it.

    ``plain`` is for where no link may stand, as in a summary: it can be clicked, not focused.
    HTML is made here and not in a template because one place stands on many lines.
    """

    text: str
    html: SafeString
    plain: SafeString


@lru_cache(maxsize=4096)
def spot(path: str, line: int, editor_url: str) -> Spot | None:
    """Return how a line of code is shown; None where the path is not known."""
    if not path:
        return None
    text = f"{short_path(path)}:{line}"
    short = "/".join(text.split("/")[-2:])
    span = '<span class="sigi-spot" title="{}">{}</span>'
    if not editor_url or path.startswith("<"):
        copied = format_html(span, text, short)
        return Spot(text, copied, copied)
    url = editor_url.replace("{path}", quote(path)).replace("{line}", str(line))
    return Spot(
        text,
        format_html('<a class="sigi-spot" href="{}" title="{}">{}</a>', url, text, short),
        format_html(span.replace(" title", ' data-url="{}" title'), url, text, short),
    )
