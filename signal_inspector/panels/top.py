"""The top of the panel: the numbers, and what there is to say before one looks further."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _, ngettext

from signal_inspector.diagnosis.recorded import bypasses
from signal_inspector.panels import effects
from signal_inspector.panels.facts import place
from signal_inspector.panels.spots import Spot
from signal_inspector.panels.stored import Summary
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import Counted
from signal_inspector.wording import duration, short_name


@dataclass(frozen=True, slots=True)
class Card:
    """A number at the top."""

    label: str
    value: str
    note: str = ""
    is_alarming: bool = False


def cards(summary: Summary) -> list[Card]:
    """Return the numbers of a recording."""
    request, receivers = summary["request_ms"], summary["receivers_ms"]
    share = _("%(share)d %% of %(request)s") % {
        "share": round(100 * receivers / request) if request else 0,
        "request": duration(request * 1e6),
    }
    return [
        Card(_("Dispatches"), number_format(summary["dispatches"])),
        Card(_("Receiver calls"), number_format(summary["receiver_calls"])),
        Card(_("Time in receivers"), duration(receivers * 1e6), share),
        Card(
            _("SQL in receivers"),
            number_format(summary["queries"]),
            duration(summary["queries_ms"] * 1e6) if summary["queries"] else "",
        ),
        Card(_("Exceptions"), number_format(summary["errors"]), is_alarming=summary["errors"] > 0),
        Card(_("Deepest cascade"), number_format(summary["depth"])),
    ]


def notes(recording: Recording, summary: Summary, editor_url: str) -> list[tuple[str, Spot | None]]:
    """Return sentences, some with a place: on rows written without signals that no problem tells
    of, on what is left out, and on what failed in the recorder.
    """
    writes = [each for each in recording.effects.bulk_writes if not bypasses.is_told(each)]
    others = [*_limits(recording.counted, summary["hidden"]), *recording.notes]
    return [
        *((effects.bulk_write(each), place(each.site, editor_url)) for each in writes),
        *((sentence, None) for sentence in others),
    ]


def _limits(counted: list[Counted], hidden: int) -> list[str]:
    """Return sentences on what the cascade leaves out, and why."""
    sums = dict.fromkeys(("no receivers", "muted", "limit", "depth"), 0)
    for each in counted:
        sums[each.reason] += each.count
    signals = {short_name(each.signal) for each in counted if each.reason == "muted"}
    found = []
    if count := sums["no receivers"]:
        text = ngettext(
            "%(count)s dispatch had no receivers.", "%(count)s dispatches had no receivers.", count
        )
        found.append(text % {"count": number_format(count)})
    if count := sums["muted"]:
        text = ngettext(
            "%(count)s dispatch of a muted signal (%(signals)s) was only counted.",
            "%(count)s dispatches of muted signals (%(signals)s) were only counted.",
            count,
        )
        names = ", ".join(sorted(signals))
        found.append(text % {"count": number_format(count), "signals": names})
    if count := sums["limit"]:
        text = ngettext(
            "%(count)s dispatch beyond the limit DISPATCH_LIMIT was only counted.",
            "%(count)s dispatches beyond the limit DISPATCH_LIMIT were only counted.",
            count,
        )
        found.append(text % {"count": number_format(count)})
    if count := sums["depth"]:
        text = ngettext(
            "%(count)s dispatch nested deeper than DEPTH_LIMIT was only counted.",
            "%(count)s dispatches nested deeper than DEPTH_LIMIT were only counted.",
            count,
        )
        found.append(text % {"count": number_format(count)})
    if count := hidden:
        text = ngettext(
            "%(count)s dispatch of the toolbar itself is hidden.",
            "%(count)s dispatches of the toolbar itself are hidden.",
            count,
        )
        found.append(text % {"count": number_format(count)})
    return found
