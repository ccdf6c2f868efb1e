"""Rules about receivers of one app and senders of another.

A channel of ANY sender belongs to the app of its signal; with a signal of no app, as Django's
``post_save``, it brings what every app sends.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from signal_inspector.gate.edges import Edge
from signal_inspector.gate.rules.rule import Finding, Option, Rule, WiredKind, are_texts
from signal_inspector.wording import channel


def forbidden(edges: Sequence[Edge], rule: Rule) -> Iterator[Finding]:
    """No receiver of an app in ``to`` for what an app in ``from`` sends."""
    senders, receivers = rule.options["from"], rule.options["to"]
    for edge in edges:
        if (_is_of(edge, senders) or _is_for_all(edge)) and edge.receiver.app in receivers:
            yield from _crossing(edge)


def allowed(edges: Sequence[Edge], rule: Rule) -> Iterator[Finding]:
    """No receiver but those of apps in ``to``, and an app's own, for what an app in ``from`` sends.

    Without ``from``, for what any app of the project sends.
    """
    senders, receivers = rule.options["from"], rule.options["to"]
    for edge in edges:
        sent = _is_of(edge, senders) if senders else edge.channel.origin == "project"
        if (sent or _is_for_all(edge)) and edge.receiver.app not in receivers:
            yield from _crossing(edge)


def layered(edges: Sequence[Edge], rule: Rule) -> Iterator[Finding]:
    """Apps receive what they send themselves and what lower layers send, the lowest coming last.

    Apps of one layer, a list in ``layers``, do not know each other; apps of no layer are free.
    """
    layers = [[layer] if isinstance(layer, str) else layer for layer in rule.options["layers"]]
    height = {app: number for number, layer in enumerate(layers) for app in layer}
    for edge in edges:
        own = height.get(edge.receiver.app or "")
        if own is None:
            continue
        if _is_for_all(edge):
            others = [
                app for app, place in height.items() if place <= own and app != edge.receiver.app
            ]
            if others:
                yield from _crossing(edge)
        elif height.get(edge.channel.app or "", own + 1) <= own:
            yield from _crossing(edge)


def _is_of(edge: Edge, apps: Sequence[str]) -> bool:
    return edge.channel.app in apps


def _is_for_all(edge: Edge) -> bool:
    return edge.sender is None and edge.channel.app is None


def _crossing(edge: Edge) -> Iterator[Finding]:
    """Yield a finding unless the app receives what it sends itself."""
    if edge.channel.app == edge.receiver.app and edge.receiver.app is not None:
        return
    sender = "every app" if _is_for_all(edge) else f"the app {edge.channel.app}"
    app = f"the app {edge.receiver.app}" if edge.receiver.app else "no app"
    name = channel(edge.signal, edge.sender or "ANY")
    yield Finding(
        edge.text,
        f"{edge.receiver.name}, of {app}, receives {name} of {sender}.",
        edge.receiver.file,
        edge.receiver.line,
    )


def _are_layers(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(
        isinstance(layer, str) or are_texts(layer) for layer in value
    )


_APPS = "a list of app labels"

KINDS = {
    "forbidden": WiredKind(
        forbidden,
        {
            "from": Option(_APPS, are_texts, names_apps=True),
            "to": Option(_APPS, are_texts, names_apps=True),
        },
    ),
    "allowed": WiredKind(
        allowed,
        {
            "from": Option(_APPS, are_texts, default=(), names_apps=True),
            "to": Option(_APPS, are_texts, default=(), names_apps=True),
        },
    ),
    "layered": WiredKind(
        layered,
        {
            "layers": Option(
                "a list of app labels, or of lists of them", _are_layers, names_apps=True
            )
        },
    ),
}
