"""A recording laid on tracks: what overlaps in time on one is nested, as viewers of traces ask.

A track is a thread or an asyncio task. What runs there at the same time without being nested, as
the receivers of ``asend()`` do, goes on further tracks of the same thread; so does what outlives
the call that sent it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from signal_inspector.recording import tree
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import Dispatch, ReceiverCall


@dataclass(eq=False, slots=True)
class Slice:
    """A dispatch or a receiver call on its track. ``depth`` counts what is around it there, and
    ``inner`` is what lies directly inside it, in start order.
    """

    node: Dispatch | ReceiverCall
    track: Track
    depth: int
    inner: list[Slice] = field(default_factory=list, repr=False)

    @property
    def start_ns(self) -> int:
        return self.node.start_ns

    @property
    def end_ns(self) -> int:
        return self.node.start_ns + self.node.duration_ns

    def last_moment(self, before_ns: int) -> int | None:
        """Return the nanosecond before that time if then nothing lies on top of this slice, None
        otherwise.
        """
        moment = min(before_ns, self.end_ns) - 1
        later = bisect_right(self.inner, moment, key=lambda inner: inner.start_ns)
        covered = later > 0 and self.inner[later - 1].end_ns > moment
        return None if covered or moment < self.start_ns else moment


@dataclass(eq=False, slots=True)
class Track:
    """``number`` counts from 1; ``slices`` are in start order, outer ones first."""

    number: int
    name: str
    slices: list[Slice] = field(default_factory=list)
    around: list[Slice] = field(default_factory=list, repr=False)

    def takes(self, node: Dispatch | ReceiverCall, parent: Slice | None) -> bool:
        """Whether a node that begins now can be drawn here: inside its parent, or by itself."""
        around = self.around
        while around and around[-1] is not parent and around[-1].end_ns <= node.start_ns:
            around.pop()
        if not around:
            return True
        return around[-1] is parent and node.start_ns + node.duration_ns <= parent.end_ns

    def put(self, node: Dispatch | ReceiverCall) -> Slice:
        """Draw a node that this track takes."""
        added = Slice(node, self, len(self.around))
        self.slices.append(added)
        if self.around:
            self.around[-1].inner.append(added)
        self.around.append(added)
        return added


@dataclass(frozen=True, slots=True)
class Layout:
    """``slices`` maps the ``id()`` of each node that ran to its slice."""

    tracks: list[Track]
    slices: dict[int, Slice]

    def slice_of(self, node: Dispatch | ReceiverCall | None) -> Slice | None:
        return self.slices.get(id(node))


def lay(recording: Recording) -> Layout:
    """Lay out every dispatch and every receiver call that was reached."""
    nodes = [node for _, node in tree.walk(recording.roots) if _ran(node)]
    nodes.sort(key=lambda node: node.start_ns)  # stable: what sent comes before what was sent
    layout = Layout([], {})
    by_thread: dict[str, list[Track]] = {}
    for node in nodes:
        dispatch = node if isinstance(node, Dispatch) else node.dispatch
        parent = layout.slice_of(dispatch.parent if node is dispatch else dispatch)
        tracks = by_thread.setdefault(dispatch.thread, [])
        here = parent.track if parent is not None else None
        if here is None or here not in tracks or not here.takes(node, parent):
            here = next((track for track in tracks if track.takes(node, parent)), None)
        if here is None:
            here = Track(len(layout.tracks) + 1, _name(dispatch.thread, len(tracks) + 1))
            layout.tracks.append(here)
            tracks.append(here)
        layout.slices[id(node)] = here.put(node)
    return layout


def _ran(node: Dispatch | ReceiverCall) -> bool:
    return isinstance(node, Dispatch) or node.outcome != "not reached"


def _name(thread: str, number: int) -> str:
    name = thread or "unnamed thread"
    return name if number == 1 else f"{name} ({number})"
