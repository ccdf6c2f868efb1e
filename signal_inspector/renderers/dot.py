"""The graph in Graphviz' language, the same bytes for the same graph.

Nodes are called ``n0``, ``n1`` ...: real names would be taken for ports, keywords or escapes. Each
node, edge and cluster has an id of its own (a cluster would inherit the graph's), a class for style
sheets, and a tooltip with its whole name.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from signal_inspector.renderers.dot_syntax import Attributes, attributes, two_lines
from signal_inspector.renderers.legend import legend
from signal_inspector.renderers.shapes import channel_shape, connects_shape, receiver_shape
from signal_inspector.renderers.style import (
    Style,
    place_label,
    receiver_label,
    sender_label,
    shortened,
    signal_labels,
    sorted_channels,
    summary,
)
from signal_inspector.wiring.nodes import Channel, Connects, Receiver, SignalGraph

PLAIN = Style()
FONT = "Helvetica"

Node = Channel | Receiver
Item = TypeVar("Item")


def render(graph: SignalGraph, style: Style = PLAIN) -> str:
    """Return the source of a directed graph that reads from channels to receivers."""
    names = node_names(graph)
    shown = nodes(graph)
    statements = dict(zip(names, _statements(graph, names, style), strict=True))
    parts = [list(legend(graph, style))] if style.legend and shown else []
    for number, app in enumerate(graph.apps):
        members = [node for node in shown if node.app == app]
        lines = [f"    {statements[node.id]}" for node in _placed(members, style)]
        parts.append([*_cluster(f"app{number}", app, members, style), *lines, "  }"])
    parts += [[f"  {statements[node.id]}"] for node in shown if not node.app]
    parts += [[line] for line in _edges(graph, names, style)]
    body = [line for part in _placed(parts, style) for line in part]
    return "\n".join(["digraph signals {", *_defaults(graph, style), *body, "}"]) + "\n"


def title(graph: SignalGraph, style: Style) -> str:
    return f"{style.title}: {summary(graph)}" if style.title else summary(graph)


def node_names(graph: SignalGraph) -> dict[str, str]:
    """Return, by graph id, what the nodes are called in the drawing; it is their id in an SVG."""
    return {node.id: f"n{number}" for number, node in enumerate(nodes(graph))}


def nodes(graph: SignalGraph) -> list[Node]:
    """Return channels, sorted, and orphans; then receivers in the order in which channels call."""
    channels = sorted_channels(graph)
    rank = {channel.id: number for number, channel in enumerate(channels)}
    receivers = {node.id: node for node in graph.receivers}
    edges = sorted(graph.connections, key=lambda edge: rank[edge.source])
    called = dict.fromkeys(edge.target for edge in edges)
    return [*channels, *graph.orphans, *(receivers[target] for target in called)]


def _placed(items: Sequence[Item], style: Style) -> Sequence[Item]:
    """Return what Graphviz is to place; from left to right it draws the first at the bottom."""
    return items[::-1] if style.rankdir in {"LR", "RL"} else items


def _defaults(graph: SignalGraph, style: Style) -> Iterator[str]:
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
    yield f"  graph {attributes(drawing)};"
    node = {"fontname": FONT, "fontsize": "11", "fontcolor": colors.text, "penwidth": "1.1"}
    yield f"  node {attributes(node)};"
    edge = {"fontname": FONT, "fontsize": "10", "fontcolor": colors.faint, "arrowsize": "0.7"}
    yield f"  edge {attributes(edge)};"


def _cluster(name: str, app: str, members: Sequence[Node], style: Style) -> Iterator[str]:
    """Yield the opening of an app's cluster, dashed when nothing in it is the project's."""
    foreign = all(node.origin != "project" for node in members)
    frame = {
        "id": name,
        "class": "app foreign" if foreign else "app",
        "label": app,
        "tooltip": f"app {app}",
        "style": "filled,rounded,dashed" if foreign else "filled,rounded",
        "fillcolor": style.palette.cluster,
        "color": style.palette.cluster_line,
        "fontsize": "12",
        "margin": "10",
    }
    yield f"  subgraph cluster_{name} {{"
    yield f"    graph {attributes(frame)};"


def _statements(graph: SignalGraph, names: dict[str, str], style: Style) -> Iterator[str]:
    short = signal_labels(graph)
    for node in nodes(graph):
        if isinstance(node, Channel):
            shape = _channel(node, short[node.signal], style)
        else:
            shape = _receiver(node, style)
        yield f"{names[node.id]} {attributes({'id': names[node.id]} | shape)};"


def _channel(node: Channel, short: str, style: Style) -> Attributes:
    colors = style.palette
    signal = node.signal if style.labels == "full" else short
    sender = "no receivers" if node.sender_kind is None else sender_label(node)
    if node.sender_kind in ("abstract", "proxy", "unresolved"):
        sender = f"{sender} ({node.sender_kind})"
    gone = node.sender_kind in ("dead", "unknown", "unresolved")
    label = two_lines(
        shortened(signal), shortened(sender), color=colors.faint, bold=not gone, italic=gone
    )
    tooltip = f"{node.signal}, sender {sender}" if node.sender_kind else node.signal
    return {"label": label, "tooltip": tooltip} | channel_shape(node, colors)


def _receiver(node: Receiver, style: Style) -> Attributes:
    colors = style.palette
    name = node.name if style.labels == "full" else receiver_label(node)
    second = [] if style.labels == "name" else [place_label(node)]
    second += ["async"] if node.is_async else []
    label = two_lines(
        shortened(name),
        " · ".join(filter(None, second)),
        color=colors.faint,
        bold=False,
        italic=not node.is_alive,
    )
    place = place_label(node)
    tooltip = f"{node.name}\n{place}" if place else node.name
    return {"label": label, "tooltip": tooltip} | receiver_shape(node, colors)


def _edges(graph: SignalGraph, names: dict[str, str], style: Style) -> Iterator[str]:
    channels = {node.id: node for node in graph.channels}
    receivers = {node.id: node for node in graph.receivers}
    called: dict[str, int] = {}
    for edge in graph.connections:
        called[edge.source] = called.get(edge.source, 0) + 1
    for number, edge in enumerate(graph.connections):
        channel, receiver = channels[edge.source], receivers[edge.target]
        shape = {
            "id": f"e{number}",
            "label": _edge_label(edge, alone=called[edge.source] == 1),
            "tooltip": _edge_tooltip(edge, channel, receiver),
        }
        shape |= connects_shape(edge, channel, receiver, style.palette)
        yield f"  {names[edge.source]} -> {names[edge.target]} {attributes(shape)};"


def _edge_label(edge: Connects, *, alone: bool) -> str:
    """Return the number of the call, where there is more than one, and what is unusual."""
    parts = [] if alone or edge.order is None else [str(edge.order)]
    if edge.count > 1:
        parts.append(f"×{edge.count}")
    elif "duplicate" in edge.flags:
        parts.append("duplicate")
    if "overlap" in edge.flags:
        parts.append("also ANY")
    return " ".join(parts)


def _edge_tooltip(edge: Connects, channel: Channel, receiver: Receiver) -> str:
    lines = [f"{channel.signal}, sender {sender_label(channel)} → {receiver.name}"]
    lines += [f"dispatch_uid {uid}" for uid in edge.dispatch_uids]
    if receiver.is_alive and not edge.is_weak:
        lines.append("strong reference")
    return "\n".join(lines)
