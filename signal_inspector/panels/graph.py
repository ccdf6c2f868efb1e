"""The cascade of a request, and the wiring with the request's traffic on it, as drawings."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _, ngettext

from signal_inspector.overlay import lay
from signal_inspector.recording.recording import Recording
from signal_inspector.renderers import cascade as cascade_renderer, dot, image
from signal_inspector.renderers.style import Style
from signal_inspector.wiring.graph import build_graph
from signal_inspector.wiring.nodes import Connects
from signal_inspector.wiring.selection import keep_connections

MOST_CONNECTIONS = 300
"""Of a larger wiring only what the request used is drawn."""

TIMEOUT = 20
"""Seconds that a drawing may take while somebody waits for it."""

_PREFIX = "sigi-"
_TOOLBAR = "receiver:debug_toolbar."


@dataclass(frozen=True, slots=True)
class Drawing:
    """An ``<svg>``, empty where there is none, and what is to be said about it."""

    svg: SafeString
    notes: tuple[str, ...] = ()


def cascade(recording: Recording) -> Drawing:
    """Draw what was sent during the request; equal paths are one."""
    if not recording.dispatches:
        return Drawing(SafeString(), (_("No receiver was called during this request."),))
    drawn = cascade_renderer.render(recording)
    notes = []
    if count := drawn.left_out:
        text = ngettext(
            "%(count)s node is left out; the cascade as a list has all.",
            "%(count)s nodes are left out; the cascade as a list has all.",
            count,
        )
        notes.append(text % {"count": number_format(count)})
    return _drawing(drawn.source, drawn.names, notes)


def wiring(recording: Recording) -> Drawing:
    """Draw what is connected in this process, and what of it the request used."""
    whole = replace(lay(build_graph(), [recording]).graph, orphans=())
    whole = keep_connections(whole, lambda edge: not edge.target.startswith(_TOOLBAR))
    own = {node.id for node in whole.receivers if node.origin == "project"}
    graph = keep_connections(whole, lambda edge: edge.target in own or _is_used(edge))
    notes = []
    if (count := len(graph.connections)) > MOST_CONNECTIONS:
        graph = keep_connections(whole, _is_used)
        text = _(
            "Only what this request used is drawn: the project has %(count)s connections."
            " manage.py signalgraph draws all of them."
        )
        notes.append(text % {"count": number_format(count)})
    elif count := len(whole.connections) - count:
        text = ngettext(
            "%(count)s connection of Django or a package that was not used is left out.",
            "%(count)s connections of Django and packages that were not used are left out.",
            count,
        )
        notes.append(text % {"count": number_format(count)})
    if not graph.connections:
        return Drawing(SafeString(), (*notes, _("No receiver was called during this request.")))
    # One opens a drawing at its upper left, where a legend would stand, and the labels say enough.
    source = dot.render(graph, Style(legend=False))
    return _drawing(source, tuple(dot.node_names(graph).values()), notes)


def _is_used(edge: Connects) -> bool:
    return edge.traffic is None or edge.traffic.calls > 0


def _drawing(source: str, names: tuple[str, ...], notes: list[str]) -> Drawing:
    try:
        if next(image.programs("svg"), None) is None:
            reason = _(
                "There is no program to draw with. Install Graphviz, so that “dot” is on PATH, or"
                " pip install 'django-signal-inspector[render]'."
            )
            return Drawing(SafeString(), (reason,))
        svg = image.draw(source, names, prefix=_PREFIX, timeout=TIMEOUT)
    except image.RenderError as error:
        return Drawing(SafeString(), (str(error),))
    # The drawing was copied element by element from an allow-list.
    return Drawing(mark_safe(svg), tuple(notes))  # noqa: S308
