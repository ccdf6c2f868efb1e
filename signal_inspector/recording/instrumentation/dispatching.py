"""Which methods dispatch: those of ``Signal``, and those of its subclasses that call receivers."""

from __future__ import annotations

import operator
import threading
from collections.abc import Iterator
from contextlib import suppress
from types import CodeType, FunctionType

from django.db.models.base import ModelBase
from django.dispatch import Signal

from signal_inspector.recording.clock import Clock
from signal_inspector.recording.strands import current

from . import coroutines, details, failures, fallback, general, live_receivers, plans
from .swapping import Target, dotted_name
from .transplant import Mismatch, calls_receivers, fast, general as general_shape

slower: dict[str, str] = {}
"""Dotted names of the methods that are recorded in the slower way, and why."""

_own: dict[FunctionType, bool] = {}


def stock() -> Iterator[Target]:
    """The dispatching methods of ``Signal``."""
    for function in _STOCK:
        yield function, _derive


def others() -> Iterator[Target]:
    """Those of its subclasses, as far as these exist by now; and once those of ``Signal`` have
    turned out to be slower, its look-up of receivers.
    """
    if slower:
        for function in _LOOK_UP:
            yield function, fallback.look_up
    classes: list[type] = type.__subclasses__(Signal)
    for each in classes:
        for function in vars(each).values():
            if type(function) is FunctionType:
                dispatches = _own.get(function)
                if dispatches is None:
                    dispatches = _own[function] = calls_receivers(function)
                if dispatches:
                    yield function, _derive
        classes += type.__subclasses__(each)


def _derive(function: FunctionType) -> CodeType:
    code = _derive_shape(function)
    failures.send_codes.update(map(id, _with_nested(code)))
    return code


def _derive_shape(function: FunctionType) -> CodeType:
    if function in _FAST:
        with suppress(Mismatch):  # the general shape is slower, and as right
            return fast(function, NAMES)
    try:
        return general_shape(function, NAMES)
    except Mismatch as error:
        if function not in _STOCK:
            raise
        for each in _LOOK_UP:
            fallback.look_up(each)
        code = fallback.method(function)
        slower[dotted_name(function)] = str(error)
        return code


def _with_nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if type(constant) is FunctionType:
            yield from _with_nested(constant.__code__)
        elif type(constant) is CodeType:
            yield from _with_nested(constant)


def _functions(*names: str) -> tuple[FunctionType, ...]:
    found: list[object] = [vars(Signal).get(name) for name in names]
    return tuple(each for each in found if type(each) is FunctionType)


_FAST = _functions("send", "send_robust")
_STOCK = (*_FAST, *_functions("asend", "asend_robust"))
_LOOK_UP = _functions("_live_receivers")


NAMES: dict[str, object] = {
    "current": current.get,
    "now": Clock.now,
    "ident": threading.get_ident,
    "id": id,
    "all": all,
    "map": map,
    "is": operator.is_,
    "len": len,
    "type": type,
    "ModelBase": ModelBase,
    "live_receivers": live_receivers.STOCK,
    "Exception": Exception,
    "BaseException": BaseException,
    "KeyError": KeyError,
    "enter_thread": plans.enter_thread,
    "leave_thread": plans.leave_thread,
    "plan": plans.plan,
    "limit": plans.limit,
    "settle": plans.settle,
    "nobody": plans.nobody,
    "detail": details.detail,
    "left": failures.left,
    "lost": failures.LOST,
    "left_tail": failures.left_tail,
    "swallowed": failures.swallowed,
    "under": general.under_send,
    "begin": general.begin,
    "calling": general.calling,
    "returned": coroutines.returned,
    "caught": general.caught,
    "fail": general.fail,
    "close": general.close,
    "track": coroutines.track,
}
