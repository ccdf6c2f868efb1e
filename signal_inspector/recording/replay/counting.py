"""What a recording only counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from signal_inspector import naming
from signal_inspector.recording.records import Counted
from signal_inspector.recording.strands import Plan

if TYPE_CHECKING:
    from signal_inspector.recording.recorder import Recorder


def counted(recorder: Recorder) -> Iterator[Counted]:
    """Counts of a recorder and of those nested in it, by plan and by unheard signal.

    Other threads may add plans meanwhile.
    """
    yield from recorder.retired
    for shelf in list(recorder.shelves.values()):
        yield from (counted_by(plan) for plan in list(shelf.everything.values()) if plan.count)
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


def added_up(rows: Iterable[Counted]) -> list[Counted]:
    """One for each signal, sender and reason, the most frequent first.

    Senders of one name are not told apart.
    """
    sums: dict[tuple[str, str, str], Counted] = {}
    for each in rows:
        key = (each.signal, each.sender, each.reason)
        before = sums.get(key)
        sums[key] = each if before is None else _sum(before, each)
    return sorted(sums.values(), key=lambda each: (-each.count, each.signal, each.sender))


def _sum(one: Counted, other: Counted) -> Counted:
    return replace(
        one,
        count=one.count + other.count,
        receiver_calls=one.receiver_calls + other.receiver_calls,
        duration_ns=one.duration_ns + other.duration_ns,
        errors=one.errors + other.errors,
    )
