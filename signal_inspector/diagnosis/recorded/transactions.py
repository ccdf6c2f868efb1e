"""Rules about what leaves the process while a transaction is open."""

from __future__ import annotations

from django.utils.translation import gettext as _, ngettext

from signal_inspector.diagnosis.problem import Problem, grouped
from signal_inspector.diagnosis.recorded.evidence import Evidence, at_call
from signal_inspector.diagnosis.rules import IN_ATOMIC, SURVIVED
from signal_inspector.recording.records import ReceiverCall
from signal_inspector.wording import short_name


def outgoing_in_atomic(evidence: Evidence) -> list[Problem]:
    """Receivers that sent mail, or used the network, inside of ``atomic``.

    Those whose transaction was rolled back are ``survived_rollback``.
    """
    groups = grouped(
        (call for call in evidence.busy if call.effects.in_atomic and not call.effects.survived),
        evidence.connection,
    )
    found = []
    for calls in groups:
        sentence = _("%(receiver)s sent %(what)s inside a transaction.") % {
            "receiver": short_name(calls[0].receiver),
            "what": _outgoing(calls, with_tasks=False),
        }
        fix = _(
            "Send it after the commit: transaction.on_commit(). Until then a rollback can undo what"
            " it tells of, and locks wait for the answer."
        )
        found.append(at_call(IN_ATOMIC, "warning", sentence, fix, calls))
    return found


def survived_rollback(evidence: Evidence) -> list[Problem]:
    """Mails, tasks and requests of receivers whose transaction was rolled back afterwards."""
    groups = grouped((call for call in evidence.busy if call.effects.survived), evidence.connection)
    found = []
    for calls in groups:
        sentence = _("%(receiver)s sent %(what)s, then the transaction was rolled back.") % {
            "receiver": short_name(calls[0].receiver),
            "what": _outgoing(calls, with_tasks=True),
        }
        fix = _("Send it after the commit, which then never comes: transaction.on_commit().")
        found.append(at_call(SURVIVED, "error", sentence, fix, calls))
    return found


def _outgoing(calls: list[ReceiverCall], *, with_tasks: bool) -> str:
    mails = sum(call.effects.mails for call in calls)
    requests = [host for call in calls for host in call.effects.requests]
    tasks = [task for call in calls for task in call.effects.tasks] if with_tasks else []
    parts = []
    if mails:
        parts.append(ngettext("%(count)d mail", "%(count)d mails", mails) % {"count": mails})
    if requests:
        text = ngettext(
            "%(count)d request to %(hosts)s", "%(count)d requests to %(hosts)s", len(requests)
        )
        hosts = ", ".join(dict.fromkeys(requests))
        parts.append(text % {"count": len(requests), "hosts": hosts})
    if tasks:
        text = ngettext("%(count)d task (%(names)s)", "%(count)d tasks (%(names)s)", len(tasks))
        names = ", ".join(dict.fromkeys(map(short_name, tasks)))
        parts.append(text % {"count": len(tasks), "names": names})
    return ", ".join(parts)
