"""Derive an instrumented code object from a method of ``Signal``, out of the running Django's own
source.

The statements of the method stay as they are, with their file name, lines and columns; timing is
put around the calls of the receivers. What the new code calls sits in ``co_consts``: nothing is
added to Django's modules, and nothing that a project may replace is looked up by name. Source of an
unknown shape raises ``Mismatch``.

Three shapes are known:

* ``fast``, for ``Signal.send`` and ``send_robust``: a guard, one loop over the synchronous
  receivers, a tail for the async ones. The tail is compiled apart: its closures would turn the
  variables of the method into cells, which costs each dispatch more than all of our recording does.
* ``general``, for any method that calls receivers by the idiom ``receiver(signal=self, sender=...,
  **named)``: ``asend``, ``asend_robust``, and methods of subclasses. Each call is wrapped as an
  expression, in its own frame.
* ``around``, for functions whose effects are recorded: told of when they, or the callbacks that
  they call, begin and end.
"""

from .around import around
from .code import Mismatch
from .fast import fast
from .general import calls_receivers, general

__all__ = ["Mismatch", "around", "calls_receivers", "fast", "general"]
