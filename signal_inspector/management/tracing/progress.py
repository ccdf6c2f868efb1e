"""How far a long run is, on a terminal."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import TextIO

from signal_inspector.recording.recorder import Recorder

FIRST_AFTER_S = 2.0
EVERY_S = 0.5


class Progress:
    """Tells the number of dispatches so far in the last line of a terminal, while the block runs.

    What ``stream`` is not a terminal is told nothing.
    """

    def __init__(
        self, recorder: Recorder, stream: TextIO, first_after: float = FIRST_AFTER_S
    ) -> None:
        self._recorder = recorder
        self._stream = stream
        self._first_after = first_after
        self._done = threading.Event()
        self._thread: threading.Thread | None = None
        self._width = 0

    def __enter__(self) -> None:
        if self._stream.isatty():
            self._thread = threading.Thread(target=self._tell, daemon=True)
            self._thread.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._done.set()
        if self._thread is not None:
            self._thread.join()
            self._write("")

    def _tell(self) -> None:
        seconds = self._first_after
        while not self._done.wait(seconds):
            count = f"{self._recorder.dispatches_so_far():,}".replace(",", " ")
            self._write(f"{count} dispatches with receivers ...")
            seconds = EVERY_S

    def _write(self, text: str) -> None:
        """Overwrite the line. A terminal that has gone is no reason to fail."""
        try:
            self._stream.write(f"\r{text:{self._width}}{'' if text else chr(13)}")
            self._stream.flush()
        except (OSError, ValueError):
            self._done.set()
        self._width = len(text)
