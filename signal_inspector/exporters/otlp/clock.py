"""The wall clock of a recording."""

from __future__ import annotations

from datetime import datetime


def unix_ns(started: str) -> int:
    """Return a time in ISO 8601 as nanoseconds since 1970, 0 where it is none."""
    try:
        moment = datetime.fromisoformat(started)
        # Whole seconds and the rest apart: a float of both would lose digits.
        return int(moment.replace(microsecond=0).timestamp()) * 10**9 + moment.microsecond * 1000
    except (ValueError, OverflowError, OSError):
        return 0
