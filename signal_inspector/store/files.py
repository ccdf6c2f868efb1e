"""Entries in a file, a line of JSON each; for several processes, and never above a size.

There are two files, ``PATH`` and the older ``PATH.1``, of half that size each. ``PATH.lock`` is
empty: who holds its lock may write.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from django.core.files import locks

from signal_inspector.store.entry import Entry

MODE = 0o666
"""Before the umask, which decides whether workers of another user may write to the same file."""


class TooLargeError(Exception):
    """An entry is larger than a file may become."""


class FileSink:
    """Appends entries to a file of at most ``most_bytes``, together with the older one.

    It is opened anew for each entry, so that it works in any thread, after a fork and when another
    process has begun the next file.
    """

    def __init__(self, path: str | Path, most_bytes: int) -> None:
        self._path = Path(path)
        self._older = self._path.with_name(f"{self._path.name}.1")
        self._lock = self._path.with_name(f"{self._path.name}.lock")
        self._most = most_bytes // 2

    def __call__(self, entry: Entry) -> None:
        """Append an entry. Raises OSError, and TooLargeError for one that has no room."""
        line = entry.to_json().encode() + b"\n"
        if len(line) > self._most:
            raise TooLargeError(
                f"The recording {entry.recording.name!r} takes {len(line)} bytes; a file may have"
                f" {self._most}. Raise SINK_BYTES, or lower DISPATCH_LIMIT."
            )
        lock = os.open(self._lock, os.O_RDWR | os.O_CREAT, MODE)
        try:
            locks.lock(lock, locks.LOCK_EX)
            self._append(line)
        finally:
            os.close(lock)  # which unlocks it

    def _append(self, line: bytes) -> None:
        if self._path.exists() and self._path.stat().st_size + len(line) > self._most:
            self._path.replace(self._older)
        file = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, MODE)
        try:
            _mend(file)
            _write(file, line)
        finally:
            os.close(file)


def _mend(file: int) -> None:
    """Cut off what a process left that was killed while it wrote: nobody else does now."""
    size = os.fstat(file).st_size
    if not size:
        return
    os.lseek(file, -1, os.SEEK_END)
    if os.read(file, 1) != b"\n":
        os.lseek(file, 0, os.SEEK_SET)
        os.ftruncate(file, os.read(file, size).rfind(b"\n") + 1)


def _write(file: int, line: bytes) -> None:
    """Write all of a line, or nothing of it: a full disk leaves no half of one."""
    size = os.fstat(file).st_size
    written = 0
    try:
        while written < len(line):
            written += os.write(file, line[written:])
    except OSError:
        os.ftruncate(file, size)
        raise


def read(path: str | Path) -> Iterator[Entry]:
    """Return the entries of a file and of the older one beside it, the oldest first. One that is
    being written now is left out; the file may be exchanged for the next one meanwhile.

    Raises OSError, and ValueError with the place of a line that is no entry.
    """
    with ExitStack() as stack:
        for lines in _opened(Path(path), stack):
            for number, line in enumerate(lines, 1):
                if not line.endswith("\n"):
                    break
                try:
                    yield Entry.from_json(line)
                except ValueError as error:
                    raise ValueError(f"{lines.name}:{number}: {error}") from None


def _opened(newer: Path, stack: ExitStack) -> list[TextIO]:
    """Open the older file, where there is one, and the newer: as they were at one moment."""
    older = newer.with_name(f"{newer.name}.1")
    while True:
        files = [_open(newer, stack), _open(older, stack)]
        if files[0] is None and files[1] is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(newer))
        if _inode(newer) == (files[0] and os.fstat(files[0].fileno()).st_ino):
            return [file for file in reversed(files) if file is not None]
        stack.close()


def _open(path: Path, stack: ExitStack) -> TextIO | None:
    try:
        return stack.enter_context(path.open(encoding="utf-8"))
    except FileNotFoundError:
        return None


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None
