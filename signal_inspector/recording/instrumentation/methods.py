"""Which methods dispatch, and the swap of their code: ours in, Django's back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any

from django.dispatch import Signal

from signal_inspector.recording.clock import Clock
from signal_inspector.recording.strands import Strand, current

from . import coroutines, details, failures, general, live_receivers, plans
from .transplant import Mismatch, calls_receivers, fast, general as general_shape

FAST = ("send", "send_robust")
AWAITED = ("asend", "asend_robust")


@dataclass(slots=True)
class _Method:
    """A function that dispatches, with its own code and ours."""

    function: FunctionType
    own: CodeType
    ours: CodeType


_lock = threading.Lock()
_active = 0
_methods: dict[FunctionType, _Method | None] = {}
_problems: dict[str, str] = {}


def activate() -> None:
    """Swap our code in; counted, so that each call needs one of ``deactivate()``."""
    global _active  # noqa: PLW0603 - the one count of open recordings in the process
    with _lock:
        _active += 1
        for function in _dispatching_functions():
            _swap_in(function)


def deactivate() -> None:
    """Swap Django's code back in when no recording is open any more."""
    global _active  # noqa: PLW0603 - the one count of open recordings in the process
    with _lock:
        _active -= 1
        if _active:
            return
        for method in _methods.values():
            if method is not None and method.function.__code__ is method.ours:
                method.function.__code__ = method.own


def problems() -> dict[str, str]:
    """Dotted names of dispatching methods that could not be instrumented, and why."""
    with _lock:
        for function in _dispatching_functions():
            _method_for(function)
        return dict(_problems)


def _swap_in(function: FunctionType) -> None:
    method = _method_for(function)
    if method is not None and function.__code__ is method.own:
        function.__code__ = method.ours


def _method_for(function: FunctionType) -> _Method | None:
    if function not in _methods:
        own = function.__code__
        name = f"{function.__module__}.{function.__qualname__}"
        try:
            ours = _derive(function)
        except (Mismatch, ValueError) as error:
            _methods[function] = None
            _problems[name] = str(error)
        else:
            _methods[function] = _Method(function, own, ours)
            failures.send_codes.update(map(id, (ours, *_nested(ours))))
    return _methods[function]


def _derive(function: FunctionType) -> CodeType:
    if function in _STOCK_FAST:
        try:
            return fast(function, NAMES)
        except Mismatch:
            return general_shape(function, NAMES)
    return general_shape(function, NAMES)


def _nested(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, FunctionType):
            yield constant.__code__
            yield from _nested(constant.__code__)
        elif isinstance(constant, CodeType):
            yield constant
            yield from _nested(constant)


def _dispatching_functions() -> Iterator[FunctionType]:
    """The methods of Signal, and those methods of its subclasses that call receivers themselves."""
    yield from _STOCK
    for subclass in _subclasses(Signal):
        for function in vars(subclass).values():
            if type(function) is FunctionType and function not in _STOCK:
                if function not in _methods and not calls_receivers(function):
                    _methods[function] = None
                yield function


def _subclasses(cls: type) -> Iterator[type]:
    subclasses: list[type] = type.__subclasses__(cls)
    for subclass in subclasses:
        yield subclass
        yield from _subclasses(subclass)


def _failed(strand: Strand, error: BaseException) -> None:
    strand.recorder.note(error)


def _stock(names: tuple[str, ...]) -> tuple[FunctionType, ...]:
    found: list[Any] = [vars(Signal).get(name) for name in names]
    return tuple(each for each in found if type(each) is FunctionType)


_STOCK_FAST = _stock(FAST)
_STOCK = (*_STOCK_FAST, *_stock(AWAITED))

NAMES: dict[str, object] = {
    "current": current.get,
    "now": Clock.now,
    "ident": threading.get_ident,
    "id": id,
    "len": len,
    "type": type,
    "live_receivers": live_receivers.STOCK,
    "Exception": Exception,
    "BaseException": BaseException,
    "KeyError": KeyError,
    "here": plans.here,
    "plan": plans.plan,
    "limit": plans.limit,
    "settle": plans.settle,
    "nobody": plans.nobody,
    "detail": details.detail,
    "failed": _failed,
    "left": failures.left,
    "left_tail": failures.left_tail,
    "swallowed": failures.swallowed,
    "under": general.under_send,
    "begin": general.begin,
    "calling": general.calling,
    "returned": general.returned,
    "caught": general.caught,
    "fail": general.fail,
    "close": general.close,
    "track": coroutines.track,
}
