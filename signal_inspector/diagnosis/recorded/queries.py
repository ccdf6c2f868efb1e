"""Rules about SQL that receivers repeat."""

from __future__ import annotations

import re
from collections import Counter
from operator import itemgetter

from django.utils.translation import gettext as _

from signal_inspector.diagnosis.problem import Problem, grouped
from signal_inspector.diagnosis.recorded.evidence import Evidence, at_call
from signal_inspector.diagnosis.rules import N_PLUS_ONE, REPEATED_QUERY
from signal_inspector.recording.records import ReceiverCall, Statement
from signal_inspector.wording import channel, short_name

_LONGEST = 80
_READS = ("SELECT", "select")
# In the place of the middle of a long statement, with the part of a word behind it.
_GAP = re.compile(r" …[0-9a-f]{8}… \S*")


def n_plus_one(evidence: Evidence) -> list[Problem]:
    """Receiver calls that executed one query at least ``REPEAT_LIMIT`` times."""
    least = evidence.settings.repeat_limit
    repeating = (call for call in evidence.busy if _most(call) >= least)
    found = []
    for calls in grouped(repeating, evidence.connection):
        call = max(calls, key=_most)
        statement = max(_queries(call), key=lambda each: each.count)
        sentence = _("%(receiver)s executed one query %(count)d times in a call: %(sql)s") % {
            "receiver": short_name(call.receiver),
            "count": statement.count,
            "sql": _shortened(statement.sql),
        }
        fix = _(
            "Fetch the rows at once before the loop: select_related(), prefetch_related(),"
            " in_bulk()."
        )
        others = [each for each in calls if each is not call]
        found.append(at_call(N_PLUS_ONE, "warning", sentence, fix, [call, *others]))
    return found


def repeated(evidence: Evidence) -> list[Problem]:
    """Receivers that executed a query in each of at least ``REPEAT_LIMIT`` calls, but not so often
    in one of them.
    """
    least = evidence.settings.repeat_limit
    found = []
    for calls in grouped(evidence.busy, evidence.connection):
        if len(calls) < least:
            continue
        times = Counter(each.sql for call in calls for each in _queries(call))
        sql, count = max(times.items(), key=itemgetter(1), default=("", 0))
        if count < least or any(_most(call) >= least for call in calls):
            continue
        call = calls[0]
        sentence = _("%(receiver)s executed one query in %(count)d calls for %(channel)s: %(sql)s")
        facts = {
            "receiver": short_name(call.receiver),
            "count": count,
            "channel": channel(call.dispatch.signal, call.dispatch.sender),
            "sql": _shortened(sql),
        }
        fix = _("Let the sender fetch what the receiver needs for all at once, or keep the result.")
        found.append(at_call(REPEATED_QUERY, "warning", sentence % facts, fix, calls))
    return found


def _queries(call: ReceiverCall) -> list[Statement]:
    return [each for each in call.effects.statements if each.sql[:6] in _READS]


def _most(call: ReceiverCall) -> int:
    most = 0
    for each in call.effects.statements:
        if each.count > most and each.sql[:6] in _READS:
            most = each.count
    return most


def _shortened(sql: str) -> str:
    """The statement on one line; what tells most stands behind FROM, or behind the gap of a long
    one that was cut there.
    """
    line = " ".join(sql.split())
    columns, found, tail = line.partition(" FROM ")
    if found:
        line = f"{columns[:6]} … FROM {tail}"
    elif gap := _GAP.search(line):
        line = f"{line[:6]} …{line[gap.end() :]}"
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
