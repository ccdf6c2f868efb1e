"""Ways that were observed to lead from a channel through receivers back to the same channel."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

Steps = Mapping[str, list["Step"]]


class Step(NamedTuple):
    """A receiver, called by ``channel``, sent what reached the channel ``target``: all are ids."""

    channel: str
    receiver: str
    target: str


def cycles(steps: Iterable[Step]) -> list[tuple[Step, ...]]:
    """Return a shortest cycle from each set of channels that lead to each other, sorted.

    Each begins at the channel of the set that sorts first, and ends there.
    """
    found = []
    for group in _groups(_by_channel(cyclic(steps))):
        cycle = _shortest(group)
        if cycle:
            found.append(cycle)
    return sorted(found)


def cyclic(steps: Iterable[Step]) -> set[Step]:
    """Return the steps that are part of any cycle."""
    leading = _by_channel(steps)
    member = {channel: number for number, group in enumerate(_groups(leading)) for channel in group}
    return {
        step
        for each in leading.values()
        for step in each
        if member[step.channel] == member[step.target]
    }


def _by_channel(steps: Iterable[Step]) -> dict[str, list[Step]]:
    leading: dict[str, list[Step]] = {}
    for step in sorted(set(steps)):
        leading.setdefault(step.channel, []).append(step)
        leading.setdefault(step.target, [])
    return leading


def _groups(leading: Steps) -> Iterator[Steps]:
    """Yield the channels that can all be reached from each other, with their steps.

    Kosaraju's way: those that end last, seen along the arrows, are looked at first against them.
    """
    against: dict[str, list[str]] = {channel: [] for channel in leading}
    for steps in leading.values():
        for step in steps:
            against[step.target].append(step.channel)
    seen: set[str] = set()
    for channel in reversed(_by_end(leading)):
        group = {}
        pending = [channel]
        while pending:
            each = pending.pop()
            if each not in seen:
                seen.add(each)
                group[each] = leading[each]
                pending += against[each]
        if group:
            yield group


def _by_end(leading: Steps) -> list[str]:
    """Return the channels in the order in which a walk in depth leaves them."""
    left: list[str] = []
    seen: set[str] = set()
    for channel in leading:
        stack = [(channel, False)]
        while stack:
            each, is_left = stack.pop()
            if is_left:
                left.append(each)
            elif each not in seen:
                seen.add(each)
                stack.append((each, True))
                stack += [(step.target, False) for step in leading[each]]
    return left


def _shortest(group: Steps) -> tuple[Step, ...]:
    """Return the shortest way from the first channel of the group back to it."""
    start = min(group)
    came: dict[str, Step] = {}
    pending = deque([start])
    while pending and start not in came:
        for step in group[pending.popleft()]:
            if step.target in group and step.target not in came:
                came[step.target] = step
                pending.append(step.target)
    if start not in came:
        return ()
    way = [came[start]]
    while way[-1].channel != start:
        way.append(came[way[-1].channel])
    return tuple(reversed(way))
