"""Where the nodes of a large graph go: into frames by app, the frames into columns, about square.

What makes large drawings slow and unreadable are lines that cross. So no line leaves a frame: a
channel is repeated in the frame of each app that listens to it, and what a receiver has sent is
repeated beside it. Within a frame, channels that call the same receivers are one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import mean

from signal_inspector.renderers.columns import Part, filled
from signal_inspector.renderers.style import place_label, receiver_label, sender_label
from signal_inspector.wiring.collapse import collapse
from signal_inspector.wiring.merging import merged
from signal_inspector.wiring.nodes import Cascade, Channel, Connects, Receiver, SignalGraph

# With more lines than this, and so many for each node, an app is drawn without its senders.
_DENSE_FROM = 150
_DENSE = 2.5

# A channel with more receivers than this is drawn in several pieces.
_MAX_STAR = 60

# Points of a drawing: a row of nodes, what a frame adds, a letter, and all beside the two names.
_ROW = 41
_FRAME = 52
_LETTER = 5.4
_BESIDE_NAMES = 190


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of the drawing with a label, and the ids of its nodes."""

    label: str
    nodes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Packing:
    """The frames of each column, the first at the top, and which nodes only repeat what is drawn
    elsewhere, too.
    """

    columns: tuple[tuple[Frame, ...], ...]
    repeats: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Star:
    """A channel with receivers that it calls; a channel of many receivers has several stars."""

    channel: Channel
    edges: Sequence[Connects]


def packed(graph: SignalGraph) -> tuple[SignalGraph, Packing]:
    """Return the graph as it is to be drawn, with nodes repeated, and where each of them goes."""
    stars = {app: list(_stars(local)) for app, local in _by_app(graph)}
    for orphan in graph.orphans:
        stars.setdefault(orphan.app or "", []).append(Star(orphan, ()))
    parts = [
        Part(app, found, [_ROW * max(1, len(star.edges)) for star in found])
        for app, found in sorted(stars.items())
    ]
    columns = filled(parts, width=_width(graph), head=_FRAME)
    copies = _Copies(graph)
    frames = tuple(
        tuple(copies.frame(label, items) for label, items in column) for column in columns
    )
    return copies.graph(), Packing(frames, frozenset(copies.repeats))


def _by_app(graph: SignalGraph) -> Iterator[tuple[str, SignalGraph]]:
    """Yield, for each app with receivers, what these are connected to; channels are merged."""
    apps = {node.id: node.app or "" for node in graph.receivers}
    edges: dict[str, list[Connects]] = {}
    for edge in graph.connections:
        edges.setdefault(apps[edge.target], []).append(edge)
    for app, found in edges.items():
        sources = {edge.source for edge in found}
        channels = tuple(node for node in graph.channels if node.id in sources)
        local = merged(SignalGraph(channels, (), tuple(found)), across_apps=True)
        nodes = len(local.channels) + len({edge.target for edge in found})
        lines = len(local.connections)
        is_dense = lines > _DENSE_FROM and lines > _DENSE * nodes
        yield app, collapse(local, "signal") if is_dense else local


def _stars(graph: SignalGraph) -> Iterator[Star]:
    """Yield the stars by sender, those that share receivers one after the other."""
    edges: dict[str, list[Connects]] = {}
    for edge in graph.connections:
        edges.setdefault(edge.source, []).append(edge)
    channels = sorted(graph.channels, key=lambda node: (sender_label(node), node.signal, node.id))
    for group in _sharing([(node, edges[node.id]) for node in channels]):
        for channel, called in group:
            for start in range(0, len(called), _MAX_STAR):
                yield Star(channel, called[start : start + _MAX_STAR])


def _sharing(
    stars: Sequence[tuple[Channel, list[Connects]]],
) -> list[list[tuple[Channel, list[Connects]]]]:
    """Return groups of channels such that no receiver is called by two of them."""
    leader = list(range(len(stars)))

    def found(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    callers: dict[str, list[int]] = {}
    for number, (_, called) in enumerate(stars):
        for edge in called:
            callers.setdefault(edge.target, []).append(number)
    for numbers in callers.values():
        for one, other in pairwise(numbers):
            low, high = sorted((found(one), found(other)))
            leader[high] = low
    groups: dict[int, list[tuple[Channel, list[Connects]]]] = {}
    for number, star in enumerate(stars):
        groups.setdefault(found(number), []).append(star)
    return list(groups.values())


def _width(graph: SignalGraph) -> float:
    """Return about how wide a column becomes: by the average of the names in it."""
    channels = [len(sender_label(node)) for node in graph.channels]
    receivers = [max(len(receiver_label(n)), len(place_label(n))) for n in graph.receivers]
    return _BESIDE_NAMES + _LETTER * sum(
        mean(lengths) for lengths in (channels, receivers) if lengths
    )


class _Copies:
    """Nodes and edges of the drawing; what is in several frames is another node in each."""

    def __init__(self, graph: SignalGraph) -> None:
        self._receivers = {node.id: node for node in graph.receivers}
        self._channels = {node.id: node for node in graph.channels}
        self._sent: dict[str, list[Cascade]] = {}
        for cascade in graph.cascades:
            self._sent.setdefault(cascade.source, []).append(cascade)
        self._times: dict[str, int] = {}
        self._drawn: list[Channel | Receiver] = []
        self._orphans: list[Channel] = []
        self._connections: list[Connects] = []
        self._cascades: list[Cascade] = []
        self.repeats: set[str] = set()

    def graph(self) -> SignalGraph:
        return SignalGraph(
            channels=tuple(node for node in self._drawn if isinstance(node, Channel)),
            receivers=tuple(node for node in self._drawn if isinstance(node, Receiver)),
            connections=tuple(self._connections),
            orphans=tuple(self._orphans),
            cascades=tuple(self._cascades),
        )

    def frame(self, label: str, stars: Sequence[Star]) -> Frame:
        """Draw the stars in a new frame."""
        ids: dict[str, str] = {}
        for star in stars:
            if star.channel.sender_kind is None:
                self._orphans.append(star.channel)
                ids[star.channel.id] = star.channel.id
                continue
            source = self._copy(star.channel, ids)
            for edge in star.edges:
                is_new = edge.target not in ids
                target = self._copy(self._receivers[edge.target], ids)
                self._connections.append(_joining(edge, source, target))
                if is_new and target == edge.target:
                    self._draw_sent(edge.target, ids)
        return Frame(label, frozenset(ids.values()))

    def _copy(self, node: Channel | Receiver, ids: dict[str, str]) -> str:
        """Return the id of a node in the frame with these ids."""
        if node.id not in ids:
            times = self._times[node.id] = self._times.get(node.id, 0) + 1
            ids[node.id] = node.id if times == 1 else f"{node.id} (copy {times})"
            self._drawn.append(node if times == 1 else replace(node, id=ids[node.id]))
        return ids[node.id]

    def _draw_sent(self, receiver: str, ids: dict[str, str]) -> None:
        for cascade in self._sent.get(receiver, ()):
            channel = self._channels[cascade.target]
            repeat = self._copy(replace(channel, id=f"{channel.id} (sent)"), ids)
            self.repeats.add(repeat)
            self._cascades.append(replace(cascade, target=repeat))


def _joining(edge: Connects, source: str, target: str) -> Connects:
    """Return the edge between these nodes: most often those that it had."""
    if (source, target) == (edge.source, edge.target):
        return edge
    return replace(edge, source=source, target=target)
