"""The visual language: which shape, colour and line stands for what.

Never colour alone: line style, outline or text differ as well. The classes are those that the dark
style of ``svg.py`` refers to.
"""

from signal_inspector.renderers.dot_syntax import Attributes
from signal_inspector.renderers.style import Palette
from signal_inspector.wiring.nodes import Channel, Connects, Receiver


def channel_shape(channel: Channel, colors: Palette) -> Attributes:
    """A hexagon; dashed for ANY sender, dotted where the sender is not there."""
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
    """A rounded box; two outlines for async, grey for foreign code, dotted when collected."""
    shape = {"shape": "box", "margin": "0.12,0.06"}
    if not receiver.is_alive:
        return shape | _gone("receiver", colors, rounded=True)
    foreign = receiver.origin != "project"
    if receiver.is_async:
        shape["peripheries"] = "2"
    return shape | {
        "class": "receiver foreign" if foreign else "receiver",
        "style": "filled,rounded",
        "fillcolor": colors.foreign if foreign else colors.receiver,
        "color": colors.line,
    }


def connects_shape(
    edge: Connects, channel: Channel, receiver: Receiver, colors: Palette
) -> Attributes:
    """A solid line; dashed for ANY sender, thick between apps, double when it runs twice."""
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
    return {"class": " ".join(classes)} | shape


def crosses_apps(channel: Channel, receiver: Receiver) -> bool:
    return bool(channel.app and receiver.app) and channel.app != receiver.app


def _gone(kind: str, colors: Palette, *, rounded: bool = False) -> Attributes:
    return {
        "class": f"{kind} gone",
        "style": "dotted,rounded" if rounded else "dotted",
        "color": colors.line,
        "fontcolor": colors.faint,
    }
