"""The graph as JSON, version 1.

The document is an object, its lists sorted by id, without times, absolute paths or addresses::

    version      1
    nodes        [{
                   id            "channel:orders.Order:django.db.models.signals.post_save",
                                 "receiver:orders.receivers.reserve_stock" or "signal:..." for a
                                 signal without receivers; a second node of that name ends in "~2"
                   kind          "channel" | "receiver" | "signal"
                   label         what a drawing shows: "post_save", "reserve_stock"
                   app           app label or null
                   origin        "project" | "third-party" | "django"
                 of channels and signals
                   signal        dotted name
                 of channels
                   sender        name, or null for ANY
                   sender_kind   "any" | "model" | "abstract" | "proxy" | "object" | "dead" |
                                 "unknown" | "unresolved"
                 of receivers
                   name          dotted name
                   file, line    short path and line counted from 1, or null
                   async         true | false
                   alive         false for a receiver that was collected
                 }]
    edges        [{
                   source, target    ids of a channel and a receiver
                   kind              "connects"
                   order             number of the call in its channel, from 1; null for async
                   count             how many times it is connected
                   weak              whether it is held weakly
                   dispatch_uids     [text]
                   flags             ["duplicate", "overlap"]
                 }]                  sorted by source, then in the order of the calls
    meta         {django, python, apps: [label], counts: {signals, channels, receivers,
                  connections, orphans}}

``weak`` and ``dispatch_uids`` belong to the edges: one receiver can be connected in several ways.
"""

import json
import platform
from typing import Any

import django

from signal_inspector.renderers.style import receiver_label, signal_labels
from signal_inspector.wiring.nodes import Channel, Connects, Receiver, SignalGraph

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
        ],
        "edges": [_edge(edge) for edge in graph.connections],
        "meta": {
            "django": django.get_version(),
            "python": platform.python_version(),
            "apps": list(graph.apps),
            "counts": {
                "signals": len(graph.signals),
                "channels": len(graph.channels),
                "receivers": len(graph.receivers),
                "connections": sum(edge.count for edge in graph.connections),
                "orphans": len(graph.orphans),
            },
        },
    }


def _channel(node: Channel, short: dict[str, str]) -> dict[str, Any]:
    return {
        "id": node.id,
        "kind": "channel",
        "label": short[node.signal],
        "app": node.app,
        "origin": node.origin,
        "signal": node.signal,
        "sender": node.sender,
        "sender_kind": node.sender_kind,
    }


def _receiver(node: Receiver) -> dict[str, Any]:
    return {
        "id": node.id,
        "kind": "receiver",
        "label": receiver_label(node),
        "app": node.app,
        "origin": node.origin,
        "name": node.name,
        "file": node.file or None,
        "line": node.line or None,
        "async": node.is_async,
        "alive": node.is_alive,
    }


def _orphan(node: Channel, short: dict[str, str]) -> dict[str, Any]:
    return {
        "id": node.id,
        "kind": "signal",
        "label": short[node.signal],
        "app": node.app,
        "origin": node.origin,
        "signal": node.signal,
    }


def _edge(edge: Connects) -> dict[str, Any]:
    return {
        "source": edge.source,
        "target": edge.target,
        "kind": "connects",
        "order": edge.order,
        "count": edge.count,
        "weak": edge.is_weak,
        "dispatch_uids": list(edge.dispatch_uids),
        "flags": list(edge.flags),
    }
