"""Writing the result of a command: to a file, whole or not at all, or to the standard output."""

from pathlib import Path
from typing import IO, Any

from django.core.management.base import CommandError

from signal_inspector.store.whole import replace


def write_file(name: str, content: bytes) -> None:
    """Write a file so that a reader finds the old content or the new, never a part.

    Symbolic links are followed, the mode of a file that is there is kept. What is no ordinary file,
    such as a pipe, is written to as it is. Raises CommandError, with exit code 2.
    """
    try:
        path = Path(name).resolve()
        if path.is_dir():
            raise CommandError(f"{name} is a directory.", returncode=2)
        if not path.parent.is_dir():
            raise CommandError(f"There is no directory {Path(name).parent}.", returncode=2)
        if path.exists() and not path.is_file():
            path.write_bytes(content)
        else:
            replace(path, content)
    except OSError as error:
        raise CommandError(f"{name} was not written: {error.strerror}.", returncode=2) from None
    except RuntimeError as error:  # a link that leads to itself, before Python 3.13
        raise CommandError(f"{name} was not written: {error}.", returncode=2) from None


def write_stream(stream: Any, content: bytes, *, binary: bool) -> None:
    """Write to a command's standard output; text in its encoding, with ``?`` for what that lacks.

    Raises CommandError, with exit code 2, for binary data to a terminal and on a full disk.
    """
    try:
        _write(stream, content, binary=binary)
    except OSError as error:
        raise CommandError(f"The output was not written: {error.strerror}.", returncode=2) from None


def _write(stream: Any, content: bytes, *, binary: bool) -> None:
    if not binary:
        encoding = getattr(stream, "encoding", None) or "utf-8"
        stream.write(content.decode().encode(encoding, "replace").decode(encoding), ending="")
        return
    buffer: IO[bytes] | None = getattr(stream, "buffer", None)
    if buffer is None or stream.isatty():
        raise CommandError("A terminal cannot show this format: use --output FILE.", returncode=2)
    buffer.write(content)
    buffer.flush()
