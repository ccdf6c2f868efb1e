"""Receivers of the request's signals that did not run, and why, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from signal_inspector.overlay.unrun import Reason, Unrun, unrun
from signal_inspector.panels.spots import Spot, spot
from signal_inspector.recording.recording import Recording
from signal_inspector.wiring.connections import Connection, read_connections
from signal_inspector.wiring.registry import find_signals
from signal_inspector.wording import short_name

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_MOST_NAMES = 4
_TOOLBAR = "debug_toolbar."
_ON_BULK_WRITE = frozenset(
    f"django.db.models.signals.{name}"
    for name in ("pre_save", "post_save", "pre_delete", "post_delete")
)


_REASONS: dict[Reason, StrOrPromise] = {
    "not reached": gettext_lazy("not reached"),
    "bypassed": gettext_lazy("bypassed"),
    "disconnected": gettext_lazy("disconnected"),
    "died": gettext_lazy("died"),
    "sender gone": gettext_lazy("sender is gone"),
    "unresolved": gettext_lazy("no such sender"),
    "proxy": gettext_lazy("proxy model"),
    "parent": gettext_lazy("parent model"),
    "abstract": gettext_lazy("abstract model"),
    "connected later": gettext_lazy("connected later"),
    "other sender": gettext_lazy("other sender"),
}
_SENTENCES: dict[Reason, StrOrPromise] = {
    "bypassed": gettext_lazy("%(because)s() wrote rows of %(sent)s and sent no signals."),
    "disconnected": gettext_lazy("It ran for %(sent)s first and was then disconnected."),
    "died": gettext_lazy(
        "It was collected: only the signal held it, and weakly. Define it in a module, or connect"
        " it with weak=False."
    ),
    "sender gone": gettext_lazy("The sender that it was connected for does not exist any more."),
    "unresolved": gettext_lazy("No model is called %(connected)s: is there a mistake in the name?"),
    "proxy": gettext_lazy(
        "The signal was sent for %(sent)s, another class of the same table. Connect it for that one"
        " as well."
    ),
    "parent": gettext_lazy(
        "The signal was sent for %(sent)s and not for the parent model. Connect it for the child as"
        " well."
    ),
    "abstract": gettext_lazy(
        "%(connected)s is abstract: nothing is ever sent for it. Connect it for %(sent)s."
    ),
    "connected later": gettext_lazy(
        "It is connected now, but was not when the signal was sent for %(sent)s. Connect it in"
        " AppConfig.ready()."
    ),
    "other sender": gettext_lazy("The signal was sent for %(sent)s."),
}


@dataclass(frozen=True, slots=True)
class UnrunLine:
    """``reason`` in two words, ``sentence`` with the names and the way out."""

    name: str
    dotted: str
    signal: str
    connected_to: str
    reason: str
    sentence: str
    spot: Spot | None


def lines(recording: Recording, editor_url: str) -> tuple[list[UnrunLine], list[UnrunLine]]:
    """Return those that one might have expected to run, and those of other senders."""
    missed: list[UnrunLine] = []
    others: list[UnrunLine] = []
    for each in unrun(recording, _connections(recording)):
        if not each.receiver.startswith(_TOOLBAR):
            chosen = others if each.reason == "other sender" else missed
            chosen.append(_line(each, editor_url))
    return missed, others


def _connections(recording: Recording) -> list[Connection]:
    """Return the connections, as they are now, of the signals that the recording tells of."""
    sent = {each.signal for each in recording.dispatches} | _ON_BULK_WRITE
    sent |= {each.signal for each in recording.counted}
    signals = find_signals()
    return read_connections(
        {name: signal for name, signal in signals.items() if name.partition("~")[0] in sent}
    )


def _line(each: Unrun, editor_url: str) -> UnrunLine:
    return UnrunLine(
        short_name(each.receiver),
        each.receiver,
        short_name(each.signal) if each.signal else f"{each.because}()",
        _connected_to(each),
        str(_REASONS[each.reason]),
        _sentence(each),
        spot(each.path, each.line, editor_url),
    )


def _connected_to(each: Unrun) -> str:
    if each.reason == "bypassed":  # which of the signals of a model it would have received
        return ""
    return _named(each.senders) if each.senders else _("any sender")


def _named(names: Sequence[str]) -> str:
    """Return the first names; of more, how many there are."""
    more = len(names) - _MOST_NAMES
    if more <= 1:
        return ", ".join(names)
    shown = ", ".join(names[:_MOST_NAMES])
    return _("%(names)s and %(count)d more") % {"names": shown, "count": more}


def _sentence(each: Unrun) -> str:
    facts = {
        "sent": _named(each.sent),
        "connected": _named(each.senders),
        "because": short_name(each.because),
        "count": number_format(each.count),
    }
    return _text(each) % facts


def _text(each: Unrun) -> str:
    if each.reason == "not reached":
        return ngettext(
            "%(because)s failed before it. With send_robust() each receiver runs.",
            "%(because)s failed before it, %(count)s times. With send_robust() each receiver runs.",
            each.count,
        )
    if each.reason == "bypassed" and each.count:
        return ngettext(
            "%(because)s() wrote %(count)s row of %(sent)s and sent no signal.",
            "%(because)s() wrote %(count)s rows of %(sent)s and sent no signals.",
            each.count,
        )
    if each.reason == "disconnected" and each.is_weak:
        return _(
            "It ran for %(sent)s first. Then it was disconnected, or collected: it is held weakly."
        )
    return str(_SENTENCES[each.reason])
