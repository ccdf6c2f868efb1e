"""The cascade with equal paths as one."""

from __future__ import annotations

from dataclasses import dataclass, field

from .recording import Recording
from .records import Connection, Dispatch, ReceiverCall


@dataclass(slots=True)
class Merged:
    """What equal paths of the cascade have in common: a channel, or a receiver, and sums over all.

    ``inner`` are the receivers of a channel, or the channels that a receiver sent, by first start.
    ``dispatch`` or ``call`` is the first one that was merged here, ``failed`` the first call that
    an exception left, ``missed`` the number of those that were not reached. ``connection`` is that
    of ``latest``, the receiver that was added to last.
    """

    dispatch: Dispatch | None
    call: ReceiverCall | None
    count: int = 0
    total_ns: int = 0
    failed: ReceiverCall | None = None
    missed: int = 0
    inner: list[Merged] = field(default_factory=list)
    found: dict[object, Merged] = field(default_factory=dict, repr=False)
    connection: Connection | None = field(default=None, repr=False)
    latest: Merged | None = field(default=None, repr=False)

    def add(self, key: object, dispatch: Dispatch | None, call: ReceiverCall | None) -> Merged:
        """A new node below this one."""
        node = self.found[key] = Merged(dispatch, call)
        self.inner.append(node)
        return node


def merge(recording: Recording) -> list[Merged]:
    """The cascade with equal paths as one, for recordings too long to be read dispatch by dispatch.

    Paths are equal that go through the same signals, senders and connections.
    """
    top = Merged(None, None)
    above: list[Merged] = []  # where each receiver call was merged, by its index
    for dispatch in recording.dispatches:  # in start order, so that what sent it has come before
        parent = dispatch.parent
        node = top if parent is None else above[parent.index]
        key = (dispatch.signal, dispatch.sender)
        try:
            channel = node.found[key]
        except KeyError:
            channel = node.add(key, dispatch, None)
        channel.count += 1
        channel.total_ns += dispatch.duration_ns
        for call in dispatch.receiver_calls:
            connection, receiver = call.connection, channel.latest
            if receiver is None or channel.connection is not connection:
                receiver = channel.found.get(id(connection)) or _receiver_of(channel, call)
                channel.connection, channel.latest = connection, receiver
            receiver.count += 1
            receiver.total_ns += call.duration_ns
            if call.outcome != "returned":
                receiver.missed += call.outcome == "not reached"
                if call.error is not None and receiver.failed is None:
                    receiver.failed = call
            above.append(receiver)
    return top.inner


def _receiver_of(channel: Merged, call: ReceiverCall) -> Merged:
    """Look up by the connection's id, which is quick; equal connections share a node."""
    connection = call.connection
    node = channel.found.get(connection) or channel.add(connection, None, call)
    channel.found[id(connection)] = node
    return node
