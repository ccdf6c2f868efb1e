"""What receivers do beside dispatching: SQL, bulk writes, commit callbacks, mails, requests, tasks.

The functions of Django that do these things are told of in their own frame, like the methods of
``Signal``. A fact goes into the buffer of the current strand, where its position tells which
receiver call it belongs to. Facts outside of any receiver call are left out when they are replayed.
"""

import sys
from collections.abc import Iterator

from signal_inspector.recording.instrumentation.swapping import Target

from . import bulk, copying, database, outgoing

__all__ = ["always", "others"]


def always() -> Iterator[Target]:
    """The functions of Django and Python whose effects are recorded."""
    yield from database.targets()
    yield from bulk.targets()
    yield from outgoing.targets()


def others() -> Iterator[Target]:
    """Those of other packages, once they are imported."""
    for module, targets in _OTHERS:
        if module in sys.modules:
            yield from targets()


_OTHERS = (*copying.OTHERS.items(), *outgoing.OTHERS.items())
