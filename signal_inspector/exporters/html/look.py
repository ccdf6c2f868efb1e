"""Styles and script of the page."""

from __future__ import annotations

from signal_inspector.exporters.html.depths import DEEPEST
from signal_inspector.renderers import assets, svg
from signal_inspector.renderers.style import DARK, LIGHT

_SCRIPTS = ("graph-view.js", "graph-links.js", "graph.js", "graph-box.js", "recording-page.js")
_STYLES = ("graph.css", "recording-page.css")


def style() -> str:
    """Return the style sheet, with the colours of drawings by the reader's theme."""
    depths = "".join(f".d{depth}{{--depth:{depth}}}" for depth in range(DEEPEST + 1))
    return (
        f":root{{{assets.variables(LIGHT)}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{assets.variables(DARK)}}}}}\n"
        f"{svg.dark_style()}\n{depths}\n" + "".join(map(assets.static, _STYLES))
    )


def script() -> str:
    """Return the script: drawings to move in, filters and folding."""
    return assets.script(*_SCRIPTS)
