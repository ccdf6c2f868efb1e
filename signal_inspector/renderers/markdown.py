"""The graph as Markdown, one section an app: what it sends, what it listens to, and the apps across
its border.

Made for documentation and docstrings: lists and code spans that every dialect knows, no tables, no
HTML.
"""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from signal_inspector.renderers import dot
from signal_inspector.renderers.markdown_syntax import code, escaped, linked
from signal_inspector.renderers.style import (
    Style,
    counted,
    place_label,
    sender_label,
    signal_labels,
    sorted_channels,
    summary,
)
from signal_inspector.renderers.text import marks_of
from signal_inspector.wiring.nodes import Channel, Connects, Receiver, SignalGraph


class _Edge(NamedTuple):
    channel: Channel
    receiver: Receiver
    connects: Connects


def render(graph: SignalGraph, style: Style = dot.PLAIN) -> str:
    """Return the document, apps in alphabetical order; what belongs to no app comes last.

    Receivers are numbered in the order of their calls; async ones run together and have no numbers.
    These are not lists with numbers: Markdown would count anew where calls are left out.
    """
    page = _Page(graph, style)
    title = f"Signals of {escaped(style.title)}" if style.title else "Signals"
    lines = [f"# {title}", "", f"{escaped(summary(graph))}."]
    for app in (*graph.apps, None):
        parts = page.parts(app)
        if parts:
            lines += ["", f"## {escaped(app) if app else 'No app'}"]
            for head, body in parts:
                lines += ["", f"### {head}", "", *body]
    return "\n".join(lines) + "\n"


class _Page:
    """What the sections have in common."""

    def __init__(self, graph: SignalGraph, style: Style) -> None:
        self.graph, self.style = graph, style
        self.short = signal_labels(graph)
        self.channels = sorted_channels(graph)
        by_id = {node.id: node for node in graph.channels}
        receivers = {node.id: node for node in graph.receivers}
        rank = {channel.id: number for number, channel in enumerate(self.channels)}
        self.edges = [
            _Edge(by_id[each.source], receivers[each.target], each)
            for each in sorted(graph.connections, key=lambda edge: rank[edge.source])
        ]
        self.by_channel: dict[str, list[_Edge]] = {}
        self.by_app: dict[str | None, dict[Receiver, list[_Edge]]] = {}
        for edge in self.edges:
            self.by_channel.setdefault(edge.channel.id, []).append(edge)
            heard = self.by_app.setdefault(edge.receiver.app, {})
            heard.setdefault(edge.receiver, []).append(edge)
        homes = {node.id: node.app for node in graph.folded}
        self.pairs = Counter[tuple[str | None, str | None]]()
        for edge in self.edges:
            if edge.connects.change != "removed":
                self.pairs[edge.channel.app, edge.receiver.app] += edge.connects.count
        for link in graph.links:
            self.pairs[homes[link.source], homes[link.target]] += link.count

    def parts(self, app: str | None) -> list[tuple[str, list[str]]]:
        """Return heads and lines; [] for an app that neither sends nor listens."""
        heads = {
            "Sends": self._sent(app),
            "Listens to": self._heard(app),
            "Across its border": self._across(app),
        }
        return [(head, found) for head, lines in heads.items() if (found := list(lines))]

    def _sent(self, app: str | None) -> Iterator[str]:
        for channel in (node for node in self.channels if node.app == app):
            yield f"- {self._channel(channel)}{_changed(channel)}"
            for edge in self.by_channel.get(channel.id, ()):
                mark = "-" if edge.connects.order is None else f"- {edge.connects.order}:"
                home = edge.receiver.app if edge.receiver.app != app else None
                yield f"  {mark} {self._receiver(edge)}" + (f" in {escaped(home)}" if home else "")
        for orphan in (node for node in self.graph.orphans if node.app == app):
            yield f"- {self._name(orphan)}, which nobody receives{_changed(orphan)}"

    def _heard(self, app: str | None) -> Iterator[str]:
        for receiver, edges in self.by_app.get(app, {}).items():
            yield f"- {self._linked(receiver.name, receiver)}{_changed(receiver)}"
            for edge in edges:
                yield f"  - {self._channel(edge.channel)}{_changed(edge.connects)}"

    def _across(self, app: str | None) -> Iterator[str]:
        """Yield the apps that listen to this one, and those that it listens to."""
        for (source, target), count in sorted(self.pairs.items(), key=str):
            if source != target and app in (source, target):
                verb, other = ("is heard by", target) if app == source else ("listens to", source)
                name = escaped(other) if other else "no app"
                yield f"- {verb} **{name}**: {counted(count, 'connection')}"

    def _channel(self, channel: Channel) -> str:
        if channel.sender_kind == "several":
            return f"{self._name(channel)} of {sender_label(channel)}"
        if channel.sender_kind == "any":
            return f"{self._name(channel)} of any sender"
        unusual = channel.sender_kind in ("abstract", "proxy", "unresolved")
        kind = f" ({channel.sender_kind})" if unusual else ""
        return f"{self._name(channel)} of {code(channel.sender or 'ANY')}{kind}"

    def _name(self, channel: Channel) -> str:
        full = self.style.labels == "full"
        return self._linked(channel.signal if full else self.short[channel.signal], channel)

    def _receiver(self, edge: _Edge) -> str:
        place = "" if self.style.labels == "name" else place_label(edge.receiver)
        name = self._linked(edge.receiver.name, edge.receiver)
        marks = marks_of(edge.connects, edge.receiver)
        if edge.connects.change in {"added", "removed"}:  # text has signs for these
            marks.append(edge.connects.change)
        parts = [name, *map(escaped, marks)]
        return ", ".join(parts) + (f" ({code(place)})" if place else "")

    def _linked(self, text: str, node: Channel | Receiver) -> str:
        return linked(code(text), self.style.links.get(node.id, ""))


def _changed(part: Channel | Receiver | Connects) -> str:
    """Return how it differs from another graph, in a word: Markdown has no signs for it."""
    return f", {part.change}" if part.change else ""
