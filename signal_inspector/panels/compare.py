"""What a request did otherwise than another one, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from signal_inspector.panels.spots import Spot, spot
from signal_inspector.recording.compare import Change, Kind, compare
from signal_inspector.recording.recording import Recording
from signal_inspector.wording import channel, duration, short_name

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_WORDS: dict[Kind, StrOrPromise] = {
    "added": gettext_lazy("added"),
    "removed": gettext_lazy("removed"),
    "more": gettext_lazy("more"),
    "fewer": gettext_lazy("fewer"),
    "slower": gettext_lazy("slower"),
    "faster": gettext_lazy("faster"),
}
_SIGNS: dict[Kind, str] = {
    "added": "+",
    "removed": "−",  # noqa: RUF001 - the sign for less
    "more": "▲",
    "fewer": "▼",
    "slower": "▲",
    "faster": "▼",
}


@dataclass(frozen=True, slots=True)
class Request:
    """A stored request that one can compare with. ``label`` is its method, path and time."""

    request_id: str
    name: str
    label: str
    started: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A receiver of a channel; each pair is what it was in the other request and in this one."""

    change: Change
    word: str
    sign: str
    name: str
    dotted: str
    channel: str
    spot: Spot | None
    calls: tuple[str, str]
    own: tuple[str, str]
    queries: tuple[str, str]
    errors: tuple[str, str]


def request(request_id: str, stats: Mapping[str, Any]) -> Request | None:
    """Return how a stored request is called; None for one without a recording."""
    name, started = stats.get("name"), stats.get("started")
    if not isinstance(name, str) or not isinstance(started, str):
        return None
    return Request(request_id, name, f"{name} · {_time_of_day(started)}", started)


def lines(other: Recording, this: Recording, editor_url: str) -> tuple[list[ChangeLine], int]:
    """Return what differs in this recording from the other, and how many receivers do not."""
    changes = compare(other, this)
    found = [_line(each, editor_url) for each in changes if each.kind != "same"]
    return found, len(changes) - len(found)


def _line(change: Change, editor_url: str) -> ChangeLine:
    before, after = change.before, change.after
    return ChangeLine(
        change,
        str(_WORDS[change.kind]),
        _SIGNS[change.kind],
        short_name(change.receiver),
        change.receiver,
        channel(change.signal, change.sender),
        spot(change.connection.path, change.connection.line, editor_url),
        (number_format(before.count), number_format(after.count)),
        (_own(before.count, before.self_ns), _own(after.count, after.self_ns)),
        (number_format(before.queries), number_format(after.queries)),
        (number_format(before.errors), number_format(after.errors)),
    )


def _own(count: int, self_ns: int) -> str:
    return duration(self_ns) if count else "–"  # noqa: RUF001 - stands for no time


def _time_of_day(started: str) -> str:
    try:
        return localtime(datetime.fromisoformat(started)).strftime("%H:%M:%S")
    except ValueError:
        return ""
