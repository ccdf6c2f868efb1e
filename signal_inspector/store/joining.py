"""Put what tasks did under the receivers that enqueued them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from signal_inspector.recording import tree
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import TASK, Connection, Dispatch, Outcome, ReceiverCall
from signal_inspector.recording.replay import added_up
from signal_inspector.store.entry import Entry

Home = tuple[Entry, ReceiverCall | None]
"""The entry in which a task was enqueued, and by which receiver call, if that is known."""


def joined(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries that no task of another one belongs to, with the tasks inside of them.

    A task stands where it was enqueued: under the receiver call, or as a root where code outside of
    any receiver did that. It is told of like a dispatch, under the name ``TASK``. The recordings of
    the entries are used up.
    """
    every = list(entries)
    homes = _homes(every)
    above = {id(entry): _above(entry, homes) for entry in every}
    inner = [entry for entry in every if above[id(entry)]]
    inner.sort(key=lambda entry: -len(above[id(entry)]))
    for entry in inner:  # the deepest first, so that a branch takes its own branches along
        home, place = homes[id(entry)]
        _graft(entry, home.recording, place)
    tops = [entry for entry in every if not above[id(entry)]]
    for entry in tops:
        _settle(entry.recording)
    return tops


def _homes(entries: list[Entry]) -> dict[int, Home]:
    """Return where each task was enqueued, by the id of its object."""
    by_id = {entry.id: entry for entry in entries}
    by_task: defaultdict[str, list[Home]] = defaultdict(list)
    for entry in entries:
        for task_id in entry.recording.effects.task_ids:
            by_task[task_id].append((entry, None))
        for call in entry.recording.receiver_calls:
            for task_id in call.effects.task_ids:
                by_task[task_id].append((entry, call))
    homes: dict[int, Home] = {}
    for entry in entries:
        home = _home(entry, by_task.get(entry.task_id, []))
        if home is not None:
            homes[id(entry)] = home
        elif entry.parent in by_id:
            homes[id(entry)] = (by_id[entry.parent], None)
    return homes


def _home(entry: Entry, places: list[Home]) -> Home | None:
    """Return which of the places that enqueued a task's id was that of this run of it.

    A task that is tried again keeps its id, so its runs have enqueued it too: the entry that the
    message names is the right one, or else one that is no run of this task.
    """
    others = [home for home in places if home[0] is not entry]
    exact = [home for home in others if home[0].id == entry.parent]
    first = [home for home in others if home[0].task_id != entry.task_id]
    return next(iter([*exact, *first]), None)


def _above(entry: Entry, homes: dict[int, Home]) -> list[Entry]:
    """Return the entries that one is inside of; none where they run in a circle."""
    found: list[Entry] = []
    while id(entry) in homes:
        entry = homes[id(entry)][0]
        if any(entry is each for each in found):
            return []
        found.append(entry)
    return found


def _graft(entry: Entry, home: Recording, place: ReceiverCall | None) -> None:
    """Make a task a branch of another recording; the branch is moved in time by ``_settle``."""
    task = entry.recording
    outcome: Outcome = "raised" if entry.status == "failed" else "returned"
    start = max(_ns_between(home, task), place.start_ns if place is not None else 0)
    branch = Dispatch(0, TASK, task.name, "run", start, task.duration_ns, parent=place)
    call = ReceiverCall(0, branch, Connection(task.name), start, task.duration_ns, outcome)
    call.effects = task.effects
    branch.receiver_calls.append(call)
    for dispatch in task.dispatches:
        if dispatch.parent is None:
            dispatch.parent = call
            call.dispatches.append(dispatch)
    for node in [each for _, each in tree.walk(call.dispatches)]:
        node.start_ns += start
    if place is not None:
        place.dispatches.append(branch)
    home.dispatches.append(branch)
    home.counted += task.counted
    home.notes += [note for note in task.notes if note not in home.notes]


def _settle(recording: Recording) -> None:
    """List all dispatches that can be reached, in start order, and number them."""
    nodes = [node for _, node in tree.walk(recording.roots)]
    found = [node for node in nodes if isinstance(node, Dispatch)]
    found.sort(key=lambda dispatch: dispatch.start_ns)
    recording.dispatches = found
    position = 0
    for index, dispatch in enumerate(found):
        dispatch.index = index
        for call in dispatch.receiver_calls:
            call.index = position
            position += 1
            call.dispatches.sort(key=lambda each: each.start_ns)
    ends = [dispatch.start_ns + dispatch.duration_ns for dispatch in found]
    recording.duration_ns = max([recording.duration_ns, *ends])
    recording.counted = added_up(recording.counted)


def _ns_between(first: Recording, later: Recording) -> int:
    """Return the time from the start of one to that of another, by the clocks on the wall.

    Those of two machines may differ: a task does not begin before the recording that it is put
    into.
    """
    try:
        began, then = map(datetime.fromisoformat, (first.started, later.started))
        return max(0, int((then - began).total_seconds() * 1e9))
    except (ValueError, TypeError):
        return first.duration_ns
