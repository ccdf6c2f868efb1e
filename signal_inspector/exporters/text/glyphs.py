"""The signs that a tree is drawn with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The signs that a tree is drawn with."""

    branch: str
    last: str
    line: str
    sender: str
    sent_from: str
    times: str
    dot: str
    thousands: str
    micro: str


UNICODE = Glyphs("├─ ", "└─ ", "│  ", "⟨{}⟩", "←", "×", "·", "\u202f", "µs")
ASCII = Glyphs("|- ", "`- ", "|  ", "<{}>", "from", "x", "-", ",", "us")


def glyphs_for(encoding: str | None) -> Glyphs:
    """The signs that a stream of this encoding can show."""
    try:
        f"{UNICODE.branch}{UNICODE.last}{UNICODE.line}{UNICODE.sender}{UNICODE.sent_from}".encode(
            encoding or "ascii"
        )
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE
