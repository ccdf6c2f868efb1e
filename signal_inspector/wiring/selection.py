"""Choose a part of a graph: pure functions from graph to graph."""

import fnmatch
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from signal_inspector.naming import Origin
from signal_inspector.wiring.nodes import Channel, Connects, Receiver, SignalGraph


@dataclass(frozen=True, slots=True)
class Selection:
    """What to keep; an empty field keeps everything.

    ``apps``: labels, of the channel or of the receiver. ``signals``, ``senders``, ``receivers``,
    ``exclude``: patterns as ``matches`` takes them; the last is held against the ids of channels
    and receivers. ``origins``: whose code a receiver is, of an orphan whose signal. ``orphans``:
    whether signals without receivers may stay.
    """

    apps: Sequence[str] = ()
    signals: Sequence[str] = ()
    senders: Sequence[str] = ()
    receivers: Sequence[str] = ()
    exclude: Sequence[str] = ()
    origins: Sequence[Origin] = ()
    orphans: bool = True


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether a name fits a pattern: any part of it, or all of it where the pattern has a ``*``.

    Upper and lower case count as equal.
    """
    name = name.lower()
    for pattern in patterns:
        wanted = pattern.lower()
        if fnmatch.fnmatchcase(name, wanted) if "*" in wanted else wanted in name:
            return True
    return False


def select(graph: SignalGraph, wanted: Selection) -> SignalGraph:
    """Return the connections that fit all fields of the selection, with their nodes.

    Signals without receivers are kept by app, signal, origin and ``exclude``, unless senders or
    receivers are asked for.
    """
    channels = {node.id: node for node in graph.channels}
    receivers = {node.id: node for node in graph.receivers}

    def fits(edge: Connects) -> bool:
        return _fits(channels[edge.source], receivers[edge.target], wanted)

    kept = keep_connections(graph, fits)
    if not wanted.orphans or wanted.senders or wanted.receivers:
        return replace(kept, orphans=())
    return replace(kept, orphans=tuple(o for o in graph.orphans if _orphan_fits(o, wanted)))


def without_lines(graph: SignalGraph) -> SignalGraph:
    """Return the graph as if no source was known: it stays the same when code moves in files."""
    receivers = tuple(replace(node, file="", line=0) for node in graph.receivers)
    return replace(graph, receivers=receivers)


def keep_connections(graph: SignalGraph, fits: Callable[[Connects], bool]) -> SignalGraph:
    """Return the graph with the connections that fit, and only the nodes that these need."""
    connections = tuple(edge for edge in graph.connections if fits(edge))
    sources, targets = ({edge.source for edge in connections}, {e.target for e in connections})
    cascades = (edge for edge in graph.cascades if edge.source in targets)
    return replace(
        graph,
        channels=tuple(node for node in graph.channels if node.id in sources),
        receivers=tuple(node for node in graph.receivers if node.id in targets),
        connections=connections,
        cascades=tuple(edge for edge in cascades if edge.target in sources),
    )


def observed(graph: SignalGraph, *, at_all: bool) -> SignalGraph:
    """Return the connections that recordings saw calls of, or those that they saw none of.

    Where it is not known, because calls were not detailed, a connection is in neither.
    """

    def is_wanted(node: Channel | Connects) -> bool:
        return node.traffic is not None and bool(node.traffic.calls) == at_all

    kept = keep_connections(graph, is_wanted)
    return replace(kept, orphans=tuple(orphan for orphan in kept.orphans if is_wanted(orphan)))


def _fits(channel: Channel, receiver: Receiver, wanted: Selection) -> bool:
    return (
        (not wanted.apps or channel.app in wanted.apps or receiver.app in wanted.apps)
        and (not wanted.signals or matches(channel.signal, wanted.signals))
        and (not wanted.senders or _sender_fits(channel, wanted.senders))
        and (not wanted.receivers or matches(receiver.name, wanted.receivers))
        and (not wanted.origins or receiver.origin in wanted.origins)
        and not matches(channel.id, wanted.exclude)
        and not matches(receiver.id, wanted.exclude)
    )


def _sender_fits(channel: Channel, patterns: Sequence[str]) -> bool:
    """Whether the sender is wanted; the pattern ``ANY`` stands for ANY, and not for ``Company``."""
    named = [pattern for pattern in patterns if pattern.upper() != "ANY"]
    if channel.sender is None:
        return len(named) < len(patterns) or "*" in named
    return matches(channel.sender, named)


def _orphan_fits(orphan: Channel, wanted: Selection) -> bool:
    return (
        (not wanted.apps or orphan.app in wanted.apps)
        and (not wanted.signals or matches(orphan.signal, wanted.signals))
        and (not wanted.origins or orphan.origin in wanted.origins)
        and not matches(orphan.id, wanted.exclude)
    )
