"""A child by ``os.fork``, which may hang: whoever asks for it does not."""

from __future__ import annotations

import json
import os
import select
import signal
import time
from collections.abc import Callable

LONGEST_S = 10


def child(action: Callable[[], object]) -> tuple[int, object]:
    """The exit code of a child that ends by ``os._exit``, and what an action gives in it.

    A child that does not end is killed: then the code is ``-signal.SIGKILL``, and it gave None.
    """
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        status = 1
        try:
            os.write(writing, json.dumps(action()).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    answer = _until_end(reading)
    if answer is None:
        os.kill(process, signal.SIGKILL)
    os.close(reading)
    _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status), json.loads(answer or b"null")


def _until_end(reading: int) -> bytes | None:
    """All that is written until the other end is closed; None where that takes too long."""
    end, answer = time.monotonic() + LONGEST_S, b""
    while select.select([reading], [], [], max(0, end - time.monotonic()))[0]:
        part = os.read(reading, 65_536)
        if not part:
            return answer
        answer += part
    return None
