"""Locks that are open in a forked child, whoever held them in its parent."""

from __future__ import annotations

import os
from threading import RLock
from typing import Any
from weakref import WeakSet

_locks: WeakSet[Any] = WeakSet()


def new_lock() -> Any:
    """Return an RLock. A signal may be sent by whatever is collected while it is held.

    While one thread holds it, another one may fork. Then the child has nobody that would release
    it, so there it is made open; what the thread was doing stays half done. Python's own modules
    use the same methods for theirs.
    """
    lock = RLock()
    _locks.add(lock)
    return lock


between_threads = new_lock()
"""For what one thread does with a recording of others. One for all recordings: with several, two
threads could wait for each other.
"""


def _open_those_of_others() -> None:
    for lock in _locks:
        if not lock._is_owned():  # noqa: SLF001 - see above
            lock._at_fork_reinit()  # noqa: SLF001 - see above


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_open_those_of_others)
