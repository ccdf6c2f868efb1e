"""Find in a graph what a recording speaks of; the two know each other only by name and place."""

from collections.abc import Iterable

from signal_inspector import wording
from signal_inspector.recording.records import Connection, Dispatch
from signal_inspector.wiring.nodes import Connects, SignalGraph

Key = tuple[str, str | None]


class Finder:
    """Finds channels and connections of one graph."""

    def __init__(self, graph: SignalGraph) -> None:
        self._channels: dict[Key, list[str]] = {}
        for channel in graph.channels:
            self._channels.setdefault((channel.signal, channel.sender), []).append(channel.id)
        self._orphans = {orphan.signal: orphan.id for orphan in graph.orphans}
        self._receivers = {receiver.id: receiver for receiver in graph.receivers}
        self._called: dict[tuple[str, str], list[Connects]] = {}
        for edge in graph.connections:
            name = self._receivers[edge.target].name
            self._called.setdefault((edge.source, name), []).append(edge)
        self._found: dict[tuple[str, str, Connection], Connects | None] = {}

    def channels(self, signal: str, sender: str) -> list[str]:
        """Return the ids of the channels that a dispatch goes to: of its sender, and of ANY.

        Of senders that share a name it is the first.
        """
        return [ids[0] for key in (sender, None) if (ids := self._channels.get((signal, key)))]

    def orphan(self, signal: str) -> str | None:
        """Return the id of a signal without receivers."""
        return self._orphans.get(signal)

    def connection(self, dispatch: Dispatch, connection: Connection) -> Connects | None:
        """Return the edge that a receiver call came by."""
        key = (dispatch.signal, dispatch.sender, connection)
        if key not in self._found:
            # Where the recorder did not find how a receiver was connected, its sender says nothing.
            senders = dict.fromkeys((connection.sender, dispatch.sender, None))
            ways = (self._edge(dispatch.signal, sender, connection) for sender in senders)
            self._found[key] = next((edge for edge in ways if edge is not None), None)
        return self._found[key]

    def _edge(self, signal: str, sender: str | None, connection: Connection) -> Connects | None:
        for channel in self._channels.get((signal, sender), ()):
            edge = self._nearest(self._called.get((channel, connection.receiver), ()), connection)
            if edge is not None:
                return edge
        return None

    def _nearest(self, edges: Iterable[Connects], connection: Connection) -> Connects | None:
        """Return the receiver at the same place, or the only one of that name.

        Lines move when a file is edited, so the place decides only between receivers of one name.
        """
        named = list(edges)
        if len(named) > 1:
            place = (wording.short_path(connection.path), connection.line)
            at = [edge for edge in named if self._place(edge) == place]
            named = at or named
        return named[0] if named else None

    def _place(self, edge: Connects) -> tuple[str, int]:
        receiver = self._receivers[edge.target]
        return receiver.file, receiver.line
