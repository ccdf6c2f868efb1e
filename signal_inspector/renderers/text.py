"""The graph as text: one block a channel, its receivers in the order of their calls."""

import re
from collections.abc import Mapping

from signal_inspector.renderers.style import (
    DASH,
    Labels,
    app_label,
    counted,
    place_label,
    sender_label,
    signal_labels,
    sorted_channels,
    summary,
    traffic_label,
)
from signal_inspector.wiring.nodes import Change, Channel, Connects, Link, Receiver, SignalGraph

_HEAD_WIDTH = 58
_MAX_NAME = 60
_BREAK = re.compile(r"[\t-\r\x1c-\x1e\x85\u2028\u2029]")
# Escapes of terminals, and what turns the direction of writing.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# In signs of ASCII, as a diff has them: terminals show them all.
_SIGNS: dict[Change | None, str] = {
    None: "",
    "added": "+ ",
    "removed": "- ",
    "reordered": "~ ",
    "changed": "~ ",
}


def render(graph: SignalGraph, *, labels: Labels = "short") -> str:
    """Return the listing, the last line with the counts.

    ``full`` writes signals with their dotted names, ``name`` leaves out files and lines. Async
    receivers have a dash for a number: they run together, after the sync ones. Where graphs were
    compared, a sign stands before what differs.
    """
    receivers = {node.id: node for node in graph.receivers}
    edges: dict[str, list[Connects]] = {}
    for edge in graph.connections:
        edges.setdefault(edge.source, []).append(edge)
    width = min(max((len(node.name) for node in graph.receivers), default=0), _MAX_NAME)
    short = signal_labels(graph)
    heads = {node.id: _name(node, short, labels) for node in graph.channels}
    lines: list[str] = []
    for channel in sorted_channels(graph):
        called = edges.get(channel.id, [])
        connected = sum(edge.count for edge in called if edge.change != "removed")
        lines.append(_head(channel, heads[channel.id], connected))
        lines += [_row(edge, receivers[edge.target], width, labels) for edge in called]
        lines.append("")
    if graph.orphans:
        lines.append("signals without receivers")
        lines += [
            "   ".join(filter(None, [f"     {orphan.signal}", _dispatches(orphan)]))
            for orphan in graph.orphans
        ]
        lines.append("")
    lines += _between_apps(graph)
    lines += _sent(graph, heads)
    lines.append(_totals(graph))
    return "".join(f"{_one_line(line)}\n" for line in lines)


def _one_line(text: str) -> str:
    """Return a text without anything that a terminal would act on instead of showing it."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", _BREAK.sub(" ", text))


def _name(channel: Channel, short: Mapping[str, str], labels: Labels) -> str:
    signal = channel.signal if labels == "full" else short[channel.signal]
    unusual = channel.sender_kind in ("abstract", "proxy", "unresolved")
    kind = f" ({channel.sender_kind})" if unusual else ""
    return f"{sender_label(channel)}{kind} · {signal}"


def _head(channel: Channel, name: str, connections: int) -> str:
    head = f"{_SIGNS[channel.change]}{name}"
    numbers = [f"{head:<{_HEAD_WIDTH}} {counted(connections, 'receiver')}", _dispatches(channel)]
    return "   ".join(filter(None, numbers))


def _dispatches(channel: Channel) -> str:
    return traffic_label(channel.traffic, "dispatch", "dispatches")


def _row(edge: Connects, receiver: Receiver, width: int, labels: Labels) -> str:
    number = DASH if edge.order is None else str(edge.order)
    place = "" if labels == "name" else place_label(receiver)
    row = f"{_SIGNS[edge.change][:1]:<1}{number:>2}  {receiver.name:<{width}}  {place}"
    return "   ".join([row.rstrip(), *marks_of(edge, receiver)])


def _between_apps(graph: SignalGraph) -> list[str]:
    """Return the lines of a graph that was collapsed to apps: who listens to whom."""
    labels = {node.id: app_label(node) for node in graph.folded}
    links: dict[str, list[Link]] = {}
    for link in graph.links:
        links.setdefault(link.source, []).append(link)
    lines = []
    for node in graph.folded:
        numbers = f"{counted(node.channels, 'channel')}, {counted(node.receivers, 'receiver')}"
        lines.append(f"{labels[node.id]:<{_HEAD_WIDTH}} {numbers}")
        for link in links.get(node.id, ()):
            marks = [counted(link.receivers, "receiver"), traffic_label(link.traffic)]
            marks += ["cycle"] if link.in_cycle else []
            heard = f"     heard by {labels[link.target]}"
            lines.append("   ".join(filter(None, [heard, *marks])))
        lines.append("")
    return lines


def _sent(graph: SignalGraph, heads: Mapping[str, str]) -> list[str]:
    """Return a line for each cascade: which receiver sent what, as observed."""
    if not graph.cascades:
        return []
    names = dict(heads)
    names |= {node.id: node.name for node in graph.receivers}
    names |= {node.id: app_label(node) for node in graph.folded}
    lines = ["observed cascades"]
    for edge in graph.cascades:
        row = f"     {names[edge.source]} led to {names[edge.target]}   ×{edge.count}"
        lines.append(f"{row}   cycle" if edge.in_cycle else row)
    return [*lines, ""]


def marks_of(edge: Connects, receiver: Receiver) -> list[str]:
    """Return what is to be said of a call beside its names and place."""
    marks = ["async"] if receiver.is_async else []
    if receiver.is_alive and not edge.is_weak:
        marks.append("strong")
    if edge.senders > 1:
        marks.append(counted(edge.senders, "sender"))
    if "duplicate" in edge.flags:
        marks.append(f"×{edge.count} duplicate" if edge.count > 1 else "duplicate")
    elif edge.count > 1 and edge.senders == 1:
        marks.append(f"×{edge.count}")
    if "overlap" in edge.flags:
        marks.append("also for ANY")
    marks += receiver.problems
    if edge.change in {"reordered", "changed"}:
        marks.append(edge.change)
    marks += filter(None, [traffic_label(edge.traffic)])
    return [*marks, "cycle"] if edge.in_cycle else marks


def _totals(graph: SignalGraph) -> str:
    if graph.folded:
        return summary(graph)
    totals = f"{summary(graph)}, {counted(len(graph.apps), 'app')}"
    duplicates = sum("duplicate" in edge.flags for edge in graph.connections)
    return f"{totals}, {counted(duplicates, 'duplicate')}" if duplicates else totals
