"""Rules about writes that pass receivers by, and writes of receivers that should pass by."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _, ngettext

from signal_inspector import naming
from signal_inspector.diagnosis.problem import Problem, grouped
from signal_inspector.diagnosis.recorded.evidence import Evidence, at_call, is_own, place
from signal_inspector.diagnosis.rules import BYPASSED, RAW_WRITE
from signal_inspector.recording.records import BulkWrite, ReceiverCall
from signal_inspector.wording import channel, short_name

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLAC", "MERGE ")
_SAVES = frozenset(
    f"django.db.models.signals.{name}"
    for name in ("pre_save", "post_save", "pre_delete", "post_delete")
)


def bypassed(evidence: Evidence) -> list[Problem]:
    """Bulk writes of the project's own code, with the project's receivers that did not run."""
    writes = [
        (call, write)
        for call, effects in evidence.effects()
        for write in effects.bulk_writes
        if is_told(write)
    ]
    found = []
    for alike in grouped(writes, lambda each: (each[1].method, each[1].model, each[1].site)):
        call, write = alike[0]
        receivers = _own(write)
        sentence = ngettext(
            "%(method)s() wrote %(rows)s past %(count)d receiver: %(receivers)s did not run.",
            "%(method)s() wrote %(rows)s past %(count)d receivers: %(receivers)s did not run.",
            len(receivers),
        ) % {
            "method": write.method,
            "rows": _rows([each for _call, each in alike]),
            "count": len(receivers),
            "receivers": ", ".join(map(short_name, receivers)),
        }
        fix = _(
            "That is right where nothing has to follow. Else save the rows one by one, or do what"
            " the receivers would have done."
        )
        problem = Problem(
            BYPASSED.id, "info", sentence, fix, call, *place(write.site),
            sum(each.count for _call, each in alike), subject=write.model,
        )  # fmt: skip
        found.append(problem)
    return found


def is_told(write: BulkWrite) -> bool:
    """Whether the rule ``bypassed`` has something to say about a write."""
    return write.rows != 0 and is_own(write.site) and bool(_own(write))


def _rows(writes: list[BulkWrite]) -> str:
    """Return how many rows equal writes wrote, all together, as far as the database tells."""
    known = [each.rows for each in writes if each.rows is not None]
    facts = {"model": writes[0].model, "rows": number_format(sum(known))}
    if len(known) < len(writes):
        return _("rows of %(model)s") % facts
    if sum(each.count for each in writes) > 1:
        return _("%(rows)s rows of %(model)s in all") % facts
    return ngettext("%(rows)s row of %(model)s", "%(rows)s rows of %(model)s", sum(known)) % facts


def raw_writes(evidence: Evidence) -> list[Problem]:
    """Receivers that wrote to the database while a fixture was loaded."""
    groups = grouped(
        (
            call
            for call in (*evidence.busy, *evidence.sending)
            if call.dispatch.arguments.get("raw") is True and _wrote(call)
        ),
        lambda call: (evidence.connection(call), call.dispatch.signal, call.dispatch.sender),
    )
    found = []
    for calls in groups:
        each_once = list({id(call): call for call in calls}.values())
        dispatch = calls[0].dispatch
        sentence = _("%(receiver)s wrote to the database for %(channel)s of a fixture.") % {
            "receiver": short_name(calls[0].receiver),
            "channel": channel(dispatch.signal, dispatch.sender),
        }
        fix = _(
            "Return early if raw is true: the fixture has the other rows already, or they are not"
            " loaded yet."
        )
        found.append(at_call(RAW_WRITE, "warning", sentence, fix, each_once))
    return found


def _own(write: BulkWrite) -> list[str]:
    """The project's receivers that were bypassed, each once."""
    names = dict.fromkeys(write.bypassed)
    return [name for name in names if naming.origin_of_module(_inner(name)) == "project"]


def _inner(receiver: str) -> str:
    return receiver.replace("functools.partial(", "").rstrip(")")


def _wrote(call: ReceiverCall) -> bool:
    return (
        any(each.signal in _SAVES for each in call.dispatches)
        or bool(call.effects.bulk_writes)
        or any(each.sql.lstrip()[:6].upper() in _WRITES for each in call.effects.statements)
    )
