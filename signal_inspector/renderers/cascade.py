"""The cascade of a recording in Graphviz' language: equal paths as one, with their sums.

From the left: what was recorded, the channels that it sent to, their receivers in the order of the
calls, the channels that these sent to. Nodes are called ``n0``, ``n1`` ..., as those of a graph.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from math import log10

from signal_inspector import naming
from signal_inspector.recording.paths import Merged, merge
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import Connection, Dispatch, ReceiverCall
from signal_inspector.renderers.dot import FONT, PLAIN
from signal_inspector.renderers.dot_syntax import Attributes, attributes, two_lines
from signal_inspector.renderers.shapes import channel_shape, receiver_shape
from signal_inspector.renderers.style import Style, shortened
from signal_inspector.wiring.nodes import Channel, Receiver
from signal_inspector.wording import duration, short_name, short_path

MOST = 120
"""Nodes of a drawing: more are not read, and cost Graphviz seconds."""

_REST = {"shape": "plaintext", "class": "rest", "margin": "0.02,0"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """The source of a drawing, the names of its nodes, and how many nodes it leaves out."""

    source: str
    names: tuple[str, ...]
    left_out: int


def render(recording: Recording, style: Style = PLAIN, *, most: int = MOST) -> Drawn:
    """Return the drawing of a recording; of more than ``most`` nodes, those nearest to the left."""
    roots = merge(recording)
    chosen = _chosen(roots, most)
    names = {id(node): f"n{number}" for number, node in enumerate(chosen, 1)}
    lines = [*_defaults(recording.name, style), f"  n0 {attributes(_start(recording, style))};"]
    lines += [
        f"  {names[id(node)]} {attributes(_node(node, names[id(node)], style))};" for node in chosen
    ]
    lines += _edges("n0", roots, names, style)
    for node in chosen:
        lines += _edges(names[id(node)], node.inner, names, style)
    source = "\n".join(["digraph cascade {", *lines, "}"]) + "\n"
    return Drawn(source, ("n0", *names.values()), _count(roots) - len(chosen))


def _chosen(roots: list[Merged], most: int) -> list[Merged]:
    """Return the first nodes level by level, so that the overview comes first."""
    chosen: list[Merged] = []
    queue = deque(roots)
    while queue and len(chosen) < most:
        chosen.append(queue.popleft())
        queue.extend(chosen[-1].inner)
    return chosen


def _count(roots: list[Merged]) -> int:
    count, stack = 0, list(roots)
    while stack:
        count += 1
        stack += stack.pop().inner
    return count


def _defaults(name: str, style: Style) -> Iterator[str]:
    colors = style.palette
    drawing = {
        "id": "cascade",
        "tooltip": f"Cascade of {name}" if name else "Cascade",
        "rankdir": "LR",
        "ordering": "out",
        "nodesep": "0.16",
        "ranksep": "0.55",
        "pad": "0.2",
        "bgcolor": "transparent" if style.theme == "auto" else colors.background,
        "fontname": FONT,
    }
    yield f"  graph {attributes(drawing)};"
    node = {"fontname": FONT, "fontsize": "11", "fontcolor": colors.text, "penwidth": "1.1"}
    yield f"  node {attributes(node)};"
    edge = {"fontname": FONT, "fontsize": "10", "fontcolor": colors.faint, "arrowsize": "0.7"}
    yield f"  edge {attributes(edge)};"


def _start(recording: Recording, style: Style) -> Attributes:
    name = recording.name or "recording"
    label = two_lines(
        shortened(name),
        duration(recording.duration_ns),
        color=style.palette.faint,
        bold=True,
        italic=False,
    )
    shape = {"shape": "plaintext", "class": "start", "margin": "0.05,0.02"}
    return {"id": "n0", "label": label, "tooltip": name} | shape


def _node(node: Merged, name: str, style: Style) -> Attributes:
    if node.dispatch is not None:
        return {"id": name} | _channel(node, node.dispatch, style)
    assert node.call is not None
    return {"id": name} | _receiver(node, node.call.connection, style)


def _channel(node: Merged, first: Dispatch, style: Style) -> Attributes:
    times = f" ×{node.count}" if node.count > 1 else ""
    label = two_lines(
        shortened(short_name(first.signal)) + times,
        shortened(first.sender),
        color=style.palette.faint,
        bold=True,
        italic=False,
    )
    drawn = Channel("", first.signal, first.sender, "object", None, "project")
    tooltip = f"{first.signal}, sender {first.sender}"
    if first.site:
        tooltip += f"\n{short_path(first.site.path)}:{first.site.line}"
    return {"label": label, "tooltip": tooltip} | channel_shape(drawn, style.palette)


def _receiver(node: Merged, connection: Connection, style: Style) -> Attributes:
    place = f"{short_path(connection.path)}:{connection.line}" if connection.path else ""
    time = duration(node.total_ns) if node.missed < node.count else ""
    label = two_lines(
        shortened(short_name(connection.receiver)),
        " · ".join(
            filter(None, (_last_parts(place), "async" if connection.is_async else "", time))
        ),
        color=style.palette.faint,
        bold=False,
        italic=False,
    )
    drawn = Receiver(
        id="",
        name=connection.receiver,
        module="",
        app=None,
        origin=_origin(connection),
        file=place,
        line=connection.line,
        is_async=connection.is_async,
        is_alive=True,
    )
    tooltip = f"{connection.receiver}\n{place}" if place else connection.receiver
    return {"label": label, "tooltip": tooltip} | receiver_shape(drawn, style.palette)


def _edges(source: str, inner: list[Merged], names: dict[int, str], style: Style) -> Iterator[str]:
    """Yield the edges to what a node led to, and one that stands for what is left out of it."""
    shown = [node for node in inner if id(node) in names]
    for order, node in enumerate(shown, 1):
        target = names[id(node)]
        if node.dispatch is not None:
            shape = _sent(node, style, by_receiver=source != "n0")
        else:
            shape = _called(node, order if len(inner) > 1 else 0, style)
        yield f"  {source} -> {target} {attributes({'id': f'e{target}'} | shape)};"
    if rest := len(inner) - len(shown):
        more = {"id": f"m{source}", "label": f"… {rest} more", "tooltip": f"{rest} more"}
        yield f"  m{source} {attributes(more | _REST)};"
        line = {"id": f"em{source}", "color": style.palette.line, "style": "dotted"}
        yield f"  {source} -> m{source} {attributes(line | {'arrowhead': 'none'})};"


def _sent(node: Merged, style: Style, *, by_receiver: bool) -> Attributes:
    """A thick blue line with an open head where a receiver sent it."""
    if not by_receiver:
        return {"class": "connects", "color": style.palette.line}
    width = min(1.6 + log10(node.count), 4)
    shape = {"color": style.palette.channel_line, "arrowhead": "vee", "penwidth": f"{width:.1f}"}
    return {"class": "cascade"} | shape


def _called(node: Merged, order: int, style: Style) -> Attributes:
    """A thin line; vermilion with a bar for a head if the call raised, dotted if missed."""
    colors = style.palette
    number = [str(order)] if order else []
    if node.failed is not None and node.failed.error is not None:
        said = " ".join([*number, _failure(node.failed)])
        shape = {"color": colors.problem, "fontcolor": colors.problem, "penwidth": "2"}
        return {"class": "problem", "label": said, "arrowhead": "tee"} | shape
    if node.missed == node.count:
        said = " ".join([*number, "not reached"])
        return {"class": "gone", "label": said, "color": colors.line, "style": "dotted"}
    return {"class": "connects", "label": "".join(number), "color": colors.line}


def _failure(call: ReceiverCall) -> str:
    assert call.error is not None
    error = shortened(short_name(call.error.type))
    if call.outcome == "swallowed":
        return f"{error} swallowed"
    return f"passed on {error}" if call.error.inherited else f"{call.outcome} {error}"


def _origin(connection: Connection) -> naming.Origin:
    if connection.path:
        return naming.origin_of_path(connection.path)
    return naming.origin_of_module(connection.receiver)


def _last_parts(place: str) -> str:
    """Return the file with its folder: whole paths make boxes wide."""
    return "/".join(place.split("/")[-2:])
