"""The slower way to record a method of ``Signal``: its source is missing, or of an unknown shape.

Our code in its place calls the method's own code. ``_live_receivers`` is wrapped alike, and gives
that code a *stand-in* for each receiver, which tells of the call. In the responses the receivers
stand again, and frames of ours are taken out of tracebacks. What can be noticed:

* a dispatch takes some ten microseconds longer, and three more frames of the recursion limit;
* whoever overrides ``_live_receivers`` or ``_log_robust_failure`` sees stand-ins. They have the
  attributes of the receivers, but neither their identity nor their type.
"""

from __future__ import annotations

import ast
import inspect
from contextvars import ContextVar
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

from signal_inspector.recording.strands import Method

from . import coroutines, general
from .transplant.code import Names, at, compiled
from .under import Under

if TYPE_CHECKING:
    from django.dispatch import Signal

METHOD = """
{kind} {name}(self, sender, **named):
    _si_f = ("§begin")("§method", self, sender, None, named)
    ("§expect")(_si_f)
    try:
        _si_r = {awaits} ("§own")(self, sender, **named)
    except ("§BaseException") as _si_e:
        ("§failed")(_si_f, _si_e)
        raise
    return ("§finished")(_si_f, _si_r)
"""

# The variables of an enclosing function are mentioned, or the code would not fit the function.
LOOK_UP = """
def {name}(self, sender):
    if 0: {free}
    return ("§stand_ins")(self, ("§own")(self, sender))
"""

_expected: ContextVar[Under | None] = ContextVar("signal_inspector_expected", default=None)
"""The dispatch under way whose receivers have not been looked up yet."""


def method(function: FunctionType) -> CodeType:
    """Code that records a method and leaves the dispatch to the method's own code.

    Raises ``Mismatch`` where its parameters are not ``self, sender, **named``.
    """
    name = function.__name__
    awaited = inspect.iscoroutinefunction(function)
    kind, awaits = ("async def", "await") if awaited else ("def", "")
    text = METHOD.format(kind=kind, name=function.__code__.co_name, awaits=awaits)
    about = Method(name, robust=name.endswith("robust"), awaited=awaited)
    return _compiled(function, text, {**_NAMES, "method": about})


def look_up(function: FunctionType) -> CodeType:
    """Code for ``_live_receivers`` that gives stand-ins to a method that is recorded this way.

    Raises ``Mismatch`` where its parameters are not ``self, sender``.
    """
    free = ", ".join(function.__code__.co_freevars) or "..."
    text = LOOK_UP.format(name=function.__code__.co_name, free=free)
    return _compiled(function, text, {"stand_ins": _stand_ins})


def _compiled(function: FunctionType, text: str, names: Names) -> CodeType:
    code = function.__code__
    line = code.co_firstlineno
    place = ast.Pass(lineno=line, end_lineno=line, col_offset=0, end_col_offset=0)
    own = FunctionType(
        code, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    return compiled(function, at(text, place)[0], {**names, "own": own})


def _stand_ins(signal: Signal, receivers: Any) -> Any:
    under = _expected.get()
    if under is None or under.signal is not signal:
        return receivers
    _expected.set(None)
    try:
        synchronous, asynchronous = receivers
        under.planned = [*synchronous, *asynchronous]
        return (
            [_StandIn(under, each, is_async=False) for each in synchronous],
            [_StandIn(under, each, is_async=True) for each in asynchronous],
        )
    except Exception as error:  # noqa: BLE001 - the receivers are called all the same
        under.strand.recorder.note(error)
        return receivers


class _StandIn:
    """Called like a receiver, has its attributes, and tells of the call."""

    __slots__ = ("_is_async", "_receiver", "_under")

    def __init__(self, under: Under, receiver: Any, *, is_async: bool) -> None:
        self._under = under
        self._receiver = receiver
        self._is_async = is_async

    @property
    def __module__(self) -> Any:  # type: ignore[override]
        return self.__getattr__("__module__")

    def __getattr__(self, name: str) -> Any:  # __qualname__, which Django writes to its log
        try:
            return getattr(self._receiver, name)
        except BaseException as error:
            error.__traceback__ = error.__traceback__ and error.__traceback__.tb_next
            raise

    def __call__(self, **named: Any) -> Any:
        under, receiver = self._under, self._receiver
        if not self._is_async:
            general.calling(under, receiver)
        try:
            response = receiver(**named)
        except BaseException as error:
            if under.plan.method.robust and isinstance(error, Exception):
                general.caught(under)
            else:
                general.fail(under, error)
            error.__traceback__ = error.__traceback__ and error.__traceback__.tb_next
            raise
        if self._is_async:
            return coroutines.track(under, receiver, response)
        return coroutines.returned(under, under, response)


def _finished(under: Under | None, responses: Any) -> Any:
    """The method returned: its responses, with the receivers in place of their stand-ins."""
    _expected.set(None)
    general.close(under)
    if type(responses) is list:
        for place, each in enumerate(responses):
            if type(each) is tuple and each:
                responses[place] = (_restored(each[0]), *each[1:])
    return responses


def _restored(receiver: Any) -> Any:
    if type(receiver) is _StandIn:
        return receiver._receiver  # noqa: SLF001 - our own class
    if type(receiver) is FunctionType and "__wrapped__" in receiver.__dict__:  # as Sentry's
        receiver.__dict__["__wrapped__"] = _restored(receiver.__dict__["__wrapped__"])
    return receiver


def _failed(under: Under | None, error: BaseException) -> None:
    """An exception leaves the method. If it never looked up receivers, Django refused to send."""
    refused = under is not None and _expected.get() is under
    _expected.set(None)
    if not refused:
        general.fail(under, error)
    general.close(under, refused=refused)
    error.__traceback__ = error.__traceback__ and error.__traceback__.tb_next


_NAMES: Names = {
    "BaseException": BaseException,
    "begin": general.begin,
    "expect": _expected.set,
    "failed": _failed,
    "finished": _finished,
}
