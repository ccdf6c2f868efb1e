"""Read a graph from JSON, trusting nothing in it."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal, TypeVar, get_args

from signal_inspector.naming import Origin
from signal_inspector.renderers.json.write import VERSION
from signal_inspector.wiring.nodes import Channel, Connects, Flag, Receiver, SignalGraph
from signal_inspector.wiring.senders import SenderKind

Value = TypeVar("Value")
Item = Mapping[str, Any]

_NODES = ("channel", "receiver", "signal", "app")


def loads(text: str | bytes) -> SignalGraph:
    """Return what is connected by a document; what was observed or compared in it is left out.

    ValueError tells what is wrong with any other text, and with a graph whose nodes were folded.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"This is no graph: not JSON ({error}).") from None
    if not isinstance(document, dict) or not {"version", "nodes", "edges"} <= document.keys():
        raise ValueError(
            "This is no graph: a JSON object with a version, nodes and edges is expected, as "
            "signalgraph --format json writes it."
        )
    if document["version"] != VERSION:
        version = document["version"]
        raise ValueError(f"This graph has version {version!r:.100}; {VERSION} is understood here.")
    graph = SignalGraph(
        channels=tuple(_channel(item) for item in _of_kind(document, "channel")),
        receivers=tuple(_receiver(item) for item in _of_kind(document, "receiver")),
        orphans=tuple(_orphan(item) for item in _of_kind(document, "signal")),
        connections=tuple(
            _edge(item)
            for item in _items(document, "edges")
            if _one_of(item, "kind", ("connects", "cascade")) == "connects"
        ),
    )
    _require_whole(graph)
    return graph


def _items(document: Item, key: str) -> list[Item]:
    items = _typed(document, key, list)
    if not all(isinstance(item, dict) for item in items):
        raise ValueError(f"This graph is damaged: {key} are no objects.")
    return items


def _of_kind(document: Item, kind: Literal["channel", "receiver", "signal"]) -> list[Item]:
    nodes = _items(document, "nodes")
    kinds = [_one_of(node, "kind", _NODES) for node in nodes]
    if "app" in kinds or any(node.get("sender_kind") == "several" for node in nodes):
        raise ValueError("The nodes of this graph are folded: write it without --collapse.")
    return [node for node, its_kind in zip(nodes, kinds, strict=True) if its_kind == kind]


def _channel(item: Item) -> Channel:
    return Channel(
        id=_typed(item, "id", str),
        signal=_typed(item, "signal", str),
        sender=_optional(item, "sender", str),
        sender_kind=_one_of(item, "sender_kind", get_args(SenderKind)),
        app=_optional(item, "app", str),
        origin=_one_of(item, "origin", get_args(Origin)),
        module=_typed(item, "module", str),
    )


def _orphan(item: Item) -> Channel:
    return Channel(
        id=_typed(item, "id", str),
        signal=_typed(item, "signal", str),
        sender=None,
        sender_kind=None,
        app=_optional(item, "app", str),
        origin=_one_of(item, "origin", get_args(Origin)),
        module=_typed(item, "module", str),
    )


def _receiver(item: Item) -> Receiver:
    return Receiver(
        id=_typed(item, "id", str),
        name=_typed(item, "name", str),
        module=_typed(item, "module", str),
        app=_optional(item, "app", str),
        origin=_one_of(item, "origin", get_args(Origin)),
        file=_optional(item, "file", str) or "",
        line=_optional(item, "line", int) or 0,
        is_async=_typed(item, "async", bool),
        is_alive=_typed(item, "alive", bool),
    )


def _edge(item: Item) -> Connects:
    known: tuple[Flag, ...] = get_args(Flag)
    given = _texts(item, "flags")
    return Connects(
        source=_typed(item, "source", str),
        target=_typed(item, "target", str),
        order=_optional(item, "order", int),
        count=_typed(item, "count", int),
        is_weak=_typed(item, "weak", bool),
        dispatch_uids=_texts(item, "dispatch_uids"),
        flags=tuple(flag for flag in known if flag in given),
    )


def _texts(item: Item, key: str) -> tuple[str, ...]:
    texts = _typed(item, key, list)
    if not all(isinstance(text, str) for text in texts):
        raise _damaged(item, key)
    return tuple(texts)


def _typed(item: Item, key: str, kind: type[Value]) -> Value:
    value = item.get(key)
    if type(value) is not kind:
        raise _damaged(item, key)
    return value


def _optional(item: Item, key: str, kind: type[Value]) -> Value | None:
    return None if key in item and item[key] is None else _typed(item, key, kind)


def _one_of(item: Item, key: str, known: tuple[Any, ...]) -> Any:
    if item.get(key) not in known:
        raise _damaged(item, key)
    return item[key]


def _damaged(item: Item, key: str) -> ValueError:
    which = item.get("id") or item.get("source") or "a part"
    which = which if isinstance(which, str) and which.isprintable() else repr(which)
    fault = f"{key!r} is {item[key]!r:.100}" if key in item else f"{key!r} is missing"
    return ValueError(f"This graph is damaged: of {which:.200} {fault}.")


def _require_whole(graph: SignalGraph) -> None:
    for name, times in Counter(node.id for node in graph.nodes).most_common(1):
        if times > 1:
            raise ValueError(f"This graph is damaged: {times} nodes are called {name!r:.200}.")
    sources, targets = {c.id for c in graph.channels}, {r.id for r in graph.receivers}
    for edge in graph.connections:
        if edge.source not in sources or edge.target not in targets:
            ends = f"{edge.source!r:.200} to {edge.target!r:.200}"
            raise ValueError(f"This graph is damaged: an edge leads from {ends}.")
