"""The visual language: which shape, colour and line stands for what.

Never colour alone: line style, outline or text differ as well. The classes are those that the dark
style of ``svg.py`` refers to.
"""

import math

from signal_inspector.renderers.dot_syntax import Attributes
from signal_inspector.renderers.style import Palette
from signal_inspector.wiring.nodes import (
    Cascade,
    Change,
    Channel,
    Connects,
    FoldedApp,
    Link,
    Receiver,
    Traffic,
)

SIGNS: dict[Change | None, str] = {
    None: "",
    "added": "+ ",
    "removed": "− ",  # noqa: RUF001 - a minus as wide as the plus
    "reordered": "~ ",
    "changed": "~ ",
}
_MAX_WIDTH = 4.0


def channel_shape(channel: Channel, colors: Palette) -> Attributes:
    """A hexagon; dashed for ANY sender, dotted where the sender is not there."""
    return _compared(channel.change, _channel(channel, colors), colors)


def _channel(channel: Channel, colors: Palette) -> Attributes:
    shape = {"shape": "hexagon", "margin": "0.02,0.03"}
    if channel.sender_kind in ("dead", "unknown", "unresolved"):
        return shape | _gone("channel", colors)
    if channel.sender_kind is None:
        return shape | {
            "class": "channel orphan",
            "style": "filled",
            "fillcolor": colors.foreign,
            "color": colors.line,
        }
    if channel.sender_kind == "any":
        return shape | {
            "class": "channel any",
            "style": "filled,dashed",
            "fillcolor": colors.any_channel,
            "color": colors.channel_line,
        }
    return shape | {
        "class": "channel",
        "style": "filled",
        "fillcolor": colors.channel,
        "color": colors.channel_line,
    }


def receiver_shape(receiver: Receiver, colors: Palette) -> Attributes:
    """A rounded box; two outlines for async, grey for foreign code, dotted when collected.

    Dashed and pale when it was never observed; a bold outline where the diagnosis found fault.
    """
    return _compared(receiver.change, _receiver(receiver, colors), colors)


def _receiver(receiver: Receiver, colors: Palette) -> Attributes:
    shape = {"shape": "box", "margin": "0.12,0.06"}
    if not receiver.is_alive:
        return shape | _gone("receiver", colors, rounded=True)
    foreign = receiver.origin != "project"
    if receiver.is_async:
        shape["peripheries"] = "2"
    shape |= {
        "class": "receiver foreign" if foreign else "receiver",
        "style": "filled,rounded",
        "fillcolor": colors.foreign if foreign else colors.receiver,
        "color": colors.line,
    }
    if is_unseen(receiver.traffic):
        shape |= {"style": "filled,rounded,dashed", "fontcolor": colors.faint}
        shape["class"] += " unseen"
    if receiver.problems:
        shape |= {"color": colors.problem, "penwidth": "2"}
        shape["class"] += " problem"
    return shape


def folded_shape(node: FoldedApp, colors: Palette) -> Attributes:
    """A box with depth: there is more in it. Grey when nothing in it is the project's."""
    foreign = node.origin != "project"
    return {
        "shape": "box3d",
        "margin": "0.2,0.1",
        "class": "folded foreign" if foreign else "folded",
        "style": "filled",
        "fillcolor": colors.foreign if foreign else colors.channel,
        "color": colors.line if foreign else colors.channel_line,
    }


def repeat_shape(shape: Attributes) -> Attributes:
    """A dashed outline that is not filled: the channel itself is elsewhere in the drawing."""
    return {"class": f"{shape['class']} repeat", "style": "dashed"}


def connects_shape(
    edge: Connects, channel: Channel, receiver: Receiver, colors: Palette
) -> Attributes:
    """A solid line; dashed for ANY sender, thick between apps, double when it runs twice.

    Where recordings were laid over: as thick as often it was gone, dotted if never, with a bar at
    its end where an error began.
    """
    classes, shape = ["connects"], {"color": colors.line, "penwidth": "1.1"}
    if channel.sender_kind == "any":
        shape["style"] = "dashed"
    if crosses_apps(channel, receiver):
        classes.append("crossing")
        shape["penwidth"] = "1.8"
    if edge.flags:
        classes.append("problem")
        double = f"{colors.problem}:transparent:{colors.problem}"
        shape["color"] = double if "duplicate" in edge.flags else colors.problem
        shape["fontcolor"] = colors.problem
    classes += _laid_over(edge, shape, colors)
    return {"class": " ".join(classes)} | _compared(edge.change, shape, colors)


def link_shape(edge: Link, colors: Palette) -> Attributes:
    """The line between folded apps, as that of a connection."""
    classes, shape = ["connects"], {"color": colors.line, "penwidth": "1.1"}
    if edge.source != edge.target:
        classes.append("crossing")
        shape["penwidth"] = "1.8"
    classes += _laid_over(edge, shape, colors)
    return {"class": " ".join(classes)} | shape


def cascade_shape(edge: Cascade, colors: Palette) -> Attributes:
    """A bold line with an open head: a receiver sent this."""
    color = colors.problem if edge.in_cycle else colors.channel_line
    return {
        "class": "cascade cycle" if edge.in_cycle else "cascade",
        "color": color,
        "fontcolor": color,
        "penwidth": _width(edge.count, least=1.8),
        "arrowhead": "vee",
        "arrowsize": "0.9",
    }


def is_unseen(traffic: Traffic | None) -> bool:
    return traffic is not None and not traffic.calls


def crosses_apps(channel: Channel, receiver: Receiver) -> bool:
    return bool(channel.app and receiver.app) and channel.app != receiver.app


def _gone(kind: str, colors: Palette, *, rounded: bool = False) -> Attributes:
    return {
        "class": f"{kind} gone",
        "style": "dotted,rounded" if rounded else "dotted",
        "color": colors.line,
        "fontcolor": colors.faint,
    }


def _laid_over(edge: Connects | Link, shape: Attributes, colors: Palette) -> list[str]:
    """Change the shape of a line as recordings saw it, and return classes for that."""
    traffic = edge.traffic
    if traffic is None:
        return []
    if not traffic.calls:
        shape["style"] = "dotted"
        return ["unseen"]
    classes = ["observed"]
    shape["penwidth"] = _width(traffic.calls, least=float(shape["penwidth"]))
    if edge.in_cycle:
        classes.append("cycle")
        shape |= {"color": colors.problem, "fontcolor": colors.problem}
    if traffic.errors:
        classes.append("raised")
        shape |= {"color": colors.problem, "fontcolor": colors.problem, "arrowhead": "tee"}
    return classes


def _width(count: int, *, least: float) -> str:
    return f"{min(max(1 + math.log10(count), least), _MAX_WIDTH):.1f}"


def _compared(change: Change | None, shape: Attributes, colors: Palette) -> Attributes:
    """Outline what differs from another graph; what is not there any more is dashed."""
    match change:
        case None:
            return shape
        case "added":
            return shape | {"color": colors.added, "penwidth": "2.2"}
        case "removed":
            style = ",".join(filter(None, [shape.get("style"), "dashed"]))
            return shape | {"color": colors.problem, "penwidth": "1.8", "style": style}
        case _:
            return shape | {"color": colors.changed, "penwidth": "2.2"}
