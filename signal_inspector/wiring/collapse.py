"""Fold the nodes of a graph together, where it is too large to be seen whole."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal, TypeVar

from signal_inspector.naming import Origin
from signal_inspector.wiring.nodes import (
    Cascade,
    Channel,
    Connects,
    FoldedApp,
    Link,
    Receiver,
    SignalGraph,
    Traffic,
)

Collapse = Literal["app", "signal"]
Item = TypeVar("Item")
Key = TypeVar("Key")


def collapse(graph: SignalGraph, to: Collapse) -> SignalGraph:
    """Return the graph with one node an app, or with one node for all senders of a signal.

    The latter leaves receivers as they are, and channels of ANY sender, which every dispatch of
    their signal goes to. A way through a folded node need not be one that a dispatch can go.
    """
    return _to_apps(graph) if to == "app" else _to_signals(graph)


def _to_apps(graph: SignalGraph) -> SignalGraph:
    home = {node.id: node.app for node in graph.nodes}
    channels = _grouped((node.app, node) for node in graph.channels)
    receivers = _grouped((node.app, node) for node in graph.receivers)
    links = _grouped(((home[e.source], home[e.target]), e) for e in graph.connections)
    return SignalGraph(
        folded=tuple(
            _folded(app, channels.get(app, ()), receivers.get(app, ()))
            for app in sorted(channels.keys() | receivers.keys(), key=_app_id)
        ),
        links=tuple(
            Link(
                source=_app_id(ends[0]),
                target=_app_id(ends[1]),
                receivers=len({edge.target for edge in edges}),
                count=sum(edge.count for edge in edges),
                traffic=sum_of([edge.traffic for edge in edges]),
                in_cycle=any(edge.in_cycle for edge in edges),
            )
            for ends, edges in sorted(links.items(), key=lambda item: [*map(_app_id, item[0])])
        ),
        cascades=_cascades(graph, {node: _app_id(app) for node, app in home.items()}),
    )


def _app_id(app: str | None) -> str:
    return f"app:{app or ''}"


def _folded(
    app: str | None, channels: Sequence[Channel], receivers: Sequence[Receiver]
) -> FoldedApp:
    origins = [node.origin for node in channels] + [node.origin for node in receivers]
    return FoldedApp(_app_id(app), app, _origin(origins), len(channels), len(receivers))


def _to_signals(graph: SignalGraph) -> SignalGraph:
    """Signals with one sender keep its channel: there is nothing to fold."""
    of_senders = _grouped((n.signal, n) for n in graph.channels if n.sender_kind != "any")
    several = {signal: nodes for signal, nodes in of_senders.items() if len(nodes) > 1}
    new = {node.id: f"signal:{signal}" for signal, nodes in several.items() for node in nodes}
    folded = [_signal(signal, nodes) for signal, nodes in several.items()]
    kept = [node for node in graph.channels if node.id not in new]
    edges = _grouped(
        ((new[edge.source], edge.target), edge) for edge in graph.connections if edge.source in new
    )
    connections = [edge for edge in graph.connections if edge.source not in new]
    connections += [_senders_edge(*ends, found) for ends, found in sorted(edges.items())]
    return replace(
        graph,
        channels=tuple(sorted([*kept, *folded], key=lambda node: node.id)),
        connections=tuple(sorted(connections, key=lambda edge: edge.source)),
        cascades=_cascades(graph, new),
    )


def _signal(signal: str, channels: Sequence[Channel]) -> Channel:
    apps = {node.app for node in channels}
    modules = {node.module for node in channels}
    return Channel(
        id=f"signal:{signal}",
        signal=signal,
        sender=None,
        sender_kind="several",
        app=apps.pop() if len(apps) == 1 else None,
        origin=_origin(node.origin for node in channels),
        traffic=sum_of([node.traffic for node in channels]),
        senders=len(channels),
        module=modules.pop() if len(modules) == 1 else "",
    )


def _senders_edge(source: str, target: str, edges: Sequence[Connects]) -> Connects:
    """Return one edge for several; it has no order, which is one of a channel."""
    return Connects(
        source=source,
        target=target,
        order=None,
        count=sum(edge.count for edge in edges),
        is_weak=all(edge.is_weak for edge in edges),
        dispatch_uids=tuple(sorted({uid for edge in edges for uid in edge.dispatch_uids})),
        flags=tuple(sorted({flag for edge in edges for flag in edge.flags})),
        traffic=sum_of([edge.traffic for edge in edges]),
        in_cycle=any(edge.in_cycle for edge in edges),
        senders=len(edges),
    )


def _cascades(graph: SignalGraph, new: Mapping[str, str]) -> tuple[Cascade, ...]:
    """Return the cascades between what the nodes became. Several may be of one dispatch."""
    edges = _grouped(
        ((new.get(edge.source, edge.source), new.get(edge.target, edge.target)), edge)
        for edge in graph.cascades
    )
    return tuple(
        Cascade(*ends, sum(e.count for e in found), in_cycle=any(e.in_cycle for e in found))
        for ends, found in sorted(edges.items())
    )


def sum_of(parts: Collection[Traffic | None]) -> Traffic | None:
    """Return what is known of all; that nothing was observed is known only if it is of each."""
    known = [part for part in parts if part is not None]
    calls = sum(part.calls for part in known)
    if not known or (not calls and len(known) < len(parts)):
        return None
    return Traffic(
        calls,
        sum(part.total_ns for part in known),
        sum(part.errors for part in known),
        tuple(sorted({name for part in known for name in part.error_types})),
    )


def _origin(origins: Iterable[Origin]) -> Origin:
    """Return the nearest to the project of these."""
    found = set(origins)
    return next((each for each in ("project", "third-party") if each in found), "django")


def _grouped(pairs: Iterable[tuple[Key, Item]]) -> dict[Key, list[Item]]:
    groups: dict[Key, list[Item]] = {}
    for key, item in pairs:
        groups.setdefault(key, []).append(item)
    return groups
