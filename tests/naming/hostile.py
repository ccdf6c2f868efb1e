"""Objects that fail or tell when they are touched: nothing may touch them."""

from typing import Any, NoReturn


class TouchedError(AssertionError):
    """Somebody ran code of an object that was only to be named."""


def _touched(*args: Any, **kwargs: Any) -> NoReturn:
    raise TouchedError


class Meta(type):
    """A metaclass whose classes must not be asked for attributes."""

    __getattribute__ = _touched
    __repr__ = __str__ = __eq__ = __hash__ = __bool__ = __instancecheck__ = _touched  # type: ignore[assignment]


class Untouchable:
    """An instance with which nothing can be done but look at its type."""

    __getattribute__ = __getattr__ = _touched
    __repr__ = __str__ = __bool__ = __eq__ = __hash__ = __len__ = __iter__ = _touched  # type: ignore[assignment]
    __dict__ = property(_touched)  # type: ignore[assignment]
    __class__ = property(_touched)  # type: ignore[assignment]

    def __call__(self, **kwargs: Any) -> None:
        """It could be connected as a receiver."""


class UntouchableClass(metaclass=Meta):
    """A class with which nothing can be done."""
