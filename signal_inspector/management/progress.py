"""Say on a terminal that something takes its time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def progress(stream: Any, what: str, *, quiet: bool = False) -> Iterator[Callable[[float], None]]:
    """Give a function that writes how many seconds have passed, over and over on one line.

    The line is wiped out at the end. Nothing is written where the stream is no terminal.
    """
    widest = 0

    def waiting(seconds: float) -> None:
        nonlocal widest
        line = f"{what} {seconds:.0f} s"
        widest = max(widest, len(line))
        _write(stream, f"\r{line}")

    shows = not quiet and stream.isatty()
    try:
        yield waiting if shows else _say_nothing
    finally:
        if widest:
            _write(stream, f"\r{' ' * widest}\r")


def _write(stream: Any, text: str) -> None:
    stream.write(text, str, ending="")
    stream.flush()


def _say_nothing(seconds: float) -> None:
    """Be called, and write nothing."""
