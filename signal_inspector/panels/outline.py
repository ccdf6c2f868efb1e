"""The cascade as an outline to draw: which rows, how they nest, which are open, what is left out.

A row is known by its place in the list that ``tree.rows`` gives. That list is the same wherever the
recording is read, so a part that was left out can be asked for later.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from signal_inspector.panels.filters import Filter, origin_of
from signal_inspector.recording import tree
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import ReceiverCall

TOP = -1
"""The place above the root dispatches."""

LIMIT = 300
"""Rows drawn at once: a browser takes a second for some thousand."""

LEVELS = 16
"""Rows within rows drawn at once: there is no room for more, and browsers cut at 512 elements."""

OPEN_LEVELS = 4
"""Rows at fewer levels are open from the start: a receiver's dispatches and their receivers."""

Below = Literal["nothing", "drawn", "to fetch", "too deep"]


@dataclass(frozen=True, slots=True)
class Item:
    """What to draw next: a row, a note that rows of a list are left out, or the end of a list.

    A note stands for ``count`` children of ``place``, which begin with the one numbered ``start``.
    """

    kind: Literal["row", "rest", "end"]
    place: int = TOP
    is_open: bool = False
    below: Below = "nothing"
    start: int = 0
    count: int = 0


class Outline:
    """The rows of a recording, or those that lead to a receiver call that a filter lets pass."""

    def __init__(self, recording: Recording, chosen: Filter | None = None) -> None:
        self.rows = tree.rows(recording.roots)
        self.parents, self.ends = _nesting(self.rows)
        self.chosen = chosen or None
        self.calls = sum(len(each.receiver_calls) for each in recording.dispatches)

    def children(self, place: int) -> Iterator[int]:
        """Yield the places of the rows directly below one. A folded row has none."""
        if place == TOP:
            below, end = 0, len(self.rows)
        else:
            below, end = place + 1, self.ends[place]
            if self.rows[place].same:
                return
        while below < end:
            if self.chosen is None or below in self.kept:
                yield below
            below = self.ends[below]

    def ancestors(self, place: int) -> Iterator[int]:
        """Yield the places of the rows that lead to one, innermost first."""
        while (place := self.parents[place]) != TOP:
            yield place

    @cached_property
    def places(self) -> dict[int, int]:
        """Place by ``id()`` of each dispatch and receiver call; folded ones have their row's."""
        found = {}
        for place, row in enumerate(self.rows):
            found[id(row.node)] = place
            for dispatch in row.same:
                found[id(dispatch)] = place
                found.update((id(call), place) for call in dispatch.receiver_calls)
        return found

    @cached_property
    def troubled(self) -> set[int]:
        """Places of the rows below which an exception began."""
        found: set[int] = set()
        for place, row in enumerate(self.rows):
            if isinstance(row.node, ReceiverCall) and _failed_itself(row.node):
                for above in self.ancestors(place):
                    if above in found:
                        break
                    found.add(above)
        return found

    @cached_property
    def passed(self) -> int:
        """Number of receiver calls that the filter lets pass."""
        chosen = self.chosen
        if chosen is None:
            return self.calls
        return sum(chosen.passes(call) for row in self.rows for call in _calls(row))

    @cached_property
    def kept(self) -> set[int]:
        """Places of the rows that the filter keeps."""
        kept: set[int] = set()
        chosen = self.chosen
        for place in range(len(self.rows) - 1, TOP, -1):
            if chosen is None or place in kept or any(map(chosen.passes, _calls(self.rows[place]))):
                kept.update((place, self.parents[place]))
        return kept

    @cached_property
    def own(self) -> set[int]:
        """Places of the rows that are, or lead to, a call of a receiver of the project."""
        known: dict[int, bool] = {}
        found: set[int] = set()
        for place in range(len(self.rows) - 1, TOP, -1):
            node = self.rows[place].node
            if place not in found and isinstance(node, ReceiverCall):
                connection = node.connection
                is_own = known.get(id(connection))
                if is_own is None:
                    is_own = known[id(connection)] = origin_of(connection) == "project"
                if is_own:
                    found.add(place)
            if place in found:
                found.add(self.parents[place])
        return found

    def is_open_at(self, place: int, level: int) -> bool:
        """Whether to draw a row open: not Django and packages, unless they lead to the project."""
        if self.chosen is not None or place in self.troubled:
            return True
        return level < OPEN_LEVELS and place in self.own


def children_of(outline: Outline, place: int, start: int = 0) -> list[Item]:
    """Return what to draw below a row (or ``TOP``), from the child numbered ``start`` on."""
    return _drawn(outline, place, list(outline.children(place)), start)


def row_at(outline: Outline, place: int) -> list[Item]:
    """Return what to draw for a row and what is below it."""
    return _drawn(outline, TOP, [place], 0)


def _drawn(outline: Outline, parent: int, tops: list[int], start: int) -> list[Item]:
    lists = _lists(outline, parent, tops[start:])
    found: list[Item] = []
    # What is still to come, last first: places with their level, and items as they are.
    stack: list[tuple[int, int] | Item] = []

    def push(parent: int, level: int, start: int, total: int) -> None:
        drawn = lists[parent]
        if rest := total - start - len(drawn):
            stack.append(Item("rest", parent, start=start + len(drawn), count=rest))
        stack.extend((place, level) for place in reversed(drawn))

    push(parent, 0, start, len(tops))
    while stack:
        following = stack.pop()
        if isinstance(following, Item):
            found.append(following)
            continue
        place, level = following
        count = sum(1 for _ in outline.children(place))
        if place in lists:
            found.append(Item("row", place, outline.is_open_at(place, level), "drawn"))
            stack.append(Item("end"))
            push(place, level + 1, 0, count)
        else:
            below: Below = "too deep" if level + 1 >= LEVELS else "to fetch"
            found.append(Item("row", place, below=below if count else "nothing", count=count))
    return found


def _lists(outline: Outline, parent: int, tops: list[int]) -> dict[int, list[int]]:
    """Return the children to draw by parent: level by level, so that the overview comes first."""
    lists = {parent: tops[:LIMIT]}
    left = LIMIT - len(lists[parent])
    queue = deque((place, 1) for place in lists[parent])
    while queue and left:
        place, level = queue.popleft()
        below = list(outline.children(place))[:left] if level < LEVELS else []
        if below:
            lists[place] = below
            left -= len(below)
            queue.extend((each, level + 1) for each in below)
    return lists


def _calls(row: tree.Row) -> list[ReceiverCall]:
    """Return the receiver calls that a row stands for; of a folded row all, its own rows aside."""
    if isinstance(row.node, ReceiverCall):
        return [row.node]
    return [call for each in row.same for call in each.receiver_calls]


def _failed_itself(call: ReceiverCall) -> bool:
    return call.error is not None and not call.error.inherited


def _nesting(rows: list[tree.Row]) -> tuple[list[int], list[int]]:
    """Return, for each row, the place of the row above it and the place after all rows below it."""
    parents, ends = [TOP] * len(rows), [len(rows)] * len(rows)
    path: list[int] = []
    for place, row in enumerate(rows):
        while len(path) > row.depth:
            ends[path.pop()] = place
        if path:
            parents[place] = path[-1]
        path.append(place)
    return parents, ends
