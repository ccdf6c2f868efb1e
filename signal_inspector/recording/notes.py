"""What went wrong in our own bookkeeping: told in the recording, never to the project."""

from __future__ import annotations

from types import TracebackType

from signal_inspector import naming

MOST_NOTES = 20


class Notes:
    """``texts`` is the list that the recording has."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def add(self, error: BaseException) -> None:
        """Remember a failure; raises nothing but RecursionError."""
        if len(self.texts) < MOST_NOTES:
            kind, place = type(error).__name__, _place(error.__traceback__)
            self.texts.append(f"{kind} in signal_inspector{place}: {error}")


def _place(traceback: TracebackType | None) -> str:
    if traceback is None:
        return ""
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    return f", {naming.short_path(traceback.tb_frame.f_code.co_filename)}:{traceback.tb_lineno}"
