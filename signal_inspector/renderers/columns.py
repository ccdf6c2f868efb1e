"""Fill columns of about equal height, as a newspaper does, so that the page is about square."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

# Less than this share of a column at its foot is left empty rather than begun.
_FOOT = 0.12
_HIGHER = 1.02


@dataclass(frozen=True, slots=True)
class Part(Generic[Item]):
    """Items that belong together under a label; the height of each."""

    label: str
    items: Sequence[Item]
    heights: Sequence[float]


Column = list[tuple[Part[Item], Sequence[Item]]]


def filled(
    parts: Sequence[Part[Item]], *, width: float, head: float
) -> list[list[tuple[str, Sequence[Item]]]]:
    """Return columns of labels and items; a part that is in several pieces is called "label 1/3".

    ``width`` is that of a column, ``head`` the height that a label needs.
    """
    total = sum(head + sum(part.heights) for part in parts)
    number = max(1, round(math.sqrt(total / width)))
    height = total / number
    columns = _cut(parts, height, head)
    while len(columns) > number:  # what is cut needs more labels, and does not end at the foot
        height *= _HIGHER
        columns = _cut(parts, height, head)
    return [list(_labelled(column, columns)) for column in columns]


def _cut(parts: Iterable[Part[Item]], height: float, head: float) -> list[Column[Item]]:
    """Return the pieces of parts in columns of this height, or of one item that is higher."""
    columns: list[Column[Item]] = []
    room = 0.0
    for part in parts:
        start, left = 0, sum(part.heights)
        while start < len(part.items):
            if not columns or (head + left > room and room < height * _FOOT):
                columns.append([])
                room = height
            fits = head + left <= room
            end = len(part.items) if fits else _end(part.heights, start, room - head)
            columns[-1].append((part, part.items[start:end]))
            used = sum(part.heights[start:end])
            start, left, room = end, left - used, room - head - used
    return columns


def _end(heights: Sequence[float], start: int, room: float) -> int:
    """Return where the items from ``start`` on are to be cut: one at least is before it."""
    end = start
    while end < len(heights) and (end == start or heights[end] <= room):
        room -= heights[end]
        end += 1
    return end


def _labelled(
    column: Column[Item], columns: Sequence[Column[Item]]
) -> Iterator[tuple[str, Sequence[Item]]]:
    for part, items in column:
        pieces = [piece for each in columns for whose, piece in each if whose is part]
        number = next(n for n, piece in enumerate(pieces, 1) if piece is items)
        label = part.label if len(pieces) == 1 else f"{part.label} {number}/{len(pieces)}"
        yield label.strip(), items
