"""How a drawn graph looks: options, colours, and the short names that stand in its nodes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from signal_inspector import wording
from signal_inspector.renderers.groups import GroupBy
from signal_inspector.wiring.nodes import Channel, FoldedApp, Receiver, SignalGraph, Traffic

Labels = Literal["short", "full", "name"]
RankDir = Literal["LR", "TB", "BT", "RL"]
Engine = Literal["dot", "neato", "fdp", "sfdp", "circo", "twopi"]
Theme = Literal["auto", "light", "dark", "mono"]

DASH = "–"  # noqa: RUF001 - stands for a number that there is not

# Senders that are texts can be 200 characters long: more than a node can show.
_MAX_LABEL = 60
_MAX_LISTED = 20


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of a theme, six digits each: older versions of dot draw ``#rgb`` in black.

    Every text has a contrast of at least 6.9:1 on every fill. Two hues, which all kinds of colour
    vision tell apart: blue for the flow, vermilion for problems. In comparisons green, vermilion
    and violet differ by a ΔE of at least 30 for protan, deutan and tritan eyes; signs and dashes
    say the same.
    """

    background: str
    text: str
    faint: str
    channel: str
    any_channel: str
    channel_line: str
    receiver: str
    foreign: str
    line: str
    cluster: str
    cluster_line: str
    problem: str
    added: str
    changed: str


LIGHT = Palette(
    background="#ffffff",
    text="#0f172a",
    faint="#334155",
    channel="#bfdbfe",
    any_channel="#dbeafe",
    channel_line="#1d4ed8",
    receiver="#ffffff",
    foreign="#e5e7eb",
    line="#64748b",
    cluster="#f8fafc",
    cluster_line="#cbd5e1",
    problem="#c2410c",
    added="#047857",
    changed="#7e22ce",
)
DARK = Palette(
    background="#0b1120",
    text="#f1f5f9",
    faint="#cbd5e1",
    channel="#1e3a8a",
    any_channel="#172554",
    channel_line="#60a5fa",
    receiver="#1e293b",
    foreign="#334155",
    line="#94a3b8",
    cluster="#111827",
    cluster_line="#475569",
    problem="#fb923c",
    added="#34d399",
    changed="#c084fc",
)
MONO = Palette(
    background="#ffffff",
    text="#000000",
    faint="#000000",
    channel="#ffffff",
    any_channel="#ffffff",
    channel_line="#000000",
    receiver="#ffffff",
    foreign="#ffffff",
    line="#000000",
    cluster="#ffffff",
    cluster_line="#000000",
    problem="#000000",
    added="#000000",
    changed="#000000",
)
PALETTES: dict[Theme, Palette] = {"auto": LIGHT, "light": LIGHT, "dark": DARK, "mono": MONO}


@dataclass(frozen=True, slots=True)
class Style:
    """Options of a drawing. ``auto``: light, and dark where the viewer of an SVG prefers it.

    ``counts`` tells the size of the graph, where that is not the size of what is drawn.
    ``links`` are addresses by the ids of nodes. ``engine`` is the program of Graphviz that places
    the nodes; ``dpi`` counts for PNG only. ``upward``: from left to right the program draws the
    first of what lies in a cluster at its bottom, as newer ones do; older ones draw it at its top.
    """

    labels: Labels = "short"
    rankdir: RankDir = "LR"
    theme: Theme = "auto"
    title: str = ""
    counts: str = ""
    legend: bool = True
    group_by: GroupBy = "app"
    links: Mapping[str, str] = field(default_factory=dict)
    engine: Engine = "dot"
    dpi: int = 96
    upward: bool = True

    @property
    def palette(self) -> Palette:
        return PALETTES[self.theme]


def signal_labels(graph: SignalGraph) -> dict[str, str]:
    """Return short names of signals, by name: ``post_save``; whole ones where two were equal."""
    names = graph.signals
    short = {name: name if " @ " in name else name.rpartition(".")[2] for name in names}
    times = Counter(short.values())
    return {name: short[name] if times[short[name]] == 1 else name for name in names}


def receiver_label(receiver: Receiver) -> str:
    """Return a receiver's name without its module: ``reserve_stock``, ``partial(reserve)``."""
    name = receiver.name.replace("functools.partial(", "partial(")
    if receiver.module:
        name = name.replace(f"{receiver.module}.", "", 1)
    return name.replace(".<locals>.", ".")


def sender_label(channel: Channel) -> str:
    """Return ``orders.Order``, ``ANY``, ``83 senders``."""
    if channel.sender_kind == "several":
        return counted(channel.senders, "sender")
    return channel.sender or "ANY"


def listed(names: Sequence[str]) -> list[str]:
    """Return the first names, and how many more there are."""
    more = len(names) - _MAX_LISTED
    return [*names[:_MAX_LISTED], f"and {more} more"] if more > 0 else [*names]


def app_label(node: FoldedApp) -> str:
    return node.app or "no app"


def traffic_label(traffic: Traffic | None, noun: str = "call", plural: str = "") -> str:
    """Return ``12 calls · 3.40 ms · raised ValueError``; "" where nothing is known."""
    if traffic is None:
        return ""
    if not traffic.calls:
        return "never observed"
    parts = [counted(traffic.calls, noun, plural)]
    if traffic.total_ns:  # what was only counted has no time
        parts.append(wording.duration(traffic.total_ns).replace("\N{NO-BREAK SPACE}", " "))
    if traffic.error_types:
        parts.append(f"raised {', '.join(map(wording.short_name, traffic.error_types))}")
    elif traffic.errors:
        parts.append(counted(traffic.errors, "error"))
    return " · ".join(parts)


def place_label(receiver: Receiver) -> str:
    """Return ``orders/receivers.py:31``; "" where there is no source."""
    return f"{receiver.file}:{receiver.line}" if receiver.line else ""


def shortened(text: str) -> str:
    return text if len(text) <= _MAX_LABEL else text[: _MAX_LABEL - 1] + "…"


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return ``1 receiver``, ``2 receivers``."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or noun + 's'}"


def summary(graph: SignalGraph) -> str:
    """Return ``2 signals, 3 channels, 7 receivers``, of a graph of apps how many these are."""
    if graph.folded:
        parts = [
            counted(len(graph.apps), "app"),
            counted(sum(node.channels for node in graph.folded), "channel"),
            counted(sum(node.receivers for node in graph.folded), "receiver"),
        ]
        return ", ".join(parts)
    parts = [
        counted(len(graph.signals), "signal"),
        counted(len(graph.channels), "channel"),
        counted(len(graph.receivers), "receiver"),
    ]
    return ", ".join(parts)


def sorted_channels(graph: SignalGraph) -> list[Channel]:
    """Return the channels by sender and signal; then those of several senders, and of ANY."""
    return sorted(
        graph.channels,
        key=lambda node: (
            node.sender is None,
            node.sender_kind == "any",
            node.sender or "",
            node.id,
        ),
    )
