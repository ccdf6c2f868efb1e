"""Many recordings as one, such as those of all tests of a run."""

from __future__ import annotations

from signal_inspector.recording import tree
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import Counted, Dispatch
from signal_inspector.recording.replay import added_up

MOST_DISPATCHES = 50_000

_Shape = tuple[object, ...]


class Merger:
    """Adds recordings up, one after the other. It uses them up: their records become its own.

    From ``most`` dispatches on, cascades like one that is there already are only counted, so the
    result is bounded and still shows every path that was ever taken.
    """

    def __init__(self, name: str = "", most: int = MOST_DISPATCHES) -> None:
        self._whole = Recording(name)
        self._counted: list[Counted] = []
        self._most = most
        self._shapes: set[_Shape] = set()
        self._calls = 0

    def add(self, recording: Recording) -> None:
        """Append a recording, as if it had begun when the one before ended."""
        whole = self._whole
        whole.started = min(filter(None, (whole.started, recording.started)), default="")
        left_out = self._left_out(recording)
        for dispatch in recording.dispatches:
            if id(dispatch) in left_out:
                self._counted += _counted(dispatch)
            else:
                self._append(dispatch, left_out)
        self._counted = added_up((*self._counted, *recording.counted))
        whole.duration_ns += recording.duration_ns
        whole.effects = tree.sum_effects([whole.effects, recording.effects])
        whole.notes = list(dict.fromkeys([*whole.notes, *recording.notes]))

    def note(self, text: str) -> None:
        """Say what the result lacks."""
        self._whole.notes.append(text)

    def result(self) -> Recording:
        """All recordings so far as one."""
        self._whole.counted = self._counted
        return self._whole

    def _left_out(self, recording: Recording) -> set[int]:
        """The ids of dispatches that belong to cascades seen before, where there is no room."""
        found: set[int] = set()
        room = self._most - len(self._whole.dispatches)
        for root in recording.roots:
            nodes = [(depth, node) for depth, node in tree.walk([root])]
            dispatches = [node for _, node in nodes if isinstance(node, Dispatch)]
            shape = tuple(
                (depth, node.signal, node.sender)
                if isinstance(node, Dispatch)
                else (depth, node.connection, node.outcome)
                for depth, node in nodes
            )
            room -= len(dispatches)
            if room < 0 and shape in self._shapes:
                found.update(map(id, dispatches))
            self._shapes.add(shape)
        return found

    def _append(self, dispatch: Dispatch, left_out: set[int]) -> None:
        whole = self._whole
        registered_by = dispatch.registered_by
        if registered_by is not None and id(registered_by.dispatch) in left_out:
            dispatch.registered_by = None
        dispatch.index = len(whole.dispatches)
        dispatch.start_ns += whole.duration_ns
        whole.dispatches.append(dispatch)
        for call in dispatch.receiver_calls:
            call.index = self._calls
            call.start_ns += whole.duration_ns
            self._calls += 1


def _counted(dispatch: Dispatch) -> list[Counted]:
    if dispatch.is_callback:
        return []
    ran = [call for call in dispatch.receiver_calls if call.outcome != "not reached"]
    errors = sum(call.error is not None and not call.error.inherited for call in ran)
    return [
        Counted(
            dispatch.signal, dispatch.sender, "limit", 1, len(ran), dispatch.duration_ns, errors
        )
    ]
