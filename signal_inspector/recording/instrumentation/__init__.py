"""Instrument ``Signal`` while at least one recording is open. Nothing else touches it.

No attribute is replaced: the ``__code__`` of Django's own functions is swapped for one that
``transplant`` derives from the source of the running Django, and swapped back when the last
recording closes. So whoever else replaces ``Signal.send`` (mocks, tracing tools) composes with us
in any order, results, tracebacks and recursion depth are Django's, and without a recording the
process runs Django's code and nothing of ours.
"""

from .methods import activate, deactivate, problems

__all__ = ["activate", "deactivate", "problems"]
