"""Where nodes lie in a drawing: in the cluster of their group, or in the frames of a packing."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from signal_inspector.overlay.cycles import Step, cyclic
from signal_inspector.renderers.dot_syntax import Attributes, attributes
from signal_inspector.renderers.groups import groups
from signal_inspector.renderers.packing import Packing
from signal_inspector.renderers.style import Style
from signal_inspector.wiring.nodes import Cascade, Connects, Link, Node, SignalGraph

# One row of columns, in their order. Graphviz searches long for few crossings: none are left.
PACKED = {"pack": "16", "packmode": "array_i1", "mclimit": "0.1"}
# Ranks that clusters share. Graphviz gives each cluster ranks of its own otherwise, and where these
# contradict, nodes lie upon each other. It then searches two to four times as long, by default.
_SHARED = {"newrank": "true", "mclimit": "0.3", "nslimit": "1"}
_UNSEEN = {"style": "invis", "label": "", "tooltip": "", "margin": "0"}

Item = TypeVar("Item")


def placed(items: Sequence[Item], style: Style, *, inside: bool = False) -> Sequence[Item]:
    """Return what Graphviz is to place, in the drawing or inside of a cluster of it.

    From left to right it draws the first at the bottom; older programs turn that round in clusters.
    """
    is_turned = (style.rankdir in {"LR", "RL"}) != (inside and not style.upward)
    return items[::-1] if is_turned else items


def clusters(
    shown: Sequence[Node], statements: Mapping[str, str], style: Style
) -> Iterator[list[str]]:
    """Yield the cluster of each app, or module, then the nodes that are of none."""
    framed = groups(shown, style.group_by)
    loose = framed.pop("", [])
    for number, (label, members) in enumerate(framed.items()):
        name = f"app{number}"
        lines = [statements[node.id] for node in placed(members, style, inside=True)]
        yield list(_cluster(name, label, members, lines, style))
    yield from ([f"  {statements[node.id]}"] for node in loose)


def ranks(graph: SignalGraph, style: Style) -> Attributes:
    """Return attributes of the drawing: frames that lead back to themselves need ranks in common.

    Those that do not look better without: each is then as compact as it would be alone.
    """
    frames = {
        node.id: label or node.id
        for label, members in groups(graph.nodes, style.group_by).items()
        for node in members
    }
    edges: list[Connects | Cascade | Link] = [
        *graph.connections,
        *graph.cascades,
        *graph.links,
    ]
    ends = [(frames[edge.source], frames[edge.target]) for edge in edges]
    turning = cyclic(Step(source, "", target) for source, target in ends if source != target)
    sizes = Counter(frames.values())
    larger = any(sizes[end] > 1 for step in turning for end in (step.channel, step.target))
    return _SHARED if larger else {}


def columns(
    packing: Packing,
    samples: Sequence[list[str]],
    shown: Sequence[Node],
    statements: Mapping[str, str],
    style: Style,
) -> Iterator[list[str]]:
    """Yield each column as a cluster that is not seen: Graphviz puts these side by side.

    The samples of the legend are at the head of the first.
    """
    by_id = {node.id: node for node in shown}
    place = {node.id: number for number, node in enumerate(shown)}
    for number, column in enumerate(packing.columns):
        frames = [] if number else [*samples]
        for row, frame in enumerate(column):
            members = [by_id[node] for node in sorted(frame.nodes, key=place.__getitem__)]
            name = f"frame{number}_{row}"
            lines = [statements[node.id] for node in placed(members, style, inside=True)]
            frames.append(list(_cluster(name, frame.label, members, lines, style)))
        yield [
            f"  subgraph cluster_column{number} {{",
            f"    graph {attributes({'id': f'column{number}'} | _UNSEEN)};",
            *(line for part in placed(frames, style, inside=True) for line in part),
            "  }",
        ]


def _cluster(
    name: str,
    label: str,
    members: Sequence[Node],
    lines: Sequence[str],
    style: Style,
) -> Iterator[str]:
    """Yield the cluster of an app, or another kind, dashed when nothing in it is the project's."""
    foreign = all(node.origin != "project" for node in members)
    frame = {
        "id": name,
        "class": "app foreign" if foreign else "app",
        "label": label,
        "tooltip": f"{style.group_by} {label}" if label else "no app",
        "style": "filled,rounded,dashed" if foreign else "filled,rounded",
        "fillcolor": style.palette.cluster,
        "color": style.palette.cluster_line,
        "fontsize": "12",
        "margin": "10",
    }
    yield f"  subgraph cluster_{name} {{"
    yield f"    graph {attributes(frame)};"
    yield from (f"    {line}" for line in lines)
    yield "  }"
