"""Statements of Graphviz' language: quoting, attributes, two-line labels."""

import re
from functools import lru_cache
from html import escape

Attributes = dict[str, str]

# Characters that XML cannot hold pass through Graphviz and break the SVG.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Html(str):
    """A label that is markup already, made by ``two_lines``; all other values are plain text."""

    __slots__ = ()


def quoted(value: str) -> str:
    """Return a value that Graphviz shows as it is: no escapes, entities or markup in it count."""
    if isinstance(value, Html):
        return f"<{value}>"
    text = printable(value).replace("&", "&amp;").replace("\\", "\\\\").replace('"', "&quot;")
    return '"' + text.replace("\n", "\\n") + '"'


def printable(text: str) -> str:
    """Return the text with tabs as spaces, and a sign in the place of what XML cannot hold."""
    # Most names are: asking is quicker than to look for what is not there.
    return text if text.isprintable() else _UNPRINTABLE.sub("�", text.replace("\t", " "))


def attributes(own: Attributes, shared: Attributes | None = None) -> str:
    """Return ``[key="value" ...]``; what many statements share is put together once."""
    pairs = [_pair(*item) for item in own.items()]
    if shared:
        pairs.append(_pairs(tuple(shared.items())))
    return f"[{' '.join(pairs)}]"


@lru_cache(maxsize=1024, typed=True)
def _pairs(items: tuple[tuple[str, str], ...]) -> str:
    return " ".join([_pair(*item) for item in items])


def _pair(key: str, value: str) -> str:
    # Graphviz reads the escapes of tooltips twice.
    escaped = value.replace("\\", "\\\\") if key == "tooltip" else value
    return f"{key}={quoted(escaped)}"


def two_lines(first: str, second: str, *, color: str, bold: bool, italic: bool) -> Html:
    """Return a label: a name, and below it something smaller, which may be empty."""
    # Graphviz refuses an element without text.
    head = _markup(first) or "\N{OPEN BOX}"
    if bold:
        head = f"<B>{head}</B>"
    if italic:
        head = f"<I>{head}</I>"
    if not second:
        return Html(head)
    small = f'<FONT POINT-SIZE="9" COLOR="{color}">{_markup(second)}</FONT>'
    return Html(f"{head}<BR/>{small}")


def flush_left(text: str, width: int) -> Html:
    """Return a label of at least this width, in points, that begins at its left."""
    return Html(
        '<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="0" CELLSPACING="0"><TR>'
        f'<TD ALIGN="LEFT" WIDTH="{width}">{_markup(text)}</TD></TR></TABLE>'
    )


def _markup(text: str) -> str:
    # Graphviz refuses a text that ends with "]": it takes it for the end of a CDATA section.
    return escape(printable(text)).replace("]", "&#93;").replace("\n", "<BR/>")
