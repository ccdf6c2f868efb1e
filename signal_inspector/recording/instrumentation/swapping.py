"""Swap the code of functions: ours in while a recording is open, their own back afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from types import CodeType, FunctionType

from signal_inspector.recording.locks import new_lock

from .transplant import Mismatch

Derive = Callable[[FunctionType], CodeType]
Target = tuple[FunctionType, Derive]
"""A function to instrument, and how our code is derived from it."""


_Swap = tuple[FunctionType, CodeType, CodeType]
"""A function, its own code, and ours."""

_lock = new_lock()
_open = 0
_swaps: dict[FunctionType, _Swap] = {}
_always: list[_Swap] = []
_problems: dict[FunctionType, str] = {}


def swap_in(always: Sequence[Target], others: Iterable[Target]) -> None:
    """Put our code into the targets; counted, so that each call needs one of ``swap_out()``.

    ``always`` are the same ones at each call. What is raised is no fault of the targets: there is
    no room on the stack, or no memory. Then nothing has changed.
    """
    global _open  # noqa: PLW0603 - the one count of open recordings in the process
    with _lock:
        _open += 1
        try:
            if not _always:
                _always[:] = _found(always)
            if _open == 1:
                _swap_all(_always)
            _swap_all(_found(others))
        except BaseException:  # as that of recursion, so near to its limit
            _open -= 1
            if not _open:
                _restore()
            raise


def _swap_all(swaps: Iterable[_Swap]) -> None:
    for function, own, ours in swaps:
        if function.__code__ is own:
            function.__code__ = ours


def swap_out() -> None:
    """Give every function its own code back when no recording is open any more."""
    global _open  # noqa: PLW0603 - the one count of open recordings in the process
    with _lock:
        _open -= 1
        if not _open:
            _restore()


def _restore() -> None:
    for function, own, ours in _swaps.values():
        if function.__code__ is ours:
            function.__code__ = own


def problems(targets: Iterable[Target]) -> dict[str, str]:
    """Dotted names of the targets that could not be instrumented, and why."""
    with _lock:
        return {
            dotted_name(function): _problems[function]
            for function, derive in targets
            if _swap(function, derive) is None
        }


def dotted_name(function: FunctionType) -> str:
    """What a function is called where problems are told."""
    return f"{function.__module__}.{function.__qualname__}"


def _found(targets: Iterable[Target]) -> list[_Swap]:
    swaps = [_swap(function, derive) for function, derive in targets]
    return [swap for swap in swaps if swap is not None]


def _swap(function: FunctionType, derive: Derive) -> _Swap | None:
    """What to swap; None where our code cannot be derived, found out once."""
    swap = _swaps.get(function)
    if swap is None and function not in _problems:
        try:
            swap = _swaps[function] = (function, function.__code__, derive(function))
        except Mismatch as error:
            _problems[function] = str(error)
        except (RecursionError, MemoryError):  # it will go well another time
            raise
        except Exception as error:  # noqa: BLE001 - whoever wants to record goes on
            _problems[function] = f"{type(error).__name__}: {error}"
    return swap
