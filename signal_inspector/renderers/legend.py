"""The legend: a sample of each symbol that a drawing holds, and of no other."""

from collections.abc import Iterator
from itertools import zip_longest

from signal_inspector.renderers.dot_syntax import Attributes, attributes, flush_left
from signal_inspector.renderers.frames import placed
from signal_inspector.renderers.shapes import (
    SIGNS,
    cascade_shape,
    channel_shape,
    connects_shape,
    crosses_apps,
    folded_shape,
    is_unseen,
    link_shape,
    receiver_shape,
)
from signal_inspector.renderers.style import Style
from signal_inspector.wiring.nodes import (
    Cascade,
    Change,
    Channel,
    Connects,
    FoldedApp,
    Link,
    Receiver,
    SignalGraph,
)

_SMALL: Attributes = {"fontsize": "9", "height": "0.28"}
# As high as the samples beside it, so that the rows are level.
_POINT: Attributes = {"shape": "box", "width": "0.01", "style": "invis", "label": ""} | _SMALL
_TEXT: Attributes = {"shape": "plaintext", "margin": "0.04,0"} | _SMALL
# Points of a letter of that size, on average.
_LETTER = 4.6
_NO_LINE: Attributes = {"style": "invis"}

# Two nodes and the line between them.
Row = tuple[Attributes, Attributes, Attributes]


def legend(graph: SignalGraph, style: Style) -> Iterator[str]:
    """Yield the statements of a cluster: samples of nodes with their meaning, then of lines."""
    frame = {
        "id": "legend",
        "class": "legend",
        "label": "Legend",
        "tooltip": "Legend",
        "style": "rounded",
        "color": style.palette.cluster_line,
        "fontsize": "10",
        "margin": "8",
    }
    yield "  subgraph cluster_legend {"
    yield f"    graph {attributes(frame)};"
    rows = list(enumerate(_rows(graph, style)))
    for number, (left, line, right) in placed(rows, style, inside=True):
        yield f"    l{number} {attributes(_sample(f'l{number}', left))};"
        yield f"    r{number} {attributes(_sample(f'r{number}', right))};"
        yield f"    l{number} -> r{number} {attributes(_sample(f'line{number}', line))};"
    yield "  }"


def _sample(name: str, shape: Attributes) -> Attributes:
    """Return the attributes of a sample; its class tells it from the graph's own parts."""
    return {"id": name, "tooltip": "Legend"} | shape | {"class": f"{shape.get('class', '')} sample"}


def _rows(graph: SignalGraph, style: Style) -> Iterator[Row]:
    """Yield a row for each kind of node, channels beside receivers, and for each kind of line."""
    colors = style.palette
    channels = {node.id: node for node in graph.channels}
    receivers = {node.id: node for node in graph.receivers}
    left = {
        text: channel_shape(node, colors) | _SMALL | {"label": text}
        for node in (*graph.channels, *graph.orphans)
        if (text := _channel_text(node))
    }
    right = {
        text: receiver_shape(node, colors) | _SMALL | {"label": text}
        for node in graph.receivers
        if (text := _receiver_text(node))
    }
    left |= {
        text: folded_shape(node, colors) | _SMALL | {"label": text}
        for node in graph.folded
        if (text := _folded_text(node))
    }
    for channel, receiver in zip_longest(_sorted(left), _sorted(right), fillvalue=_POINT):
        yield channel, _NO_LINE, receiver
    lines: dict[str, Attributes] = {}
    for edge in graph.connections:
        ends = channels[edge.source], receivers[edge.target]
        text = _line_text(edge, *ends)
        lines[text] = lines.get(text) or connects_shape(edge, *ends, colors)
    lines |= {_link_text(edge): link_shape(edge, colors) for edge in graph.links}
    lines |= {_cascade_text(edge): cascade_shape(edge, colors) for edge in graph.cascades}
    width = round(_LETTER * max(map(len, lines), default=0))
    for text in sorted(lines):
        yield _POINT, lines[text], _TEXT | {"label": flush_left(text, width)}


def _sorted(samples: dict[str, Attributes]) -> list[Attributes]:
    return [samples[text] for text in sorted(samples)]


def _channel_text(channel: Channel) -> str:
    match channel.sender_kind:
        case None:
            text = "no receivers"
        case "any":
            text = "signal, any sender"
        case "dead" | "unknown" | "unresolved":
            text = "sender not found"
        case "several":
            text = "signal, several senders"
        case _:
            text = "signal, one sender"
    return _compared(text, channel.change)


def _receiver_text(receiver: Receiver) -> str:
    if not receiver.is_alive:
        return "collected receiver"
    kind = "async receiver" if receiver.is_async else "receiver"
    text = kind if receiver.origin == "project" else f"{kind}, not the project's"
    if is_unseen(receiver.traffic):
        text += ", never observed"
    if receiver.problems:
        text += ", with a problem"
    return _compared(text, receiver.change)


def _folded_text(node: FoldedApp) -> str:
    return "app" if node.origin == "project" else "app, not the project's"


def _line_text(edge: Connects, channel: Channel, receiver: Receiver) -> str:
    if edge.change is not None:
        return _compared("connection", edge.change)
    if "duplicate" in edge.flags:
        return "runs the same code twice"
    if "overlap" in edge.flags:
        return "connected for ANY sender, too"
    verb = "calls, in numbered order"
    if channel.sender_kind == "any":
        verb = "calls, whoever sends"
    elif channel.sender_kind == "several" and not channel.sender_names:
        verb = "calls, for some of the senders"
    text = f"{verb}, another app" if crosses_apps(channel, receiver) else verb
    return _observed(text, edge)


def _link_text(edge: Link) -> str:
    text = "calls" if edge.source == edge.target else "calls, another app"
    return _observed(text, edge)


def _observed(text: str, edge: Connects | Link) -> str:
    if edge.traffic is None:
        return text
    if not edge.traffic.calls:
        return "never observed"
    if edge.traffic.errors:
        return "an error began there"
    return "called in a cycle" if edge.in_cycle else text


def _cascade_text(edge: Cascade) -> str:
    return "sent, in a cycle" if edge.in_cycle else "sent, as observed"


def _compared(text: str, change: Change | None) -> str:
    return f"{SIGNS[change]}{text}, {change}" if change else text
