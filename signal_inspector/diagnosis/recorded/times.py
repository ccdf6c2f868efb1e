"""Rules about time."""

from __future__ import annotations

from django.utils.translation import gettext as _, ngettext

from signal_inspector.diagnosis.problem import Problem, grouped
from signal_inspector.diagnosis.recorded.evidence import Evidence, at_call
from signal_inspector.diagnosis.recorded.waiting import blocks_async
from signal_inspector.diagnosis.rules import SLOW
from signal_inspector.wording import duration, short_name


def slow_receivers(evidence: Evidence) -> list[Problem]:
    """Receivers with calls whose own time, without what they sent, reached ``SLOW_MS``.

    Those that ``asend()`` waited for are ``waiting.blocking``.
    """
    least = evidence.slow_ns
    groups = grouped(
        (
            call
            for call in evidence.calls
            if call.duration_ns >= least and call.self_ns >= least and not blocks_async(call)
        ),
        evidence.connection,
    )
    found = []
    for calls in groups:
        slowest = max(calls, key=lambda call: call.self_ns)
        sentence = ngettext(
            "%(receiver)s was slow: %(time)s of its own.",
            "%(receiver)s was slow: up to %(time)s of its own.",
            len(calls),
        ) % {"receiver": short_name(slowest.receiver), "time": duration(slowest.self_ns)}
        fix = _("Let a task do the work, or do it after the transaction: transaction.on_commit().")
        others = [call for call in calls if call is not slowest]
        found.append(at_call(SLOW, "warning", sentence, fix, [slowest, *others]))
    return found
