"""Rules about exceptions: what became of them, and what they kept from running."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext as _, ngettext

from signal_inspector import naming
from signal_inspector.diagnosis.problem import Problem, Severity, grouped
from signal_inspector.recording.records import (
    Connection,
    Dispatch,
    Error,
    Frame,
    ReceiverCall,
    Recording,
)
from signal_inspector.wording import channel, short_name

_Fate = Literal["propagated", "swallowed", "caught"]


def exceptions(recording: Recording) -> list[Problem]:
    """Exceptions that a receiver raised itself: which, where, and what became of them."""
    groups = grouped(
        (call for call in recording.receiver_calls if _failed_itself(call)),
        lambda call: (call.connection, _type_of(call), _raised_at(call), _fate(call)[0]),
    )
    return [_exception(calls[0], len(calls)) for calls in groups]


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
        severity = "warning"
        sentence = _("%(receiver)s raised %(error)s; %(above)s, which had caused it, went on.")
        fix = _("Make sure that the receiver above meant to catch this exception.")
    else:
        severity = "error"
        sentence = _("%(receiver)s raised %(error)s, and the sender of %(channel)s got it.")
        fix = _(
            "Handle the error in the receiver, or use send_robust() if the sender must not fail"
            " with it."
        )
    return Problem("exception", severity, sentence % facts, fix, call, path, line, count)


def not_reached(recording: Recording) -> list[Problem]:
    """Receivers that were connected but not called, because one before them raised."""
    groups = grouped(
        (each for each in recording.dispatches if _missed(each)),
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
            "receivers": ", ".join(short_name(each.receiver) for each in missed),
            "channel": channel(dispatch.signal, dispatch.sender),
        }
        fix = _("With send_robust() each receiver runs, whatever the others do.")
        path, line = (dispatch.site.path, dispatch.site.line) if dispatch.site else ("", 0)
        found.append(
            Problem("not reached", "error", sentence, fix, dispatch, path, line, len(dispatches))
        )
    return found


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
