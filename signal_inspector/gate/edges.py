"""The connections that agreements are about, under names that stay when lines move."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from signal_inspector.wiring.nodes import Channel, Connects, Receiver, SignalGraph

# Receivers of these are never called, and how many there are is up to the garbage collector.
_GONE = ("dead", "unknown")
_UNNAMED = re.compile(r"(?P<home>.+ @ .+):(?P<line>\d+)(?:~(?P<nth>\d+))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Edge:
    """A receiver of a channel. ``signal`` is the signal's name without a line number."""

    signal: str
    channel: Channel
    receiver: Receiver
    connects: Connects

    @property
    def sender(self) -> str | None:
        """The name of the sender; None for ANY."""
        return self.channel.sender

    @property
    def text(self) -> str:
        """What exceptions call it: ``ANY:shop.signals.paid -> audit.receivers.note``."""
        return f"{channel_text(self.signal, self.sender)} -> {self.receiver.name}"


def channel_text(signal: str, sender: str | None) -> str:
    """Return ``orders.Order:django.db.models.signals.post_save``."""
    return f"{sender or 'ANY'}:{signal}"


def edges_of(graph: SignalGraph) -> list[Edge]:
    """Return what can be called, by channel and then in the order of the calls."""
    channels = {node.id: node for node in graph.channels if node.sender_kind not in _GONE}
    receivers = {node.id: node for node in graph.receivers if node.is_alive}
    names = stable_names(node.signal for node in graph.channels)
    return [
        Edge(names[channel.signal], channel, receivers[each.target], each)
        for each in graph.connections
        if (channel := channels.get(each.source)) and each.target in receivers
    ]


def stable_names(signals: Iterable[str]) -> dict[str, str]:
    """Return names without line numbers, by name: ``Signal @ shop.apps:31`` loses its end.

    Several unnamed signals of one module are told apart by ``~2``, ``~3`` in the order of their
    lines.
    """
    found = set(signals)
    unnamed = {name: match for name in found if (match := _UNNAMED.fullmatch(name))}
    names = {name: name for name in found - set(unnamed)}
    times: dict[str, int] = {}
    for name in sorted(unnamed, key=lambda name: _place(unnamed[name])):
        home = unnamed[name]["home"]
        times[home] = times.get(home, 0) + 1
        names[name] = home if times[home] == 1 else f"{home}~{times[home]}"
    return names


def _place(match: re.Match[str]) -> tuple[str, int, int]:
    return match["home"], int(match["line"]), int(match["nth"] or 1)
