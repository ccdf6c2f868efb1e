"""Write a graph as JSON."""

import json
import platform
from typing import Any

import django

from signal_inspector.renderers.style import app_label, receiver_label, signal_labels
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

VERSION = 1


def render(graph: SignalGraph) -> str:
    """Return the document, indented, with a newline at its end."""
    return json.dumps(as_data(graph), ensure_ascii=False, indent=2) + "\n"


def as_data(graph: SignalGraph) -> dict[str, Any]:
    """Return the document as dicts and lists."""
    short = signal_labels(graph)
    return {
        "version": VERSION,
        "nodes": [
            *(_channel(node, short) for node in graph.channels),
            *(_receiver(node) for node in graph.receivers),
            *(_orphan(node, short) for node in graph.orphans),
            *(_app(node) for node in graph.folded),
        ],
        "edges": [
            *(_edge(edge) for edge in graph.connections),
            *(_link(edge) for edge in graph.links),
            *(_cascade(edge) for edge in graph.cascades),
        ],
        "meta": {
            "django": django.get_version(),
            "python": platform.python_version(),
            "apps": list(graph.apps),
            "counts": _counts(graph),
        },
    }


def _counts(graph: SignalGraph) -> dict[str, int]:
    """Return how much there is, also of what was folded; signals in there are not known."""
    channels = len(graph.channels) + sum(node.channels for node in graph.folded)
    receivers = len(graph.receivers) + sum(node.receivers for node in graph.folded)
    connections = sum(edge.count for edge in graph.connections)
    return {
        "signals": len(graph.signals),
        "channels": channels,
        "receivers": receivers,
        "connections": connections + sum(link.count for link in graph.links),
        "orphans": len(graph.orphans),
    }


def _signal(node: Channel, short: dict[str, str], kind: str) -> dict[str, Any]:
    return {
        "id": node.id,
        "kind": kind,
        "label": short[node.signal],
        "app": node.app,
        "origin": node.origin,
        "signal": node.signal,
        "module": node.module,
    }


def _channel(node: Channel, short: dict[str, str]) -> dict[str, Any]:
    several = {"senders": node.senders} if node.sender_kind == "several" else {}
    return {
        **_signal(node, short, "channel"),
        "sender": node.sender,
        "sender_kind": node.sender_kind,
        **several,
        **_observed(node.traffic),
        **_changed(node),
    }


def _receiver(node: Receiver) -> dict[str, Any]:
    return {
        "id": node.id,
        "kind": "receiver",
        "label": receiver_label(node),
        "app": node.app,
        "origin": node.origin,
        "name": node.name,
        "module": node.module,
        "file": node.file or None,
        "line": node.line or None,
        "async": node.is_async,
        "alive": node.is_alive,
        **({"problems": list(node.problems)} if node.problems else {}),
        **_observed(node.traffic),
        **_changed(node),
    }


def _orphan(node: Channel, short: dict[str, str]) -> dict[str, Any]:
    return {**_signal(node, short, "signal"), **_observed(node.traffic), **_changed(node)}


def _app(node: FoldedApp) -> dict[str, Any]:
    return {
        "id": node.id,
        "kind": "app",
        "label": app_label(node),
        "app": node.app,
        "origin": node.origin,
        "channels": node.channels,
        "receivers": node.receivers,
    }


def _edge(edge: Connects) -> dict[str, Any]:
    several = {"senders": edge.senders} if edge.senders > 1 else {}
    return {
        "source": edge.source,
        "target": edge.target,
        "kind": "connects",
        "order": edge.order,
        "count": edge.count,
        "weak": edge.is_weak,
        "dispatch_uids": list(edge.dispatch_uids),
        "flags": [*edge.flags, *_cycle(edge)],
        **several,
        **_observed(edge.traffic),
        **_changed(edge),
    }


def _link(edge: Link) -> dict[str, Any]:
    return {
        "source": edge.source,
        "target": edge.target,
        "kind": "connects",
        "count": edge.count,
        "receivers": edge.receivers,
        "flags": _cycle(edge),
        **_observed(edge.traffic),
    }


def _cascade(edge: Cascade) -> dict[str, Any]:
    return {
        "source": edge.source,
        "target": edge.target,
        "kind": "cascade",
        "count": edge.count,
        "flags": _cycle(edge),
    }


def _changed(part: Channel | Receiver | Connects) -> dict[str, Any]:
    return {} if part.change is None else {"change": part.change}


def _cycle(edge: Connects | Link | Cascade) -> list[str]:
    return ["cycle"] if edge.in_cycle else []


def _observed(traffic: Traffic | None) -> dict[str, Any]:
    if traffic is None:
        return {}
    return {
        "observed": {
            "calls": traffic.calls,
            "total_ms": traffic.total_ns / 1e6,
            "errors": traffic.errors,
            "error_types": list(traffic.error_types),
        }
    }
