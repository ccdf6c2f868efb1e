"""Whether the receivers of a signal are those that Django's own ``_live_receivers`` gives.

Where they are, a plan can stand for that look-up, which is what makes recording about as fast as
not recording. Where a subclass, Sentry, a test or a new Django has another ``_live_receivers``, it
is called each time.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import textwrap
from types import FunctionType
from typing import TYPE_CHECKING, Any

from django.dispatch import Signal

if TYPE_CHECKING:
    from collections.abc import Callable

KNOWN = {
    "5.2": "ad09389eb6874bd6",
    "6.0, 6.1": "8013d89253e75ad7",
}
"""Digests of the versions that were read and found to depend on nothing but what a plan is
checked against.
"""


def digest(function: Callable[..., Any]) -> str:
    """Digest of a function's statements, whatever its comments and layout; empty without source."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return ""
    definition: Any = tree.body[0]
    if ast.get_docstring(definition) is not None:
        del definition.body[0]
    return hashlib.sha256(ast.unparse(tree).encode()).hexdigest()[:16]


def _stock() -> object:
    found = vars(Signal).get("_live_receivers")
    known = type(found) is FunctionType and digest(found) in KNOWN.values()
    return found if known else object()


STOCK = _stock()
"""Django's own function; an object that nothing is identical with where it is not one of the
known.
"""


def are_stock(signal: Signal) -> bool:
    """Whether this signal looks its receivers up by Django's own function."""
    return getattr(getattr(signal, "_live_receivers", None), "__func__", None) is STOCK
