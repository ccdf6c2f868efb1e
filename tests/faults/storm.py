"""Forks in a storm of threads that record: prints what each child recorded, as JSON.

Run it in a process that coverage does not trace: coverage has a lock, which stays closed in a child
where a thread held it.
"""

from __future__ import annotations

import json
import threading
from typing import Any

from django.dispatch import Signal

from signal_inspector import record
from tests.faults.children import child
from tests.recording.scenes import cascade


def first(**kwargs: Any) -> int:
    return 1


def ready() -> Signal:
    """A signal of its own: Django's have locks as well."""
    signal = Signal()
    signal.connect(first)
    return signal


def records(signal: Signal) -> object:
    with record() as own:
        signal.send(sender="shop")
    return cascade(own)


def main() -> None:
    own, enough = ready(), threading.Event()
    records(own)  # imports all it needs: Python opens no lock of a module in a child

    def storm() -> None:
        signal = ready()
        while not enough.is_set():
            records(signal)

    threads = [threading.Thread(target=storm) for _ in range(2)]
    for each in threads:
        each.start()
    try:
        with record():
            print(json.dumps([child(lambda: records(own)) for _ in range(3)]))  # noqa: T201
    finally:
        enough.set()
        for each in threads:
            each.join()


if __name__ == "__main__":
    main()
