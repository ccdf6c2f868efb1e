"""Texts of any origin, fit for every program that opens what is exported."""

from __future__ import annotations

import re

MOST = 300
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def plain(text: str, most: int = MOST) -> str:
    """Return at most ``most`` characters, with ``�`` for those that XML or UTF-8 cannot hold."""
    text = _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)
    return text if len(text) <= most else text[: most - 1] + "…"


def one_line(text: str, most: int = MOST) -> str:
    """Return a text without line breaks."""
    return plain(" ".join(text.split()), most)
