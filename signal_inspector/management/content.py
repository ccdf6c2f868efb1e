"""A graph in the format that is asked for."""

from dataclasses import replace

from django.core.management.base import CommandError

from signal_inspector.management.graph_options import GraphOptions
from signal_inspector.renderers import dot, html, image, json, links, markdown, mermaid, text
from signal_inspector.renderers.plan import Plan, TooManyEdgesError, plan
from signal_inspector.renderers.program import Waiting
from signal_inspector.renderers.style import Style
from signal_inspector.wiring.nodes import SignalGraph
from signal_inspector.wiring.places import places_of_channels
from signal_inspector.wiring.selection import without_lines


def content(
    graph: SignalGraph, wanted: GraphOptions, waiting: Waiting | None = None
) -> tuple[bytes, str]:
    """Return the document, and a sentence on how it was drawn, "" for in full.

    ``waiting`` is called while a program draws. Raises CommandError, with exit code 2, where it
    fails, and for more lines than are allowed.
    """
    if not wanted.drawing.lines:
        graph = without_lines(graph)
    match wanted.output.format:
        case "text":
            return encoded(text.render(graph, labels=wanted.drawing.style.labels)), ""
        case "json":
            return encoded(json.render(graph)), ""
        case "mermaid":
            return encoded(mermaid.render(graph, _linked(graph, wanted))), ""
        case "markdown":
            return encoded(markdown.render(graph, _linked(graph, wanted))), ""
        case "dot" | "svg" | "png" | "pdf" | "html":
            try:
                drawn = _planned(graph, wanted)
                return _drawn(drawn, wanted, waiting), drawn.reason
            except (TooManyEdgesError, image.RenderError) as error:
                raise CommandError(str(error), returncode=2) from None
        case unknown:
            raise CommandError(f"Unknown format {unknown!r}.", returncode=2)


def encoded(document: str) -> bytes:
    # Names may hold lone surrogates, which UTF-8 lacks; \udc80 is also how JSON writes them.
    return document.encode("utf-8", "backslashreplace")


def _planned(graph: SignalGraph, wanted: GraphOptions) -> Plan:
    """Return how to draw the graph. Its source can be written whatever its size."""
    drawing = wanted.drawing
    # Only dot packs; the other engines do not slow down where lines cross.
    max_edges = drawing.max_edges if drawing.style.engine == "dot" else 0
    try:
        return plan(graph, drawing.style, strategy=drawing.strategy, max_edges=max_edges)
    except TooManyEdgesError as error:
        if wanted.output.format != "dot":
            raise
        anyway = plan(graph, drawing.style, strategy=drawing.strategy, max_edges=0)
        return Plan(anyway.graph, anyway.style, anyway.strategy, anyway.packing, str(error))


def _linked(graph: SignalGraph, wanted: GraphOptions, style: Style | None = None) -> Style:
    """Return the style with the addresses of the nodes in the graph, if these are asked for."""
    style = style or wanted.drawing.style
    if not wanted.drawing.link:
        return style
    places = places_of_channels((*graph.channels, *graph.orphans))
    return replace(style, links=links.links(graph, wanted.drawing.link, places))


def _drawn(drawn: Plan, wanted: GraphOptions, waiting: Waiting | None) -> bytes:
    style = _linked(drawn.graph, wanted, drawn.style)
    parts = drawn.graph, style, drawn.packing
    patience = image.Patience(wanted.drawing.timeout, waiting)
    match wanted.output.format:
        case "dot":
            return encoded(dot.render(*parts))
        case "html":
            drawing = image.drawing(*parts, patience)
            return encoded(html.render(drawn.graph, drawing, style))
        case "svg" | "png" | "pdf" as image_format:
            return image.render(drawn.graph, image_format, *parts[1:], patience)
        case other:
            raise ValueError(other)
