"""What a recording only counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from signal_inspector import naming
from signal_inspector.recording.records import Counted, Dispatch
from signal_inspector.recording.strands import Plan

if TYPE_CHECKING:
    from signal_inspector.recording.recorder import Recorder


def counted(recorder: Recorder) -> Iterator[Counted]:
    """Counts of a recorder and of those nested in it, by plan and by unheard signal.

    Other threads may add plans meanwhile.
    """
    yield from recorder.retired
    for shelf in list(recorder.shelves.values()):
        for plan in list(shelf.everything.values()):
            if plan.count:
                yield counted_by(plan)
    for signal, sender, count in recorder.unheard.counts():
        yield Counted(naming.signal_name(signal), sender, "no receivers", count)
    for inner in recorder.inner:
        yield from counted(inner)


def counted_by(plan: Plan) -> Counted:
    """What a plan counted."""
    calls = plan.calls
    if plan.size >= 0:
        calls += plan.count * (len(plan.synchronous) + len(plan.asynchronous))
    return Counted(
        naming.signal_name(plan.signal),
        plan.sender.name,
        "limit" if plan.full else "muted",
        plan.count,
        calls,
        plan.ns,
        plan.errors,
    )


def counted_dispatch(dispatch: Dispatch) -> list[Counted]:
    """A dispatch as one that was counted only. Calls of commit callbacks are not counted."""
    if dispatch.is_callback:
        return []
    ran = [call for call in dispatch.receiver_calls if call.outcome != "not reached"]
    errors = sum(call.error is not None and not call.error.inherited for call in ran)
    return [
        Counted(
            dispatch.signal, dispatch.sender, "limit", 1, len(ran), dispatch.duration_ns, errors
        )
    ]


class CountedSum:
    """Adds counts up: one for each signal, sender and reason. Senders of one name are not told
    apart.
    """

    def __init__(self) -> None:
        self._sums: dict[tuple[str, str, str], Counted] = {}

    def add(self, rows: Iterable[Counted]) -> None:
        """Add some more."""
        for each in rows:
            key = (each.signal, each.sender, each.reason)
            before = self._sums.get(key)
            self._sums[key] = each if before is None else _sum(before, each)

    def result(self) -> list[Counted]:
        """The sums so far, the most frequent first."""
        return sorted(self._sums.values(), key=lambda each: (-each.count, each.signal, each.sender))


def added_up(rows: Iterable[Counted]) -> list[Counted]:
    """Return the sums of a ``CountedSum``."""
    whole = CountedSum()
    whole.add(rows)
    return whole.result()


def _sum(one: Counted, other: Counted) -> Counted:
    return replace(
        one,
        count=one.count + other.count,
        receiver_calls=one.receiver_calls + other.receiver_calls,
        duration_ns=one.duration_ns + other.duration_ns,
        errors=one.errors + other.errors,
    )
