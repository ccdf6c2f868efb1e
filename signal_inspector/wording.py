"""Names, times and places for people, in the active language."""

from __future__ import annotations

from functools import lru_cache

from django.utils.formats import number_format

from signal_inspector import naming


@lru_cache(maxsize=4096)
def short_path(path: str) -> str:
    """Return ``naming.short_path``, which asks the file system, once for each file."""
    return naming.short_path(path)


@lru_cache(maxsize=4096)
def short_name(dotted: str) -> str:
    """Return the part of a dotted name that tells most: ``save_profile``, ``Profile.save``; of a
    partial ``partial(save_profile)``.

    What has spaces is no dotted name, and stays as it is.
    """
    if " " in dotted:
        return dotted
    if "(" in dotted:
        outer, _, inner = dotted.partition("(")
        return f"{short_name(outer)}({short_name(inner.removesuffix(')'))})"
    parts = dotted.split(".")
    if len(parts) > 1 and parts[-2][:1].isupper():
        return ".".join(parts[-2:])
    return parts[-1]


def channel(signal: str, sender: str) -> str:
    """Return ``post_save ⟨orders.Order⟩``."""
    return f"{short_name(signal)} ⟨{sender}⟩"


def one_line(text: str) -> str:
    """Return a text of any origin without line breaks and without what would steer a terminal."""
    words = " ".join(text.split()) if text.strip() else text
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in words)


def duration(ns: float) -> str:
    """Return a length of time with the digits that count: ``40 µs``, ``0.12 ms``, ``2.14 s``."""
    ms = ns / 1e6
    if ms < 0.1:
        return _number(ns / 1e3, 0) + "\N{NO-BREAK SPACE}\N{MICRO SIGN}s"
    if ms < 10:
        return _number(ms, 2) + "\N{NO-BREAK SPACE}ms"
    if ms < 100:
        return _number(ms, 1) + "\N{NO-BREAK SPACE}ms"
    if ms < 1_000:
        return _number(ms, 0) + "\N{NO-BREAK SPACE}ms"
    return _number(ms / 1000, 2 if ms < 10_000 else 1) + "\N{NO-BREAK SPACE}s"


def _number(value: float, digits: int) -> str:
    # number_format cuts, it does not round.
    return number_format(round(value, digits), digits)
