"""Lay recordings over a graph: what was called, how long it took, what it caused."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from signal_inspector.overlay.cycles import Step, cycles, cyclic
from signal_inspector.overlay.matching import Finder
from signal_inspector.overlay.seen import Seen, Sums
from signal_inspector.recording.recording import Recording
from signal_inspector.wiring.nodes import Cascade, Connects, SignalGraph, Traffic


class Unknown(NamedTuple):
    """Something that was called so many ``times``, and is not in the graph.

    ``receiver`` None: dispatches that were only counted, to receivers without a name.
    """

    signal: str
    sender: str
    receiver: str | None
    times: int


@dataclass(frozen=True, slots=True)
class Laid:
    """The graph with ``traffic`` and ``cascades``, and what could not be shown in it.

    ``cycles`` are ways as ``overlay.cycles`` returns them, of ids. ``undetailed`` counts dispatches
    of which only the channel is known; what they called is not marked as never observed.
    """

    graph: SignalGraph
    unknown: tuple[Unknown, ...]
    cycles: tuple[tuple[Step, ...], ...]
    undetailed: int


def lay(graph: SignalGraph, recordings: Iterable[Recording]) -> Laid:
    """Return the graph with what the recordings saw. Lay over the whole graph, then select.

    Calls that were not reached do not count. What a commit callback sent was caused by the receiver
    that registered the callback.
    """
    seen = Seen(Finder(graph))
    for recording in recordings:
        seen.add(recording)
    unknown = sorted(seen.unknown.items(), key=lambda item: (*item[0][:2], item[0][2] or ""))
    return Laid(
        graph=_laid(graph, seen),
        unknown=tuple(Unknown(*what, count) for what, count in unknown),
        cycles=tuple(cycles(seen.steps)),
        undetailed=seen.undetailed_count,
    )


def _laid(graph: SignalGraph, seen: Seen) -> SignalGraph:
    vague = {edge.target for edge in graph.connections if edge.source in seen.undetailed}
    return replace(
        graph,
        channels=tuple(
            replace(node, traffic=_traffic(seen.channels.get(node.id))) for node in graph.channels
        ),
        orphans=tuple(
            replace(node, traffic=_traffic(seen.channels.get(node.id))) for node in graph.orphans
        ),
        receivers=tuple(
            replace(node, traffic=_traffic(seen.receivers.get(node.id), vague=node.id in vague))
            for node in graph.receivers
        ),
        connections=_connections(graph, seen),
        cascades=_cascades(seen),
    )


def _connections(graph: SignalGraph, seen: Seen) -> tuple[Connects, ...]:
    turning = {(step.channel, step.receiver) for step in cyclic(seen.steps)}
    return tuple(
        replace(
            edge,
            traffic=_traffic(
                seen.connections.get((edge.source, edge.target)),
                vague=edge.source in seen.undetailed,
            ),
            in_cycle=(edge.source, edge.target) in turning,
        )
        for edge in graph.connections
    )


def _cascades(seen: Seen) -> tuple[Cascade, ...]:
    turning = {(step.receiver, step.target) for step in cyclic(seen.steps)}
    counts: Counter[tuple[str, str]] = Counter()
    for step, count in seen.steps.items():
        counts[step.receiver, step.target] += count
    return tuple(
        Cascade(*ends, count, in_cycle=ends in turning) for ends, count in sorted(counts.items())
    )


def _traffic(sums: Sums | None, *, vague: bool = False) -> Traffic | None:
    """Return what was seen; of what was not it is certain, or not known."""
    if sums is not None:
        return sums.traffic
    return None if vague else Traffic()
