"""Rules about async dispatches that wait longer than they need to."""

from __future__ import annotations

from itertools import pairwise

from django.utils.translation import gettext as _

from signal_inspector.diagnosis.problem import Problem, grouped
from signal_inspector.diagnosis.recorded.evidence import Evidence, at_call
from signal_inspector.diagnosis.rules import BLOCKING, SERIAL_ASYNC
from signal_inspector.recording.records import Dispatch, ReceiverCall
from signal_inspector.wording import duration, short_name


def blocks_async(call: ReceiverCall) -> bool:
    """Whether ``asend()`` waits for this call in a thread."""
    return call.dispatch.method in ("asend", "asend_robust") and not call.connection.is_async


def blocking(evidence: Evidence) -> list[Problem]:
    """Sync receivers of ``asend()`` whose own time reached ``SLOW_MS``."""
    least = evidence.slow_ns
    groups = grouped(
        (
            call
            for call in evidence.calls
            if call.duration_ns >= least and blocks_async(call) and call.self_ns >= least
        ),
        evidence.connection,
    )
    found = []
    for calls in groups:
        slowest = max(calls, key=lambda call: call.self_ns)
        sentence = _("%(method)s() waited %(time)s for %(receiver)s, which blocked a thread.") % {
            "method": slowest.dispatch.method,
            "time": duration(slowest.self_ns),
            "receiver": short_name(slowest.receiver),
        }
        fix = _("Make it an async receiver that awaits, or let a task do the work.")
        others = [call for call in calls if call is not slowest]
        found.append(at_call(BLOCKING, "warning", sentence, fix, [slowest, *others]))
    return found


def serial(evidence: Evidence) -> list[Problem]:
    """Async receivers of one dispatch that did not overlap, where ``SLOW_MS`` could be saved."""
    groups = grouped(
        (
            each
            for each in evidence.recording.dispatches
            if each.duration_ns >= evidence.slow_ns and _lost_ns(each) >= max(evidence.slow_ns, 1)
        ),
        lambda each: tuple(call.connection for call in each.receiver_calls),
    )
    found = []
    for dispatches in groups:
        calls = _asynchronous(dispatches[0])
        # The longest of those that kept the others waiting.
        slowest = max(calls[:-1], key=lambda call: call.duration_ns)
        sentence = _("%(receivers)s ran one after another: %(time)s could be saved.") % {
            "receivers": ", ".join(short_name(call.receiver) for call in calls),
            "time": duration(_lost_ns(dispatches[0])),
        }
        fix = _(
            "%(receiver)s does not let the others run: await instead of calling what blocks, or use"
            " sync_to_async()."
        ) % {"receiver": short_name(slowest.receiver)}
        problem = at_call(SERIAL_ASYNC, "warning", sentence, fix, [slowest])
        found.append(problem)
    return found


def _asynchronous(dispatch: Dispatch) -> list[ReceiverCall]:
    calls = [
        call
        for call in dispatch.receiver_calls
        if call.connection.is_async and call.outcome not in ("not reached", "cancelled")
    ]
    return sorted(calls, key=lambda call: call.start_ns)


def _lost_ns(dispatch: Dispatch) -> int:
    """How much shorter the async receivers would be side by side; 0 if any two overlapped."""
    calls = _asynchronous(dispatch)
    if len(calls) < 2:
        return 0
    for one, other in pairwise(calls):
        if one.start_ns + one.duration_ns > other.start_ns:
            return 0
    lengths = [call.duration_ns for call in calls]
    return sum(lengths) - max(lengths)
