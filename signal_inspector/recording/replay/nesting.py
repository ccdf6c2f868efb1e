"""What opens and what closes a dispatch in a buffer."""

from collections.abc import Iterable
from typing import Any

from signal_inspector.recording.strands import End, Failure, Plan


def closings(plan: Plan) -> int:
    """How many facts close a dispatch of this plan; -1 for those that ``End`` closes."""
    return plan.size if plan.size < 0 else plan.size + bool(plan.asynchronous)


def is_open(buf: Iterable[Any]) -> bool:
    """Whether a dispatch is under way at the end of a buffer."""
    left: list[int] = []
    started: list[bool] = []
    for fact in buf:
        kind = type(fact)
        if kind is Plan:
            left.append(closings(fact))
            started.append(False)
        elif not left:
            continue
        elif kind is int and not started[-1]:
            started[-1] = True
        else:
            if (kind is int or kind is Failure) and left[-1] > 0:
                left[-1] = 0 if kind is Failure and fact.ends else left[-1] - 1
            if kind is End or left[-1] == 0:
                left.pop()
                started.pop()
    return bool(left)
