"""WHERE RECORDINGS ARE KEPT: those of requests and tasks, made outside of the toolbar.

An ``Entry`` is a recording with what is known of its origin. A sink takes entries: a file, or a
function of the project. ``joined()`` puts what tasks did under the receivers that enqueued them.
"""

from signal_inspector.store.entry import Entry
from signal_inspector.store.files import read
from signal_inspector.store.joining import joined

__all__ = ["Entry", "joined", "read"]
