"""Rules about what was done twice for one thing."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from signal_inspector.diagnosis.problem import Problem, grouped
from signal_inspector.diagnosis.recorded.evidence import Evidence, of_models, place, written
from signal_inspector.diagnosis.rules import SAVED_AGAIN, SENT_TWICE
from signal_inspector.recording.records import Dispatch, Scalar
from signal_inspector.wording import channel, short_name

_POST_SAVE = "django.db.models.signals.post_save"
# Arguments that are one object for the whole of a request, though not told of by a key.
_OF_THE_REQUEST = frozenset({"request"})


def saved_again(evidence: Evidence) -> list[Problem]:
    """Instances saved whole several times, at least once by a receiver.

    Saves of chosen fields and those of fixtures do not count.
    """
    groups = grouped(
        (each for each in evidence.recording.dispatches if _is_whole_save(each)),
        lambda each: (each.sender, each.arguments["instance"], each.arguments.get("using")),
    )
    repeated = [
        saves
        for saves in groups
        if len(saves) > 1 and any(each.parent is not None for each in saves) and not _nest(saves)
    ]
    # One problem for all instances that were saved by the same lines.
    found = []
    for alike in grouped(repeated, lambda saves: (saves[0].sender, tuple(s.site for s in saves))):
        saves = alike[0]
        again = saves[-1]
        by = dict.fromkeys(
            short_name(each.parent.receiver) for each in saves if each.parent is not None
        )
        sentence = _("%(instance)s was saved %(count)d times, by %(receivers)s: %(sites)s.") % {
            "instance": str(again.arguments["instance"]).strip("<>"),
            "count": len(saves),
            "receivers": ", ".join(by),
            "sites": written(each.site for each in saves) or "?",
        }
        fix = _(
            "Save once, when all is set; later changes of single fields with"
            " save(update_fields=[...])."
        )
        problem = Problem(
            SAVED_AGAIN.id, "warning", sentence, fix, again, *place(again.site), len(alike),
            subject=again.sender,
        )  # fmt: skip
        found.append(problem)
    return found


def sent_twice(evidence: Evidence) -> list[Problem]:
    """Signals of a project or package sent more than once with the same arguments, among them an
    instance with a key.
    """
    groups = grouped(
        (
            each
            for each in evidence.recording.dispatches
            if not each.is_callback and not of_models(each) and _are_comparable(each.arguments)
        ),
        lambda each: (each.signal, each.sender, frozenset(each.arguments.items())),
    )
    found = []
    for sends in groups:
        if len(sends) < 2:
            continue
        again = sends[1]
        instances = [str(v).strip("<>") for v in again.arguments.values() if _has_key(v)]
        sentence = _("%(channel)s was sent %(count)d times for %(instance)s: %(sites)s.") % {
            "channel": channel(again.signal, again.sender),
            "count": len(sends),
            "instance": ", ".join(instances),
            "sites": written(each.site for each in sends) or "?",
        }
        fix = _("Send it at one place. Receivers that mail or book do it once for each dispatch.")
        problem = Problem(
            SENT_TWICE.id, "warning", sentence, fix, again, *place(again.site), len(sends),
            subject=again.signal,
        )  # fmt: skip
        found.append(problem)
    return found


def _is_whole_save(dispatch: Dispatch) -> bool:
    if dispatch.signal != _POST_SAVE:
        return False
    arguments = dispatch.arguments
    return (
        _has_key(arguments.get("instance"))
        and arguments.get("update_fields") is None
        and not arguments.get("raw")
    )


def _nest(saves: list[Dispatch]) -> bool:
    """Whether a save ran inside another of these: that is a recursion, and told of as such."""
    places = {id(each) for each in saves}
    for each in saves:
        above = each.parent.dispatch if each.parent is not None else None
        while above is not None:
            if id(above) in places:
                return True
            above = above.parent.dispatch if above.parent is not None else None
    return False


def _are_comparable(arguments: Mapping[str, Scalar]) -> bool:
    """Whether equal records mean equal arguments: no text is left out, no object has no key."""
    is_any = False
    for name, value in arguments.items():
        if type(value) is str and value[:1] == "<":
            if _has_key(value):
                is_any = True
            elif name not in _OF_THE_REQUEST:
                return False
    return is_any


def _has_key(value: object) -> bool:
    """Whether it stands for an instance with its key: ``<orders.Order 12>``."""
    if type(value) is not str or value[:1] != "<":
        return False
    label, space, _ = value.partition(" ")
    return bool(space) and "." in label
