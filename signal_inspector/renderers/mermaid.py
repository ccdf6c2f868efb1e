"""The graph as a Mermaid flowchart, which many places for Markdown draw.

The same visual language as in DOT, as far as Mermaid has it. Names of nodes are short, for the text
is limited, and begin with ``n``: ``end`` would be a keyword, and ``o`` or ``x`` an arrow's head.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from signal_inspector.renderers import dot
from signal_inspector.renderers.groups import groups
from signal_inspector.renderers.lines import cascade_label, connects_label, link_label
from signal_inspector.renderers.mermaid_syntax import escaped, quoted
from signal_inspector.renderers.shapes import SIGNS, crosses_apps, is_unseen
from signal_inspector.renderers.style import (
    Palette,
    Style,
    app_label,
    counted,
    place_label,
    receiver_label,
    sender_label,
    shortened,
    signal_labels,
    traffic_label,
)
from signal_inspector.wiring.nodes import (
    Channel,
    FoldedApp,
    Node,
    Receiver,
    SignalGraph,
)

# What Mermaid draws unless it is configured otherwise.
MAX_TEXT = 50_000
MAX_EDGES = 500


def render(graph: SignalGraph, style: Style = dot.PLAIN) -> str:
    """Return the flowchart; its description tells the counts to screen readers."""
    nodes, names = dot.nodes(graph), dot.node_names(graph)
    lines = [
        f"flowchart {style.rankdir}",
        f"  accTitle: {_plain(style.title or 'Signals')}",
        f"  accDescr: {_plain(dot.title(graph, style))}",
    ]
    short = signal_labels(graph)
    shapes = {node.id: names[node.id] + _shape(node, short, style) for node in nodes}
    framed = groups(nodes, style.group_by)
    loose = framed.pop("", [])
    for number, (label, members) in enumerate(framed.items()):
        lines.append(f"  subgraph app{number}[{quoted(label)}]")
        # A frame that no edge leaves would be laid out across the others.
        lines.append(f"    direction {style.rankdir}")
        lines += [f"    {shapes[node.id]}" for node in members]
        lines.append("  end")
    lines += [f"  {shapes[node.id]}" for node in loose]
    lines += [f"  {line}" for line in _edges(graph, names)]
    lines += [f"  {line}" for line in _classes(nodes, names, style.palette)]
    if framed:
        # Without a fill, so that the headings can be read in any theme of the page around.
        lines.append(f"  classDef frame fill:none,stroke:{style.palette.line}")
        lines.append(f"  class {','.join(f'app{number}' for number in range(len(framed)))} frame")
    lines += [
        f'  click {names[node.id]} href "{style.links[node.id].replace(";", "%3B")}"'
        for node in nodes
        if node.id in style.links
    ]
    return "\n".join(lines) + "\n"


def limits(text: bytes, graph: SignalGraph) -> str:
    """Return a warning if Mermaid, as it is configured by default, will not draw this; else ""."""
    edges = len(graph.connections) + len(graph.links) + len(graph.cascades)
    if len(text) <= MAX_TEXT and edges <= MAX_EDGES:
        return ""
    return (
        f"{edges} edges in {len(text)} characters: Mermaid draws up to {MAX_EDGES} edges and "
        f"{MAX_TEXT} characters by default. Choose less, or raise maxEdges and maxTextSize."
    )


def _shape(node: Node, short: Mapping[str, str], style: Style) -> str:
    """Return a hexagon for a channel, a rounded box for a receiver, a plain one for an app."""
    if isinstance(node, FoldedApp):
        counts = counted(node.channels, "channel"), counted(node.receivers, "receiver")
        return f"[{quoted(app_label(node), ', '.join(counts))}]"
    sign = SIGNS[node.change]
    if isinstance(node, Channel):
        signal = node.signal if style.labels == "full" else short[node.signal]
        sender = "no receivers" if node.sender_kind is None else sender_label(node)
        if node.sender_kind in ("abstract", "proxy", "unresolved"):
            sender = f"{sender} ({node.sender_kind})"
        traffic = traffic_label(node.traffic, "dispatch", "dispatches")
        return "{{" + quoted(sign + shortened(signal), shortened(sender), traffic) + "}}"
    name = node.name if style.labels == "full" else receiver_label(node)
    place = "" if style.labels == "name" else place_label(node)
    unseen = "never observed" if is_unseen(node.traffic) else ""
    text = quoted(sign + shortened(name), place, "async" if node.is_async else "", unseen)
    return f"[[{text}]]" if node.is_async else f"({text})"


def _edges(graph: SignalGraph, names: dict[str, str]) -> Iterator[str]:
    channels = {node.id: node for node in graph.channels}
    receivers = {node.id: node for node in graph.receivers}
    called = Counter(edge.source for edge in graph.connections)
    for edge in graph.connections:
        arrow = _arrow(channels[edge.source], receivers[edge.target])
        label = connects_label(edge, alone=called[edge.source] == 1)
        arrow += f"|{quoted(label)}|" if label else ""
        yield f"{names[edge.source]} {arrow} {names[edge.target]}"
    for link in graph.links:
        yield f"{names[link.source]} ==>|{quoted(link_label(link))}| {names[link.target]}"
    for cascade in graph.cascades:
        text = quoted(cascade_label(cascade))
        yield f"{names[cascade.source]} ==>|{text}| {names[cascade.target]}"


def _arrow(channel: Channel, receiver: Receiver) -> str:
    """Return a dashed arrow for ANY sender, a thick one between apps, else a thin one."""
    if channel.sender_kind == "any":
        return "-.->"
    return "==>" if crosses_apps(channel, receiver) else "-->"


def _classes(nodes: Sequence[Node], names: dict[str, str], colors: Palette) -> Iterator[str]:
    """Yield the styles that are needed, and which nodes have them."""
    styles = {
        "channel": f"fill:{colors.channel},stroke:{colors.channel_line},color:{colors.text}",
        "any": f"fill:{colors.any_channel},stroke:{colors.channel_line},color:{colors.text},"
        "stroke-dasharray:5 3",
        "receiver": f"fill:{colors.receiver},stroke:{colors.line},color:{colors.text}",
        "foreign": f"fill:{colors.foreign},stroke:{colors.line},color:{colors.text}",
        "gone": f"fill:{colors.receiver},stroke:{colors.line},color:{colors.faint},"
        "stroke-dasharray:2 2",
    }
    for name, look in styles.items():
        members = [names[node.id] for node in nodes if _class(node) == name]
        if members:
            yield f"classDef {name} {look}"
            yield f"class {','.join(members)} {name}"


def _class(node: Node) -> str:
    if isinstance(node, FoldedApp):
        return "receiver" if node.origin == "project" else "foreign"
    if isinstance(node, Channel):
        if node.sender_kind in ("dead", "unknown", "unresolved"):
            return "gone"
        if node.sender_kind is None:
            return "foreign"
        return "any" if node.sender_kind == "any" else "channel"
    if not node.is_alive:
        return "gone"
    return "receiver" if node.origin == "project" else "foreign"


def _plain(text: str) -> str:
    """Return a text for a statement that ends with its line, and knows no quotes."""
    return " ".join(escaped(text.replace("\n", " ")).split())
