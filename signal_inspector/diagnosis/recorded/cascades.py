"""Rules about the shape of the cascade: what ran inside itself, what went too deep."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _, ngettext

from signal_inspector.diagnosis.problem import Problem, Severity
from signal_inspector.diagnosis.recorded.evidence import Evidence
from signal_inspector.diagnosis.recorded.failures import too_much_recursion
from signal_inspector.diagnosis.rules import RECURSION, TOO_DEEP
from signal_inspector.recording import tree
from signal_inspector.recording.records import Dispatch, Frame, ReceiverCall
from signal_inspector.wording import channel, short_name

_Key = tuple[str, str, int]


@dataclass(slots=True)
class _Way:
    """From a receiver to itself, how often it stood in itself, and whether Python ended that."""

    calls: list[ReceiverCall]
    deepest: int = 0
    is_endless: bool = False


def recursion(evidence: Evidence) -> list[Problem]:
    """Receivers that ran inside themselves for the same signal and sender, with the way round.

    It is an error where a RecursionError ended it, whoever caught that.
    """
    outer = {(call.dispatch.signal, call.dispatch.sender) for call in evidence.sending}
    inner = (each for call in evidence.sending for each in call.dispatches)
    if not any((each.signal, each.sender) in outer for each in inner):
        return []
    found: dict[_Key, _Way] = {}
    path: list[ReceiverCall] = []
    places: dict[_Key, list[int]] = {}
    nesting = {id(call.dispatch): call.dispatch for call in evidence.sending}
    roots = [each for each in nesting.values() if each.parent is None]
    for depth, node in tree.walk(roots):
        if isinstance(node, Dispatch):
            continue
        while len(path) > depth // 2:
            places[_key(evidence, path.pop())].pop()
        key = _key(evidence, node)
        above = places.setdefault(key, [])
        if above:
            if key not in found:
                found[key] = _Way([*path[above[-1] :], node])
            found[key].deepest = max(found[key].deepest, len(above) + 1)
            found[key].is_endless |= too_much_recursion(node)
        above.append(len(path))
        path.append(node)
    return [_recursion(way) for way in found.values()]


def _recursion(way: _Way) -> Problem:
    first, last = way.calls[0], way.calls[-1]
    steps = [short_name(first.receiver)]
    for call in way.calls[1:]:
        steps += [channel(call.dispatch.signal, call.dispatch.sender), short_name(call.receiver)]
    if way.is_endless:
        sentence = _(
            "%(receiver)s ran inside itself until a RecursionError ended it, %(deep)d deep or"
            " more: %(way)s."
        )
    else:
        sentence = _("%(receiver)s ran inside itself, %(deep)d deep: %(way)s.")
    facts = {"receiver": steps[0], "deep": way.deepest, "way": " → ".join(steps)}
    fix = _(
        "Change the rows with QuerySet.update(), which sends nothing, or return early when there"
        " is nothing left to do (created, update_fields)."
    )
    place = last.dispatch.site or Frame(first.connection.path, first.connection.line, "")
    severity: Severity = "error" if way.is_endless else "warning"
    return Problem(
        RECURSION.id, severity, sentence % facts, fix, last, place.path, place.line,
        subject=first.receiver,
    )  # fmt: skip


def depth_limit(evidence: Evidence) -> list[Problem]:
    """Dispatches nested so deeply that they were only counted: most likely an endless recursion."""
    found = []
    for each in evidence.recording.counted:
        if each.reason == "depth":
            sentence = ngettext(
                "%(count)d dispatch of %(channel)s was nested too deeply to be shown.",
                "%(count)d dispatches of %(channel)s were nested too deeply to be shown.",
                each.count,
            ) % {"count": each.count, "channel": channel(each.signal, each.sender)}
            fix = _("Look for a receiver that sends, directly or not, the signal that it receives.")
            found.append(Problem(TOO_DEEP.id, "error", sentence, fix, subject=each.signal))
    return found


def _key(evidence: Evidence, call: ReceiverCall) -> _Key:
    """What is equal for calls by the same channel and connection."""
    return call.dispatch.signal, call.dispatch.sender, evidence.connection(call)
