"""Sums over recordings, by the ids of what a graph holds."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from signal_inspector.overlay.causes import cause
from signal_inspector.overlay.cycles import Step
from signal_inspector.overlay.matching import Finder
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import Counted, Dispatch, Error, ReceiverCall
from signal_inspector.wiring.nodes import Connects, Traffic


@dataclass(slots=True)
class Sums:
    calls: int = 0
    total_ns: int = 0
    errors: int = 0
    types: set[str] = field(default_factory=set)

    def add(self, duration_ns: int, error: Error | None = None, calls: int = 1) -> None:
        """Add calls; an error that came out of a dispatch inside of it is not one of this call."""
        self.calls += calls
        self.total_ns += duration_ns
        if error is not None and not error.inherited:
            self.errors += 1
            self.types.add(error.type)

    @property
    def traffic(self) -> Traffic:
        return Traffic(self.calls, self.total_ns, self.errors, tuple(sorted(self.types)))


class Seen:
    """What was seen of the channels, orphans among them, receivers and connections of a graph.

    ``steps`` are all that led on to a channel, with the number of dispatches. ``unknown`` counts
    calls, and dispatches without a receiver, that the graph does not hold. ``undetailed`` are
    channels that were not seen in all detail.
    """

    def __init__(self, finder: Finder) -> None:
        self.finder = finder
        self.channels: dict[str, Sums] = {}
        self.receivers: dict[str, Sums] = {}
        self.connections: dict[tuple[str, str], Sums] = {}
        self.steps: Counter[Step] = Counter()
        self.unknown: Counter[tuple[str, str, str | None]] = Counter()
        self.undetailed: set[str] = set()
        self.undetailed_count = 0

    def add(self, recording: Recording) -> None:
        for dispatch in recording.dispatches:
            if not dispatch.is_callback:
                self._dispatch(dispatch)
        for counted in recording.counted:
            self._counted(counted)

    def _channel(self, channel: str) -> Sums:
        return self.channels.setdefault(channel, Sums())

    def _dispatch(self, dispatch: Dispatch) -> None:
        reached = dict.fromkeys(self.finder.channels(dispatch.signal, dispatch.sender))
        for call in dispatch.receiver_calls:
            edge = self.finder.connection(dispatch, call.connection)
            if edge is not None:
                reached[edge.source] = None
            if call.outcome != "not reached":
                self._call(edge, call)
        for channel in reached:
            self._channel(channel).add(dispatch.duration_ns)
        orphan = self.finder.orphan(dispatch.signal)
        if orphan is not None:
            self._channel(orphan).add(dispatch.duration_ns)
        self._caused(dispatch, reached)

    def _call(self, edge: Connects | None, call: ReceiverCall) -> None:
        if edge is None:
            self.unknown[call.dispatch.signal, call.dispatch.sender, call.receiver] += 1
            return
        for sums in (
            self.connections.setdefault((edge.source, edge.target), Sums()),
            self.receivers.setdefault(edge.target, Sums()),
        ):
            sums.add(call.duration_ns, call.error)
        self._channel(edge.source).add(0, call.error, calls=0)

    def _caused(self, dispatch: Dispatch, reached: Iterable[str]) -> None:
        call = cause(dispatch)
        if call is None:
            return
        edge = self.finder.connection(call.dispatch, call.connection)
        if edge is not None:
            self.steps.update(Step(edge.source, edge.target, channel) for channel in reached)

    def _counted(self, counted: Counted) -> None:
        reached = self.finder.channels(counted.signal, counted.sender)
        orphan = self.finder.orphan(counted.signal)
        found = reached if orphan is None else [orphan]
        for channel in found:
            self._channel(channel).add(counted.duration_ns, calls=counted.count)
        if found:
            self._channel(found[0]).errors += counted.errors
        if counted.reason == "no receivers":
            return
        self.undetailed.update(reached)
        if counted.receiver_calls:
            self.undetailed_count += counted.count
            if not reached:
                self.unknown[counted.signal, counted.sender, None] += counted.count
