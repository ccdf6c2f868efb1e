"""Instrument ``Signal`` while at least one recording is open. Nothing else touches it.

No attribute is replaced: the ``__code__`` of Django's own functions is swapped for one that
``transplant`` derives from the source of the running Django, and swapped back when the last
recording closes. So whoever else replaces ``Signal.send`` (mocks, tracing tools) composes with us
in any order, results, tracebacks and recursion depth are Django's, and without a recording each
dispatch runs Django's code and nothing of ours.
"""

from collections.abc import Iterator
from functools import cache
from itertools import chain

from . import dispatching, effects
from .swapping import Target, problems as _problems, swap_in, swap_out

__all__ = ["activate", "deactivate", "problems", "slower"]


def activate() -> None:
    """Instrument Django; counted, so that each call needs one of ``deactivate()``."""
    swap_in(_always(), _others())


def deactivate() -> None:
    """Give Django its own code back when no recording is open any more."""
    swap_out()


def problems() -> dict[str, str]:
    """Dotted names of functions that could not be instrumented at all, and why."""
    return _problems(chain(_always(), _others()))


def slower() -> dict[str, str]:
    """Dotted names of methods whose dispatches are recorded in the slower way, and why."""
    problems()
    return dict(dispatching.slower)


@cache
def _always() -> tuple[Target, ...]:
    return (*dispatching.stock(), *effects.always())


def _others() -> Iterator[Target]:
    """None is looked for before what comes first has been swapped, as it depends on that."""
    return chain(dispatching.others(), effects.others())
