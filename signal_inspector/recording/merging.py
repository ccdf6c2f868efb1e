"""Many recordings as one, such as those of all tests of a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from signal_inspector.recording import tree
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import Dispatch
from signal_inspector.recording.replay import CountedSum, added_up, counted_dispatch
from signal_inspector.recording.sums import EffectsSum, sum_effects

MOST_DISPATCHES = 50_000

_Shape = tuple[object, ...]


def joined(first: Recording, later: Recording, after_ns: int) -> Recording:
    """Return one recording of two, of which the second began ``after_ns`` after the first.

    The second is used up: its dispatches become those of the result.
    """
    dispatches = list(first.dispatches)
    calls = sum(len(each.receiver_calls) for each in dispatches)
    _append(dispatches, calls, later.dispatches, after_ns)
    return replace(
        first,
        duration_ns=after_ns + later.duration_ns,
        dispatches=dispatches,
        counted=added_up((*first.counted, *later.counted)),
        effects=sum_effects([first.effects, later.effects]),
        notes=first.notes + later.notes,
    )


class Merger:
    """Adds recordings up, one after the other. It uses them up: their records become its own.

    From ``most`` dispatches on, cascades like one that is there already are only counted; of the
    tasks and requests outside of receivers as many are listed. So the result is bounded and still
    shows every path that was ever taken.
    """

    def __init__(self, name: str = "", most: int = MOST_DISPATCHES) -> None:
        self._whole = Recording(name)
        self._counted = CountedSum()
        self._effects = EffectsSum()
        self._notes: dict[str, None] = {}
        self._most = most
        self._listed = 0
        self._shapes: set[_Shape] = set()
        self._calls = 0

    def add(self, recording: Recording) -> None:
        """Append a recording, as if it had begun when the one before ended."""
        whole = self._whole
        whole.started = min(filter(None, (whole.started, recording.started)), default="")
        left_out = self._left_out(recording)
        kept = []
        for dispatch in recording.dispatches:
            if id(dispatch) in left_out:
                self._counted.add(counted_dispatch(dispatch))
                continue
            kept.append(dispatch)
            by = dispatch.registered_by
            if by is not None and id(by.dispatch) in left_out:
                dispatch.registered_by = None
        self._calls = _append(whole.dispatches, self._calls, kept, whole.duration_ns)
        self._counted.add(recording.counted)
        self._add_effects(recording)
        whole.duration_ns += recording.duration_ns
        self._notes |= dict.fromkeys(recording.notes)

    def note(self, text: str) -> None:
        """Say what the result lacks."""
        self._notes[text] = None

    def result(self) -> Recording:
        """All recordings so far as one."""
        self._whole.counted = self._counted.result()
        self._whole.effects = self._effects.result()
        self._whole.notes = list(self._notes)
        return self._whole

    def _add_effects(self, recording: Recording) -> None:
        effects = recording.effects
        self._listed += len(effects.tasks) + len(effects.requests)
        if self._listed > self._most:
            effects = replace(effects, tasks=(), requests=(), task_ids=())
            self.note("Not all tasks and requests outside of receivers are listed.")
        self._effects.add(effects)

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


def _append(
    whole: list[Dispatch], calls: int, dispatches: Iterable[Dispatch], after_ns: int
) -> int:
    """Add dispatches to a list of which the receiver calls are ``calls`` many, ``after_ns`` later
    than they began. Return how many calls there are then.
    """
    for dispatch in dispatches:
        dispatch.index = len(whole)
        dispatch.start_ns += after_ns
        whole.append(dispatch)
        for call in dispatch.receiver_calls:
            call.index = calls
            call.start_ns += after_ns
            calls += 1
    return calls
