"""Keeps errors of ours from the toolbar, which catches nothing, and from the user's page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from traceback import format_exception_only
from typing import Any, Protocol, TypeVar

logger = logging.getLogger("signal_inspector")

_Result = TypeVar("_Result")


class Guarded(Protocol):
    """What has guarded methods: ``failure`` is what failed first, empty while nothing did."""

    failure: str


def guarded(instead: _Result) -> Callable[[Callable[..., _Result]], Callable[..., _Result]]:
    """Make a method log what it raises, keep it as ``self.failure``, and return ``instead``."""

    def decorate(method: Callable[..., _Result]) -> Callable[..., _Result]:
        @wraps(method)
        def inner(self: Guarded, *args: Any) -> _Result:
            try:
                return method(self, *args)
            except Exception as error:
                logger.exception("The panel of signal_inspector failed in %s().", method.__name__)
                self.failure = self.failure or described(error)
                return instead

        return inner

    return decorate


def described(error: Exception) -> str:
    """Return what the panel says about an error of ours."""
    return "".join(format_exception_only(error)).strip()[:300]
