"""Which receiver calls to show: each with everything that led to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from django.http import QueryDict

from signal_inspector import naming
from signal_inspector.recording.records import Connection, ReceiverCall
from signal_inspector.wording import short_path

ORIGINS: tuple[naming.Origin, ...] = get_args(naming.Origin)


@dataclass(frozen=True, slots=True)
class Filter:
    """The limits that a receiver call must meet; the default lets all of them pass."""

    text: str = ""
    origins: frozenset[naming.Origin] = frozenset(ORIGINS)
    slower_ms: float = 0.0
    """Least own time."""
    errors: bool = False
    """Whether to show only calls that an exception left."""
    sql: bool = False
    """Whether to show only calls that executed SQL themselves."""

    def __bool__(self) -> bool:
        return self != Filter()

    @classmethod
    def from_query(cls, query: QueryDict) -> Filter:
        """Read the form: ``text``, ``slower``, ``errors``, ``sql``, ``origin`` (none means all)."""
        chosen = query.getlist("origin")
        return cls(
            text=query.get("text", "").strip().lower(),
            origins=frozenset(each for each in ORIGINS if each in chosen) or frozenset(ORIGINS),
            slower_ms=_number(query.get("slower", "")),
            errors="errors" in query,
            sql="sql" in query,
        )

    def passes(self, call: ReceiverCall) -> bool:
        """Whether a receiver call is to be shown for itself."""
        return (
            (not self.errors or call.error is not None)
            and (not self.sql or call.effects.query_count > 0)
            and (not self.slower_ms or call.self_ns >= self.slower_ms * 1e6)
            and (len(self.origins) == len(ORIGINS) or origin_of(call.connection) in self.origins)
            and (not self.text or self.text in _text(call))
        )


def origin_of(connection: Connection) -> naming.Origin:
    """Return whose code a receiver is."""
    if connection.path:
        return naming.origin_of_path(connection.path)
    return naming.origin_of_module(connection.receiver)


def _text(call: ReceiverCall) -> str:
    """Return all that a person may search for, in lower case."""
    dispatch, error = call.dispatch, call.error
    site = short_path(dispatch.site.path) if dispatch.site else ""
    failure = (error.type, error.message) if error else ()
    return " ".join((call.receiver, dispatch.signal, dispatch.sender, site, *failure)).lower()


def _number(text: str) -> float:
    """Return a number from 0, or 0 for anything else."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return 0.0
    return number if 0 < number < float("inf") else 0.0
