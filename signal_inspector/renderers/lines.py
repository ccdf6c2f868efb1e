"""The edges of a drawing: from channels to receivers, from these to what they sent."""

from collections import Counter
from collections.abc import Iterator, Mapping

from signal_inspector.renderers.dot_syntax import Attributes, attributes
from signal_inspector.renderers.shapes import SIGNS, cascade_shape, connects_shape, link_shape
from signal_inspector.renderers.style import (
    Style,
    app_label,
    counted,
    sender_label,
    traffic_label,
)
from signal_inspector.wiring.nodes import (
    Cascade,
    Channel,
    Connects,
    FoldedApp,
    Link,
    Node,
    Receiver,
    SignalGraph,
)


def edges(graph: SignalGraph, names: Mapping[str, str], style: Style) -> Iterator[str]:
    """Yield the statements: connections and links, called ``e0`` ..., then cascades, ``c0`` ..."""
    nodes = {node.id: node for node in graph.nodes}
    for number, (edge, own, shape) in enumerate(_connecting(graph, nodes, style)):
        ends = f"{names[edge.source]} -> {names[edge.target]}"
        yield f"  {ends} {attributes({'id': f'e{number}'} | own, shape)};"
    for number, cascade in enumerate(graph.cascades):
        own = {"id": f"c{number}", "label": cascade_label(cascade)}
        own["tooltip"] = _cascade_tooltip(cascade, nodes)
        ends = f"{names[cascade.source]} -> {names[cascade.target]}"
        yield f"  {ends} {attributes(own, cascade_shape(cascade, style.palette))};"


def _connecting(
    graph: SignalGraph, nodes: Mapping[str, Node], style: Style
) -> Iterator[tuple[Connects | Link, Attributes, Attributes]]:
    """Yield each line with what is its own, and what others share with it."""
    channels = {node.id: node for node in graph.channels}
    receivers = {node.id: node for node in graph.receivers}
    called = Counter(edge.source for edge in graph.connections)
    for edge in graph.connections:
        channel, receiver = channels[edge.source], receivers[edge.target]
        own = {
            "label": connects_label(edge, alone=called[edge.source] == 1),
            "tooltip": _tooltip(edge, channel, receiver),
        }
        yield edge, own, connects_shape(edge, channel, receiver, style.palette)
    for link in graph.links:
        own = {"label": link_label(link), "tooltip": _link_tooltip(link, nodes)}
        yield link, own, link_shape(link, style.palette)


def connects_label(edge: Connects, *, alone: bool) -> str:
    """Return the number of the call, where there is more than one, and what is unusual."""
    parts = [] if alone or edge.order is None else [str(edge.order)]
    if edge.senders > 1:
        parts.append(counted(edge.senders, "sender"))
    elif edge.count > 1:
        parts.append(f"×{edge.count}")
    elif "duplicate" in edge.flags:
        parts.append("duplicate")
    if "overlap" in edge.flags:
        parts.append("also ANY")
    if edge.change in {"reordered", "changed"}:
        parts.append(edge.change)
    label = SIGNS[edge.change] + " ".join(parts)
    traffic = traffic_label(edge.traffic)
    return f"{label}\n{traffic}".strip() if traffic else label.rstrip()


def _tooltip(edge: Connects, channel: Channel, receiver: Receiver) -> str:
    lines = [f"{channel.signal}, sender {sender_label(channel)} → {receiver.name}"]
    lines += [f"dispatch_uid {uid}" for uid in edge.dispatch_uids]
    if receiver.is_alive and not edge.is_weak:
        lines.append("strong reference")
    lines += filter(None, [traffic_label(edge.traffic), edge.change])
    return "\n".join(lines)


def link_label(link: Link) -> str:
    traffic = traffic_label(link.traffic)
    return "\n".join(filter(None, [counted(link.receivers, "receiver"), traffic]))


def _link_tooltip(link: Link, nodes: Mapping[str, Node]) -> str:
    between = f"{_name(nodes[link.source])} → {_name(nodes[link.target])}"
    numbers = f"{counted(link.receivers, 'receiver')}, {counted(link.count, 'connection')}"
    return "\n".join(filter(None, [between, numbers, traffic_label(link.traffic)]))


def cascade_label(edge: Cascade) -> str:
    return f"×{edge.count} cycle" if edge.in_cycle else f"×{edge.count}"


def _cascade_tooltip(edge: Cascade, nodes: Mapping[str, Node]) -> str:
    sent = f"{_name(nodes[edge.source])} sent {_name(nodes[edge.target])}"
    lines = [sent, f"observed {counted(edge.count, 'time')}"]
    return "\n".join([*lines, "part of a cycle"] if edge.in_cycle else lines)


def _name(node: Node) -> str:
    match node:
        case Channel():
            return f"{node.signal}, sender {sender_label(node)}"
        case Receiver():
            return node.name
        case FoldedApp():
            return app_label(node)
