"""Rules about exceptions: what became of them, and what they kept from running."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from django.utils.translation import gettext as _, ngettext

from signal_inspector import naming
from signal_inspector.diagnosis.problem import Problem, Rule, Severity, grouped
from signal_inspector.diagnosis.recorded.evidence import Evidence, place
from signal_inspector.diagnosis.rules import CAUGHT, EXCEPTION, NOT_REACHED, SWALLOWED
from signal_inspector.recording.records import (
    NOT_DESCRIBED,
    Connection,
    Dispatch,
    Error,
    Frame,
    ReceiverCall,
)
from signal_inspector.wording import channel, short_name

_Fate = Literal["propagated", "swallowed", "caught"]


def exceptions(evidence: Evidence) -> list[Problem]:
    """Exceptions that a receiver raised itself: which, where, and what became of them.

    The RecursionError of a receiver that ran inside itself is told of with the recursion.
    """
    groups = grouped(
        (call for call in evidence.failed if _failed_itself(call) and not is_endless(call)),
        lambda call: (evidence.connection(call), _type_of(call), _raised_at(call), _fate(call)[0]),
    )
    return [_exception(calls[0], len(calls)) for calls in groups]


def is_endless(call: ReceiverCall) -> bool:
    """Whether a call ended with a RecursionError inside an earlier call of the same receiver."""
    if not too_much_recursion(call):
        return False
    above = call.dispatch.parent
    while above is not None:
        if above.connection == call.connection:
            return True
        above = above.dispatch.parent
    return False


def too_much_recursion(call: ReceiverCall) -> bool:
    """Whether a RecursionError left a call. Where it arose there may have been no stack left to
    describe it; the calls that it passed on its way up tell then.
    """
    while call.error is not None and call.error.type != "RecursionError":
        above = call.dispatch.parent
        if call.error.type != NOT_DESCRIBED or call.outcome != "raised" or above is None:
            return False
        call = above
    return call.error is not None


def _exception(call: ReceiverCall, count: int) -> Problem:
    assert call.error is not None
    fate, where = _fate(call)
    facts = {
        "receiver": short_name(call.receiver),
        "error": _described(call.error),
        "channel": channel(call.dispatch.signal, call.dispatch.sender),
        "method": call.dispatch.method,
        "above": short_name(where.receiver) if where else "",
    }
    frame = _raised_at(call)
    path, line = (frame.path, frame.line) if frame else (call.connection.path, call.connection.line)
    if fate == "swallowed":
        rule: Rule = SWALLOWED
        severity: Severity = "warning"
        if where is None:
            sentence = _("%(receiver)s raised %(error)s, and %(method)s() swallowed it.")
        else:
            sentence = _(
                "%(receiver)s raised %(error)s. It passed %(above)s and was swallowed there."
            )
        fix = _(
            "Nobody saw this exception but the logger “django.dispatch”: fix the receiver, and look"
            " at the responses that the sender gets."
        )
    elif fate == "caught":
        rule, severity = CAUGHT, "warning"
        sentence = _("%(receiver)s raised %(error)s; %(above)s, which had caused it, went on.")
        fix = _("Make sure that the receiver above meant to catch this exception.")
    else:
        rule, severity = EXCEPTION, "error"
        sentence = _("%(receiver)s raised %(error)s, and the sender of %(channel)s got it.")
        fix = _(
            "Handle the error in the receiver, or use send_robust() if the sender must not fail"
            " with it."
        )
    return Problem(
        rule.id, severity, sentence % facts, fix, call, path, line, count, subject=call.receiver
    )


def not_reached(evidence: Evidence) -> list[Problem]:
    """Receivers that were connected but not called, because one before them raised."""
    failed = {id(call.dispatch): call.dispatch for call in evidence.failed}
    groups = grouped(
        (each for each in failed.values() if _missed(each)),
        lambda each: (each.signal, each.sender, *_missed(each)),
    )
    found = []
    for dispatches in groups:
        dispatch = dispatches[0]
        missed = _missed(dispatch)
        sentence = ngettext(
            "%(receivers)s did not run for %(channel)s: a receiver before it failed.",
            "%(receivers)s did not run for %(channel)s: a receiver before them failed.",
            len(missed),
        ) % {
            "receivers": _names(missed),
            "channel": channel(dispatch.signal, dispatch.sender),
        }
        fix = _("With send_robust() each receiver runs, whatever the others do.")
        problem = Problem(
            NOT_REACHED.id, "error", sentence, fix, dispatch, *place(dispatch.site),
            len(dispatches), subject=missed[0].receiver,
        )  # fmt: skip
        found.append(problem)
    return found


def _names(connections: Iterable[Connection]) -> str:
    """The receivers, each once: methods of several objects have one name."""
    times = Counter(short_name(each.receiver) for each in connections)
    return ", ".join(f"{name} ×{count}" if count > 1 else name for name, count in times.items())


def _failed_itself(call: ReceiverCall) -> bool:
    # A cancelled call was stopped from outside: the client went away, or a timeout passed.
    return call.error is not None and not call.error.inherited and call.outcome != "cancelled"


def _fate(call: ReceiverCall) -> tuple[_Fate, ReceiverCall | None]:
    """Return what became of an exception, and the call above where that was decided, if any."""
    where = None
    while call.outcome == "raised":
        above = call.dispatch.parent
        if above is None:
            return "propagated", None
        if above.error is None:
            return "caught", above
        call = where = above
    return "swallowed", where


def _missed(dispatch: Dispatch) -> tuple[Connection, ...]:
    return tuple(
        call.connection for call in dispatch.receiver_calls if call.outcome == "not reached"
    )


def _raised_at(call: ReceiverCall) -> Frame | None:
    """Return the innermost line of the project that the exception passed, else of any code."""
    frames = call.error.frames if call.error else ()
    own = [frame for frame in frames if naming.origin_of_path(frame.path) == "project"]
    inner = own or frames
    return inner[-1] if inner else None


def _type_of(call: ReceiverCall) -> str:
    return call.error.type if call.error else ""


def _described(error: Error) -> str:
    message = error.message.strip().partition("\n")[0].rstrip(".")
    return f"{short_name(error.type)}: {message}" if message else short_name(error.type)
