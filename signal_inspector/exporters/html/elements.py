"""Parts of pages: everything that is written goes through ``format_html``, which escapes it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from signal_inspector.exporters.plain import plain

EMPTY = SafeString("")


def shown(text: str) -> str:
    """Return a text of any origin as a page can hold it; not escaped yet."""
    return plain(text)


def joined(*parts: str) -> SafeString:
    """Return parts, each escaped unless it is HTML already, one after the other."""
    return format_html_join("", "{}", ((part,) for part in parts))


def element(tag: str, content: str, **attributes: str) -> SafeString:
    """Return an element on a line; empty attributes are left out, ``class_`` is ``class``."""
    named = ((name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items())
    found = format_html_join("", ' {}="{}"', (each for each in named if each[1]))
    return format_html("<{}{}>{}</{}>\n", tag, found, content, tag)


def table(heads: Iterable[tuple[str, str]], rows: Iterable[Iterable[str]]) -> SafeString:
    """Return a table: ``heads`` are the text and the class of each column, ``rows`` the cells."""
    columns = tuple(heads)
    head = format_html_join("", '<th scope="col" class="{1}">{0}</th>', columns)
    names = [name for _, name in columns]
    body = (
        format_html_join("", '<td class="{}">{}</td>', zip(names, row, strict=True)) for row in rows
    )
    return format_html(
        '<div class="wide"><table>\n<thead><tr>{}</tr></thead>\n'
        "<tbody>\n{}</tbody>\n</table></div>\n",
        head,
        format_html_join("", "<tr>{}</tr>\n", ((row,) for row in body)),
    )


def section(title: str, content: str, *, id_: str, count: int | None = None) -> SafeString:
    """Return a section under a heading."""
    number = EMPTY if count is None else format_html(" <small>{}</small>", f"{count:,}")
    return format_html(
        '<section id="{0}" aria-labelledby="{0}-title">\n<h2 id="{0}-title">{1}{2}</h2>\n'
        "{3}</section>\n",
        id_,
        title,
        number,
        content,
    )
