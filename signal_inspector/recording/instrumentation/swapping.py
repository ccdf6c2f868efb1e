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
"""A function, its own code, and ours. Plain tuples are unpacked quickest."""

_lock = new_lock()
_open = 0
_swaps: dict[FunctionType, _Swap | None] = {}
_always: list[_Swap | None] = []
_problems: dict[str, str] = {}


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
                _always[:] = [_swap(*target) for target in always]
            if _open == 1:
                _swap_all(_always)
            _swap_all([_swap(*target) for target in others])
        except BaseException:  # as that of recursion, so near to its limit
            _open -= 1
            if not _open:
                _restore()
            raise


def _swap_all(swaps: Iterable[_Swap | None]) -> None:
    for swap in swaps:
        if swap is not None:
            function, own, ours = swap
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
    for swap in _swaps.values():
        if swap is not None:
            function, own, ours = swap
            if function.__code__ is ours:
                function.__code__ = own


def problems(targets: Iterable[Target]) -> dict[str, str]:
    """Dotted names of the targets that could not be instrumented, and why."""
    with _lock:
        names = [
            dotted_name(function) for function, derive in targets if _swap(function, derive) is None
        ]
        return {name: _problems[name] for name in names}


def dotted_name(function: FunctionType) -> str:
    """What a function is called where problems are told."""
    return f"{function.__module__}.{function.__qualname__}"


def _swap(function: FunctionType, derive: Derive) -> _Swap | None:
    try:
        return _swaps[function]
    except KeyError:
        try:
            swap = (function, function.__code__, derive(function))
        except Mismatch as error:
            swap = None
            _problems[dotted_name(function)] = str(error)
        except (RecursionError, MemoryError):  # it will go well another time
            raise
        except Exception as error:  # noqa: BLE001 - whoever wants to record goes on
            swap = None
            _problems[dotted_name(function)] = f"{type(error).__name__}: {error}"
        _swaps[function] = swap
        return swap
