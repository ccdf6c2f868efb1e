"""What receivers do beside dispatching: SQL, bulk writes, commit callbacks, mails, requests, tasks.

The functions of Django that do these things are told of in their own frame, like the methods of
``Signal``. A fact goes into the buffer of the current strand, where its position tells which
receiver call it belongs to. Facts outside of any receiver call are left out when they are replayed.
"""

from collections.abc import Iterator
from functools import cache

from signal_inspector.recording.instrumentation.swapping import Target

from . import bulk, database, outgoing

__all__ = ["targets"]


def targets() -> Iterator[Target]:
    """The functions whose effects are recorded; those of other packages once they are imported."""
    yield from _always_there()
    yield from outgoing.others()


@cache
def _always_there() -> tuple[Target, ...]:
    return (*database.targets(), *bulk.targets(), *outgoing.targets())
