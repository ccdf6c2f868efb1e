"""The graph as text: one block a channel, its receivers in the order of their calls."""

from signal_inspector.renderers.style import (
    DASH,
    Labels,
    counted,
    place_label,
    sender_label,
    signal_labels,
    sorted_channels,
    summary,
)
from signal_inspector.wiring.nodes import Channel, Connects, Receiver, SignalGraph

_HEAD_WIDTH = 58
_MAX_NAME = 60


def render(graph: SignalGraph, *, labels: Labels = "short") -> str:
    """Return the listing, the last line with the counts.

    ``full`` writes signals with their dotted names, ``name`` leaves out files and lines. Async
    receivers have a dash for a number: they run together, after the sync ones.
    """
    receivers = {node.id: node for node in graph.receivers}
    edges: dict[str, list[Connects]] = {}
    for edge in graph.connections:
        edges.setdefault(edge.source, []).append(edge)
    width = min(max((len(node.name) for node in graph.receivers), default=0), _MAX_NAME)
    short = signal_labels(graph)
    lines: list[str] = []
    for channel in sorted_channels(graph):
        signal = channel.signal if labels == "full" else short[channel.signal]
        called = edges.get(channel.id, [])
        lines.append(_head(channel, signal, sum(edge.count for edge in called)))
        lines += [_row(edge, receivers[edge.target], width, labels) for edge in called]
        lines.append("")
    if graph.orphans:
        lines.append("signals without receivers")
        lines += [f"     {orphan.signal}" for orphan in graph.orphans]
        lines.append("")
    lines.append(_totals(graph))
    return "\n".join(lines) + "\n"


def _head(channel: Channel, signal: str, connections: int) -> str:
    unusual = channel.sender_kind in ("abstract", "proxy", "unresolved")
    kind = f" ({channel.sender_kind})" if unusual else ""
    head = f"{sender_label(channel)}{kind} · {signal}"
    return f"{head:<{_HEAD_WIDTH}} {counted(connections, 'receiver')}"


def _row(edge: Connects, receiver: Receiver, width: int, labels: Labels) -> str:
    number = DASH if edge.order is None else str(edge.order)
    place = "" if labels == "name" else place_label(receiver)
    row = f"{number:>3}  {receiver.name:<{width}}  {place}"
    return "   ".join([row.rstrip(), *_marks(edge, receiver)])


def _marks(edge: Connects, receiver: Receiver) -> list[str]:
    marks = ["async"] if receiver.is_async else []
    if receiver.is_alive and not edge.is_weak:
        marks.append("strong")
    if "duplicate" in edge.flags:
        marks.append(f"×{edge.count} duplicate" if edge.count > 1 else "duplicate")
    if "overlap" in edge.flags:
        marks.append("also for ANY")
    return marks


def _totals(graph: SignalGraph) -> str:
    totals = f"{summary(graph)}, {counted(len(graph.apps), 'app')}"
    duplicates = sum("duplicate" in edge.flags for edge in graph.connections)
    return f"{totals}, {counted(duplicates, 'duplicate')}" if duplicates else totals
