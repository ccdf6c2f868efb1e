"""Run a drawing program: it is stopped after a time, with all that it started."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

Waiting = Callable[[float], None]
"""Called about once a second, with the seconds that the program has run."""

_TICK = 1.0


class StoppedError(Exception):
    """The program took longer than it was allowed to."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a program wrote; ``end`` is a sentence on how it failed, "" if it did not."""

    output: bytes
    errors: str
    end: str


def run(
    arguments: Sequence[str], source: bytes, timeout: float, waiting: Waiting | None = None
) -> Result:
    """Run a program with this input, for at most ``timeout`` seconds.

    Raises StoppedError after that, and OSError if it cannot be started.
    """
    began = time.monotonic()
    # A group of its own: what the program starts, as a script does, ends with it.
    process = subprocess.Popen(  # noqa: S603 - no shell; the arguments are the caller's
        arguments,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    with process:
        try:
            output, errors = _communicated(process, source, began, timeout, waiting)
        except BaseException:
            _kill(process)
            raise
    return Result(output, errors.decode(errors="replace").strip(), _end(process.returncode))


def _communicated(
    process: subprocess.Popen[bytes],
    source: bytes,
    began: float,
    timeout: float,
    waiting: Waiting | None,
) -> tuple[bytes, bytes]:
    given: bytes | None = source
    while True:
        left = began + timeout - time.monotonic()
        try:
            return process.communicate(given, timeout=max(0.0, min(left, _TICK)))
        except subprocess.TimeoutExpired:
            passed = time.monotonic() - began
            if passed >= timeout:
                raise StoppedError from None
            given = None  # what is not written yet is remembered
            if waiting:
                waiting(passed)


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def _end(code: int) -> str:
    """Return "" for success, "It was killed by SIGKILL." for -9, "Its exit code was 1." for 1."""
    if code >= 0:
        return f"Its exit code was {code}." if code else ""
    try:
        return f"It was killed by {signal.Signals(-code).name}."
    except ValueError:
        return f"It was killed by signal {-code}."
