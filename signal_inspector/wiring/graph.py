"""Build the graph of the wiring: which channel reaches which receiver.

A channel is one signal for one sender. A node a signal would draw paths that do not exist: from a
receiver that saves a User, through ``post_save``, to the receivers of Order.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from signal_inspector.naming import Origin, app_label_of, origin_of_module
from signal_inspector.wiring.connections import Connection, read_connections
from signal_inspector.wiring.nodes import Channel, Connects, Flag, Receiver, SignalGraph
from signal_inspector.wiring.registry import find_signals

__all__ = ["SignalGraph", "build_graph", "graph_of"]

Key = TypeVar("Key", bound=Hashable)
ChannelKey = tuple[str, str, str]
ReceiverKey = tuple[str, str, int, bool, tuple[str, ...]]

_WITH_SENDER = ("model", "abstract", "proxy", "object")


def build_graph() -> SignalGraph:
    """Read the wiring of this process; nothing is imported, called or changed."""
    signals = find_signals()
    return graph_of(read_connections(signals), signals)


def graph_of(connections: Sequence[Connection], signals: Iterable[str] = ()) -> SignalGraph:
    """Return the graph of these connections; signals without one become orphans."""
    channels = _channels(connections)
    receivers = _receivers(connections)
    heard = {each.signal for each in connections}
    return SignalGraph(
        channels=tuple(sorted(channels.values(), key=lambda node: node.id)),
        receivers=tuple(sorted(receivers.values(), key=lambda node: node.id)),
        connections=_edges(connections, channels, receivers),
        orphans=tuple(_orphan(signal) for signal in sorted(set(signals) - heard)),
    )


def _channel_key(each: Connection) -> ChannelKey:
    return each.signal, each.sender.name, str(each.sender_key)


def _receiver_key(each: Connection) -> ReceiverKey:
    """What makes a receiver: its name and place. Collected ones are told apart by their channel."""
    apart = () if each.is_alive else _channel_key(each)
    return each.receiver, each.file, each.line, each.is_async, apart


def _channels(connections: Iterable[Connection]) -> dict[ChannelKey, Channel]:
    firsts: dict[ChannelKey, Connection] = {}
    for each in sorted(connections, key=lambda each: each.position):
        firsts.setdefault(_channel_key(each), each)
    ids = _ids({key: f"channel:{each.sender.name}:{each.signal}" for key, each in firsts.items()})
    return {key: _channel(ids[key], each) for key, each in firsts.items()}


def _channel(channel_id: str, each: Connection) -> Channel:
    return Channel(
        id=channel_id,
        signal=each.signal,
        sender=None if each.sender.kind == "any" else each.sender.name,
        sender_kind=each.sender.kind,
        app=each.sender.app or app_label_of(_home(each.signal)),
        origin=_channel_origin(each),
        module=each.sender.module or _module(each.signal),
    )


def _channel_origin(each: Connection) -> Origin:
    known = each.sender.kind in _WITH_SENDER
    return each.sender.origin if known else origin_of_module(_home(each.signal))


def _orphan(signal: str) -> Channel:
    home = _home(signal)
    return Channel(
        id=f"signal:{signal}",
        signal=signal,
        sender=None,
        sender_kind=None,
        app=app_label_of(home),
        origin=origin_of_module(home),
        module=_module(signal),
    )


def _home(signal: str) -> str:
    """Return the dotted name to look for a signal's app: of ``Signal @ module:line`` the module."""
    _, at, place = signal.partition(" @ ")
    return place.rpartition(":")[0] if at else signal


def _module(signal: str) -> str:
    home = _home(signal)
    return home if " @ " in signal else home.rpartition(".")[0]


def _receivers(connections: Iterable[Connection]) -> dict[ReceiverKey, Receiver]:
    firsts = {_receiver_key(each): each for each in connections}
    ids = _ids({key: f"receiver:{firsts[key].receiver}" for key in sorted(firsts)})
    return {
        key: Receiver(
            id=ids[key],
            name=each.receiver,
            module=each.module,
            app=each.app if each.is_alive else each.sender.app,
            origin=each.origin if each.is_alive else _channel_origin(each),
            file=each.file,
            line=each.line,
            is_async=each.is_async,
            is_alive=each.is_alive,
        )
        for key, each in firsts.items()
    }


def _ids(wanted: Mapping[Key, str]) -> dict[Key, str]:
    """Return the ids by key, made unique by ``~2``, ``~3`` ... in the given order."""
    times: dict[str, int] = {}
    ids = {}
    for key, name in wanted.items():
        times[name] = times.get(name, 0) + 1
        ids[key] = name if times[name] == 1 else f"{name}~{times[name]}"
    return ids


def _runs_again(connections: Sequence[Connection]) -> bool:
    """Whether connections of one receiver are more than one method each of several objects."""
    keys = {each.receiver_key for each in connections}
    of_objects = all(isinstance(key, tuple) for key in keys)
    return len(connections) > (len(keys) if of_objects else 1)


def _edges(
    connections: Sequence[Connection],
    channels: Mapping[ChannelKey, Channel],
    receivers: Mapping[ReceiverKey, Receiver],
) -> tuple[Connects, ...]:
    """Return an edge for each channel and receiver that are connected, once or more."""
    calls: dict[str, int] = {}
    grouped: dict[tuple[str, Receiver], list[tuple[int, Connection]]] = {}
    for each in sorted(connections, key=lambda each: (each.is_async, each.position)):
        source, target = channels[_channel_key(each)].id, receivers[_receiver_key(each)]
        calls[source] = calls.get(source, 0) + 1
        grouped.setdefault((source, target), []).append((calls[source], each))
    by_channel = sorted(grouped.items(), key=lambda item: (item[0][0], item[1][0][0]))
    same_code = Counter((source, target.file, target.line) for source, target in grouped)
    for_any = {
        (each.signal, receivers[_receiver_key(each)].id)
        for each in connections
        if each.sender.kind == "any"
    }
    edges = []
    for (source, target), found in by_channel:
        order, first = found[0]
        flags: list[Flag] = []
        same = same_code[source, target.file, target.line] if target.line else 1
        if target.is_alive and (same > 1 or _runs_again([each for _, each in found])):
            flags.append("duplicate")
        if first.sender.kind != "any" and (first.signal, target.id) in for_any:
            flags.append("overlap")
        uids = sorted(each.dispatch_uid for _, each in found if each.dispatch_uid)
        edges.append(
            Connects(
                source=source,
                target=target.id,
                order=None if target.is_async else order,
                count=len(found),
                is_weak=all(each.is_weak for _, each in found),
                dispatch_uids=tuple(uids),
                flags=tuple(flags),
            )
        )
    return tuple(edges)
