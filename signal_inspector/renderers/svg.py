"""What Graphviz draws, made fit to be shown: only what is known to be harmless, light and dark."""

from collections.abc import Iterable
from dataclasses import fields
from html import escape

from signal_inspector.renderers.style import DARK, LIGHT, Theme
from signal_inspector.renderers.svg_copy import SvgError, copied

__all__ = ["SvgError", "clean", "dark_style", "finished"]

_FONTS = "Helvetica,Arial,sans-serif"
# An image has the theme of the viewer, whatever the page has around it.
_GROUND = (
    f"svg{{color-scheme:light dark;background:{LIGHT.background}}}\n"
    f"@media (prefers-color-scheme: dark) {{svg{{background:{DARK.background}}}}}"
)


def clean(
    document: str | bytes,
    *,
    prefix: str = "",
    style: str = "",
    links: Iterable[str] = (),
    ids: Iterable[str] = (),
) -> str:
    """Return a drawing as one ``<svg>`` element without anything that could act in a page.

    Ids begin with ``prefix``, so that several drawings fit into one page. ``style`` is a style
    sheet of ours to put in; a page with a strict policy brings its own. Tooltips become titles, and
    edges name the ids of their ends in ``data-from`` and ``data-to`` (ids are the names of nodes).
    Of addresses only those in ``links`` are kept, and places on this site.

    Raises SvgError for what is not complete and plain, and where one of ``ids`` is missing.
    """
    copy = copied(document, prefix, frozenset(links))
    if missing := set(ids) - copy.ids:
        raise SvgError(f"The drawing lacks {len(missing)} nodes.")
    label = escape(copy.label or "Signals").replace("\n", "&#10;")
    opening = (
        f'<svg{copy.attributes} xmlns="http://www.w3.org/2000/svg" class="signal-graph"'
        f' font-family="{_FONTS}" role="img" aria-label="{label}">'
    )
    sheet = [f"<style>{escape(style, quote=False)}</style>"] if style else []
    return "\n".join([opening, *sheet, *copy.lines, "</svg>"]) + "\n"


def dark_style() -> str:
    """Return the style sheet that turns the light colours into the dark ones."""
    rules = [
        f'.signal-graph [{attribute}="{getattr(LIGHT, field.name)}"]'
        f"{{{attribute}:{getattr(DARK, field.name)}}}"
        for field in fields(LIGHT)
        if field.name != "background"
        for attribute in ("fill", "stroke")
    ]
    return "@media (prefers-color-scheme: dark) {\n" + "\n".join(rules) + "\n}"


def finished(
    document: str | bytes, theme: Theme, links: Iterable[str] = (), ids: Iterable[str] = ()
) -> str:
    """Return a drawing as a file of its own, which follows the viewer's theme if that is "auto".

    Links, ids and errors are those of ``clean``.
    """
    sheet = f"{_GROUND}\n{dark_style()}" if theme == "auto" else ""
    return clean(document, style=sheet, links=links, ids=ids)
