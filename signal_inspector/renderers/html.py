"""The graph as one HTML file that asks nothing of a network: a drawing to move in, and a list.

The scripts are the modules of ``static/signal_inspector/graph*.js``, written into the page one
after the other. A content policy in the page allows these scripts and styles and nothing else.
"""

from collections.abc import Iterator
from html import escape
from itertools import groupby

from signal_inspector.renderers import assets, dot, svg
from signal_inspector.renderers.dot_syntax import printable
from signal_inspector.renderers.style import (
    DARK,
    PALETTES,
    Style,
    app_label,
    counted,
    place_label,
    receiver_label,
    sender_label,
    signal_labels,
)
from signal_inspector.wiring.nodes import FoldedApp, Receiver, SignalGraph

# Each after those that it imports.
SCRIPTS = ("graph-view.js", "graph-links.js", "graph.js", "graph-page.js")
STYLES = ("graph.css", "graph-page.css")

# What the list calls the kinds of nodes, in its order.
_KINDS = ("Channels", "Signals without receivers", "Receivers", "Apps")
Entry = tuple[str, str, str, str, str]


def render(graph: SignalGraph, drawing: str, style: Style) -> str:
    """Return the page around a drawing of this graph in this style, an ``<svg>`` element."""
    title = printable(dot.title(graph, style))
    body = f"""<header>
<h1>{escape(title)}</h1>
<span class="keys"><kbd>/</kbd> search, <kbd>Esc</kbd> unpin, arrows move</span>
<button type="button" data-zoom="0.8" aria-label="Zoom out" title="Zoom out (-)">&minus;</button>
<button type="button" data-zoom="1.25" aria-label="Zoom in" title="Zoom in (+)">+</button>
<button type="button" data-zoom="natural" title="Natural size (1)">100 %</button>
<button type="button" data-zoom="fit" title="See all (0)">Fit</button>
</header>
<aside aria-label="Signals and receivers">
<div class="search"><input type="search" aria-label="Search" placeholder="Search" \
autocomplete="off" spellcheck="false"><span role="status"></span></div>
{"".join(_list(graph, style))}</aside>
<main>
{drawing}</main>
"""
    script = assets.script(*SCRIPTS)
    return assets.page(body, title=title, script=script, look=_look(style), scheme=_scheme(style))


def _look(style: Style) -> str:
    sheets = "".join(assets.static(name) for name in STYLES)
    colors = f":root {{{assets.variables(style.palette)}}}\n"
    if style.theme == "auto":
        colors += f"@media (prefers-color-scheme: dark) {{:root {{{assets.variables(DARK)}}}}}\n"
        colors += svg.dark_style() + "\n"
    return colors + sheets


def _scheme(style: Style) -> str:
    if style.theme == "auto":
        return "light dark"
    return "dark" if PALETTES[style.theme] is DARK else "light"


def _list(graph: SignalGraph, style: Style) -> Iterator[str]:
    """Yield a section for each kind of node; an entry leads to its node in the drawing, and beside
    it to its source. Links in the drawing would be in the way of pins.
    """
    names = dot.node_names(graph)
    sources = {names[key]: address for key, address in style.links.items() if key in names}
    for kind, entries in groupby(_entries(graph), key=lambda entry: entry[0]):
        items = [_item(*entry[1:], sources.get(entry[1], "")) for entry in entries]
        yield f"<details open><summary>{kind} ({len(items)})</summary>\n<ul>\n"
        yield from items
        yield "</ul></details>\n"


def _entries(graph: SignalGraph) -> list[Entry]:
    """Return (kind, id in the drawing, whole name, name, what is said below it), sorted."""
    names = dot.node_names(graph)
    short = signal_labels(graph)
    entries = []
    for node in dot.nodes(graph):
        if isinstance(node, FoldedApp):
            entry = _KINDS[3], app_label(node), app_label(node), counted(node.receivers, "receiver")
        elif isinstance(node, Receiver):
            entry = _KINDS[2], node.name, receiver_label(node), place_label(node)
        elif node.sender_kind is None:
            entry = _KINDS[1], node.signal, short[node.signal], ""
        else:
            entry = _KINDS[0], node.signal, short[node.signal], sender_label(node)
        kind, whole, label, more = map(printable, entry)
        entries.append((kind, names[node.id], whole, label, more))
    return sorted(entries, key=lambda entry: (_KINDS.index(entry[0]), entry[3].lower(), entry))


def _item(name: str, whole: str, label: str, more: str, address: str) -> str:
    second = f" <small>{escape(more)}</small>" if more else ""
    title = escape(whole)
    entry = f'<a href="#{name}" title="{title}">{escape(label)}{second}</a>'
    if address:
        entry += (
            f'<a class="source" href="{escape(address)}" target="_blank" rel="noreferrer"'
            f' aria-label="Source of {title}" title="Source">&#8599;</a>'
        )
    return f"<li>{entry}</li>\n"
