"""Context managers that are decorators as well: of functions, async functions and test classes."""

from __future__ import annotations

import inspect
import unittest
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import AbstractContextManager, aclosing
from functools import wraps
from typing import Any, TypeVar

_Target = TypeVar("_Target", bound=Callable[..., Any])
TEST_PREFIX = "test"
SET_UPS = frozenset({"setup_class", "setup_method", "teardown_class", "teardown_method"})
"""What pytest calls on a class of tests that is no TestCase."""


class Decorator(ABC):
    """A context manager that decorates. Each call of what it decorates enters one of its own."""

    @abstractmethod
    def fresh(self) -> AbstractContextManager[Any]:
        """Return what one call enters."""

    @abstractmethod
    def prepared(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``function`` so that it can be given what was entered, as its first argument."""

    @abstractmethod
    def takes(self, inherited: Callable[..., Any]) -> bool:
        """Whether a test that a decorated class inherits is decorated too."""

    @abstractmethod
    def around(self, set_up: Callable[..., Any]) -> Callable[..., Any]:
        """Return a set-up or tear-down method so that it runs inside of this, where it has to."""

    @abstractmethod
    def enter_for(self, case: type[unittest.TestCase]) -> None:
        """Make the tests of a class run inside of this."""

    def __call__(self, target: _Target) -> _Target:
        """Decorate a function of any kind, or each test of a class."""
        if not inspect.isclass(target):
            return self.decorated(target)  # type: ignore[return-value]
        if issubclass(target, unittest.TestCase):
            self.enter_for(target)
        else:
            self._enter_for_each(target)
        return target

    def _enter_for_each(self, target: type) -> None:
        """Decorate the tests and set-up methods that a class for pytest has and inherits."""
        own = vars(target)
        for name in dict.fromkeys(name for cls in target.__mro__ for name in vars(cls)):
            value = inspect.getattr_static(target, name)
            wrapper = type(value) if isinstance(value, staticmethod | classmethod) else None
            function = value.__func__ if wrapper is not None else value
            if not inspect.isfunction(function):
                continue
            if name in SET_UPS:
                made = self.around(function)
            elif name.startswith(TEST_PREFIX) and (name in own or self.takes(function)):
                made = self.decorated(function)
            else:
                continue
            setattr(target, name, made if wrapper is None else wrapper(made))

    def decorated(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function of the same kind that runs inside of this."""
        inner = self.prepared(function)

        @wraps(function)
        def plain(*args: Any, **kwargs: Any) -> Any:
            with self.fresh() as entered:
                return inner(entered, *args, **kwargs)

        @wraps(function)
        async def coroutine(*args: Any, **kwargs: Any) -> Any:
            with self.fresh() as entered:
                return await inner(entered, *args, **kwargs)

        @wraps(function)
        def generator(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
            with self.fresh() as entered:
                return (yield from inner(entered, *args, **kwargs))

        @wraps(function)
        async def async_generator(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
            with self.fresh() as entered:
                async with aclosing(inner(entered, *args, **kwargs)) as items:
                    async for item in items:
                        yield item

        if inspect.iscoroutinefunction(function):
            return coroutine
        if inspect.isgeneratorfunction(function):
            return generator
        return async_generator if inspect.isasyncgenfunction(function) else plain
