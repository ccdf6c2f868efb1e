"""Draw channels that call the same receivers as one.

A function that is connected for 80 models makes 80 channels that say the same. As one channel of 80
senders they say it once, and show no way that does not exist.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace

from signal_inspector.wiring.collapse import sum_of
from signal_inspector.wiring.nodes import Cascade, Channel, Connects, SignalGraph

# Channels of other kinds stand for what is unusual: each is shown.
_KINDS = ("model", "object")


def merged(graph: SignalGraph, *, across_apps: bool = False) -> SignalGraph:
    """Return the graph with one channel for those of a signal that call the same receivers alike.

    Only channels of one app are merged, unless ``across_apps``. A merged channel has the id of the
    first, the kind "several" and the names of its senders; its edges are what all of them share.
    """
    called: dict[str, list[Connects]] = {}
    for edge in graph.connections:
        called.setdefault(edge.source, []).append(edge)
    groups: dict[Hashable, list[Channel]] = {}
    for channel in graph.channels:
        key = _what_they_share(channel, called.get(channel.id, ()))
        groups.setdefault((key, across_apps or channel.app), []).append(channel)
    first = {node.id: group[0].id for group in groups.values() for node in group}
    return replace(
        graph,
        channels=tuple(_channel(group) for group in groups.values()),
        connections=tuple(
            edge
            for group in groups.values()
            for edge in _edges([called.get(node.id, ()) for node in group])
        ),
        cascades=_cascades(graph.cascades, first),
    )


def _what_they_share(channel: Channel, called: Iterable[Connects]) -> Hashable:
    if channel.sender_kind not in _KINDS:
        return channel.id
    ways = tuple(
        (e.target, e.order, e.count, e.is_weak, e.flags, e.in_cycle, e.change) for e in called
    )
    return channel.signal, channel.sender_kind, channel.origin, channel.change, ways


def _channel(group: Sequence[Channel]) -> Channel:
    if len(group) == 1:
        return group[0]
    apps = {node.app for node in group}
    modules = {node.module for node in group}
    return replace(
        group[0],
        sender=None,
        sender_kind="several",
        app=apps.pop() if len(apps) == 1 else None,
        traffic=sum_of([node.traffic for node in group]),
        senders=len(group),
        module=modules.pop() if len(modules) == 1 else "",
        sender_names=tuple(sorted(node.sender or "" for node in group)),
    )


def _edges(of_each: Sequence[Sequence[Connects]]) -> Iterable[Connects]:
    """Yield the edges of a merged channel: the first of each channel as one, and so on."""
    for alike in zip(*of_each, strict=True):
        if len(alike) == 1:
            yield alike[0]
            continue
        yield replace(
            alike[0],
            dispatch_uids=tuple(sorted({uid for edge in alike for uid in edge.dispatch_uids})),
            traffic=sum_of([edge.traffic for edge in alike]),
        )


def _cascades(cascades: Iterable[Cascade], first: Mapping[str, str]) -> tuple[Cascade, ...]:
    groups: dict[tuple[str, str], list[Cascade]] = {}
    for edge in cascades:
        groups.setdefault((edge.source, first[edge.target]), []).append(edge)
    return tuple(
        Cascade(*ends, sum(e.count for e in found), in_cycle=any(e.in_cycle for e in found))
        for ends, found in groups.items()
    )
