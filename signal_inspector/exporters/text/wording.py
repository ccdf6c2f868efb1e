"""Times and numbers for people, the same in every language."""


def milliseconds(ns: int, micro: str = "µs") -> str:
    """A time for people: ``4 µs``, ``0.14 ms``, ``3.1 ms``, ``128 ms``, ``2.4 s``."""
    ms = ns / 1e6
    if ms >= 1000:
        return f"{ms / 1000:.1f} s"
    if ms >= 100:
        return f"{ms:.0f} ms"
    if ms >= 1:
        return f"{ms:.1f} ms"
    return f"{ms:.2f} ms" if ms >= 0.1 else f"{ns / 1000:.0f} {micro}"


def plural(count: int, singular: str, more: str | None = None, *, thousands: str = "\u202f") -> str:
    """``1 dispatch``, ``3 dispatches``; ``thousands`` is what sets these apart."""
    number = f"{count:,}".replace(",", thousands)
    return f"{number} {singular if count == 1 else more or singular + 's'}"
