"""Rules about time."""

from __future__ import annotations

from django.utils.translation import gettext as _, ngettext

from signal_inspector.diagnosis.problem import Problem, grouped
from signal_inspector.recording.records import Recording
from signal_inspector.wording import duration, short_name


def slow_receivers(recording: Recording, *, slow_ms: float) -> list[Problem]:
    """Receivers with calls whose own time, without what they sent, reached ``slow_ms``."""
    least = slow_ms * 1e6
    groups = grouped(
        (
            call
            for call in recording.receiver_calls
            if call.duration_ns >= least and call.self_ns >= least
        ),
        lambda call: call.connection,
    )
    found = []
    for calls in groups:
        slowest = max(calls, key=lambda call: call.self_ns)
        sentence = ngettext(
            "%(receiver)s was slow: %(time)s of its own.",
            "%(receiver)s was slow in %(count)d calls: up to %(time)s of its own.",
            len(calls),
        ) % {
            "receiver": short_name(slowest.receiver),
            "time": duration(slowest.self_ns),
            "count": len(calls),
        }
        fix = _("Let a task do the work, or do it after the transaction: transaction.on_commit().")
        connection = slowest.connection
        found.append(
            Problem(
                "slow",
                "warning",
                sentence,
                fix,
                slowest,
                connection.path,
                connection.line,
                len(calls),
            )
        )
    return found
