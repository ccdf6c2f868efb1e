"""The graph in Graphviz' language, the same bytes for the same graph.

Nodes are called ``n0``, ``n1`` ...: real names would be taken for ports, keywords or escapes. Each
node, edge and cluster has an id of its own (a cluster would inherit the graph's), a class for style
sheets, and a tooltip with its whole name.
"""

from collections.abc import Collection, Iterator

from signal_inspector.renderers.dot_syntax import Attributes, attributes, two_lines
from signal_inspector.renderers.frames import PACKED, clusters, columns, placed, ranks
from signal_inspector.renderers.legend import legend
from signal_inspector.renderers.lines import edges
from signal_inspector.renderers.packing import Packing
from signal_inspector.renderers.shapes import (
    SIGNS,
    channel_shape,
    folded_shape,
    is_unseen,
    receiver_shape,
    repeat_shape,
)
from signal_inspector.renderers.style import (
    Style,
    app_label,
    counted,
    listed,
    place_label,
    receiver_label,
    sender_label,
    shortened,
    signal_labels,
    sorted_channels,
    summary,
    traffic_label,
)
from signal_inspector.wiring.nodes import Channel, FoldedApp, Node, Receiver, SignalGraph

PLAIN = Style()
FONT = "Helvetica"


def render(graph: SignalGraph, style: Style = PLAIN, packing: Packing | None = None) -> str:
    """Return the source of a directed graph that reads from channels to receivers.

    With a packing, its frames take the place of those by app.
    """
    names = node_names(graph)
    shown = nodes(graph)
    repeats = packing.repeats if packing else frozenset()
    statements = dict(zip(names, _statements(graph, names, style, repeats), strict=True))
    lines = [[line] for line in edges(graph, names, style)]
    samples = [list(legend(graph, style))] if style.legend and shown else []
    if packing:
        more = PACKED
        parts = [*columns(packing, samples, shown, statements, style), *lines]
    else:
        more = ranks(graph, style)
        parts = [*samples, *clusters(shown, statements, style), *lines]
        parts = [*placed(parts, style)]
    body = [line for part in parts for line in part]
    return "\n".join(["digraph signals {", *_defaults(graph, style, more), *body, "}"]) + "\n"


def title(graph: SignalGraph, style: Style) -> str:
    counts = style.counts or summary(graph)
    return f"{style.title}: {counts}" if style.title else counts


def node_names(graph: SignalGraph) -> dict[str, str]:
    """Return, by graph id, what the nodes are called in the drawing; it is their id in an SVG."""
    return {node.id: f"n{number}" for number, node in enumerate(nodes(graph))}


def nodes(graph: SignalGraph) -> list[Node]:
    """Return channels, sorted, and orphans; then receivers in the order in which channels call.

    Of a graph of apps the apps, by their labels.
    """
    channels = sorted_channels(graph)
    rank = {channel.id: number for number, channel in enumerate(channels)}
    receivers = {node.id: node for node in graph.receivers}
    by_rank = sorted(graph.connections, key=lambda edge: rank[edge.source])
    called = dict.fromkeys(edge.target for edge in by_rank) | dict.fromkeys(receivers)
    found: list[Node] = [*channels, *graph.orphans]
    found += [receivers[target] for target in called]
    return [*found, *graph.folded]


def _defaults(graph: SignalGraph, style: Style, more: Attributes) -> Iterator[str]:
    colors = style.palette
    heading = title(graph, style)
    drawing = {
        "id": "signals",
        "label": heading,
        "tooltip": heading,
        "labelloc": "t",
        "labeljust": "l",
        "rankdir": style.rankdir,
        "nodesep": "0.18",
        "ranksep": "0.9",
        "pad": "0.2",
        "bgcolor": "transparent" if style.theme == "auto" else colors.background,
        "fontname": FONT,
        "fontsize": "13",
        "fontcolor": colors.text,
    }
    if style.engine != "dot":
        drawing |= {"layout": style.engine, "overlap": "false", "splines": "true"}
    yield f"  graph {attributes(drawing | more)};"
    node = {"fontname": FONT, "fontsize": "11", "fontcolor": colors.text, "penwidth": "1.1"}
    yield f"  node {attributes(node)};"
    edge = {"fontname": FONT, "fontsize": "10", "fontcolor": colors.faint, "arrowsize": "0.7"}
    yield f"  edge {attributes(edge)};"


def _statements(
    graph: SignalGraph, names: dict[str, str], style: Style, repeats: Collection[str]
) -> Iterator[str]:
    short = signal_labels(graph)
    for node in nodes(graph):
        match node:
            case Channel():
                own, shape = _channel(node, short[node.signal], style)
            case Receiver():
                own, shape = _receiver(node, style)
            case FoldedApp():
                own, shape = _folded(node, style)
        if node.id in repeats:
            shape |= repeat_shape(shape)
        if node.id in style.links:
            own["URL"] = style.links[node.id]
        name = names[node.id]
        yield f"{name} {attributes({'id': name} | own, shape)};"


def _channel(node: Channel, short: str, style: Style) -> tuple[Attributes, Attributes]:
    """Return what is a node's own, and what others share with it."""
    colors = style.palette
    signal = node.signal if style.labels == "full" else short
    sender = "no receivers" if node.sender_kind is None else sender_label(node)
    if node.sender_kind in ("abstract", "proxy", "unresolved"):
        sender = f"{sender} ({node.sender_kind})"
    gone = node.sender_kind in ("dead", "unknown", "unresolved")
    traffic = traffic_label(node.traffic, "dispatch", "dispatches")
    label = two_lines(
        SIGNS[node.change] + shortened(signal),
        shortened(sender) + (f"\n{traffic}" if traffic else ""),
        color=colors.faint,
        bold=not gone,
        italic=gone,
    )
    tooltip = f"{node.signal}, sender {sender}" if node.sender_kind else node.signal
    lines = [tooltip, *listed(node.sender_names), traffic, node.change or ""]
    own = {"label": label, "tooltip": "\n".join(filter(None, lines))}
    return own, channel_shape(node, colors)


def _receiver(node: Receiver, style: Style) -> tuple[Attributes, Attributes]:
    colors = style.palette
    name = node.name if style.labels == "full" else receiver_label(node)
    second = [] if style.labels == "name" else [place_label(node)]
    second += ["async"] if node.is_async else []
    second += ["never observed"] if is_unseen(node.traffic) else []
    second += node.problems
    label = two_lines(
        SIGNS[node.change] + shortened(name),
        " · ".join(filter(None, second)),
        color=colors.faint,
        bold=False,
        italic=not node.is_alive,
    )
    lines = [node.name, place_label(node), traffic_label(node.traffic), node.change or ""]
    tooltip = "\n".join(filter(None, lines))
    return {"label": label, "tooltip": tooltip}, receiver_shape(node, colors)


def _folded(node: FoldedApp, style: Style) -> tuple[Attributes, Attributes]:
    numbers = ", ".join([counted(node.channels, "channel"), counted(node.receivers, "receiver")])
    name = app_label(node)
    label = two_lines(name, numbers, color=style.palette.faint, bold=True, italic=not node.app)
    own = {"label": label, "tooltip": f"{name}: {numbers}"}
    return own, folded_shape(node, style.palette)
