"""How a fact about an effect gets into the buffer."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from threading import get_ident
from types import CodeType, FunctionType
from typing import Any, NamedTuple, cast

from signal_inspector.recording.clock import Clock
from signal_inspector.recording.instrumentation.plans import here
from signal_inspector.recording.instrumentation.swapping import Target
from signal_inspector.recording.instrumentation.transplant import around
from signal_inspector.recording.strands import CLOSED, Effect, Strand, current


class Begun(NamedTuple):
    """An effect under way: where it is written, since when, and what is known of it so far."""

    strand: Strand
    time: int
    what: Any

    def write(self, kind: Any, what: Any) -> None:
        """Add the fact, now that the effect has come about."""
        self.strand.buf.append(Effect(kind, self.time, Clock.now() - self.time, what))
        self.strand.recorder.effects_left -= 1


def strand_for_effects() -> Strand | None:
    """The strand to write effects to; None where none are recorded, or no more."""
    strand = current.get()
    if strand is None:
        return None
    if strand.ident != get_ident():
        strand = here(strand)
    is_open = strand.ident != CLOSED and strand.recorder.effects_left > 0
    return strand if is_open else None


def begun(what: Any) -> Begun | None:
    """An effect that begins now, where effects are recorded."""
    strand = strand_for_effects()
    return None if strand is None else Begun(strand, Clock.now(), what)


class Told(NamedTuple):
    """What is told of a function: ``enter`` gets its parameters, and gives what the others get.

    ``returned`` gets the result, ``failed`` the exception. The ``callback`` ones are told of the
    calls ``func()``. ``after`` stands alone: it gets the time when the function began and as many
    of its first parameters as it takes, when that has ended in whatever way. None: nothing is told.
    Nothing that they raise reaches the function.
    """

    after: Callable[..., None] | None = None
    enter: Callable[..., Begun | None] | None = None
    returned: Callable[[Begun, Any], None] | None = None
    failed: Callable[[Begun, BaseException], None] | None = None
    begin_callback: Callable[..., Begun | None] | None = None
    end_callback: Callable[[Begun, None], None] | None = None
    fail_callback: Callable[[Begun, BaseException], None] | None = None


def target(function: object, told: Told) -> Iterator[Target]:
    """The target for one function; nothing where this version of Django has no such function."""
    if type(function) is not FunctionType:
        return
    function = inspect.unwrap(function)
    names: dict[str, Any] = {"Exception": Exception, "BaseException": BaseException}
    if told.after is not None:
        names |= {"now": Clock.now, "after": told.after}
    names["returned"] = _passing_on(_guarded(told.returned))
    names["failed"] = _guarded(told.failed)
    if told.enter is not None:
        names["enter"] = _guarded_start(told.enter)
    if told.begin_callback is not None:
        names["begin_callback"] = _guarded_start(told.begin_callback)
        names["end_callback"] = _guarded(told.end_callback)
        names["fail_callback"] = _guarded(told.fail_callback)

    def derive(function: FunctionType) -> CodeType:
        return around(function, names)

    yield cast("FunctionType", function), derive


def _guarded_start(enter: Callable[..., Begun | None]) -> Callable[..., Begun | None]:
    def guarded(*args: Any) -> Begun | None:
        try:
            return enter(*args)
        except RecursionError:
            return None
        except Exception as error:  # noqa: BLE001 - the function that is told of goes on
            strand = current.get()
            if strand is not None:
                strand.recorder.note(error)
            return None

    return guarded


def _guarded(finish: Callable[[Begun, Any], None] | None) -> Callable[[Begun | None, Any], None]:
    def guarded(begun: Begun | None, outcome: Any) -> None:
        if begun is not None and finish is not None:
            try:
                finish(begun, outcome)
            except RecursionError:
                begun.strand.recorder.lost += 1
            except Exception as error:  # noqa: BLE001 - the function that is told of goes on
                begun.strand.recorder.note(error)

    return guarded


def _passing_on(finish: Callable[[Begun | None, Any], None]) -> Callable[..., Any]:
    def returned(begun: Begun | None, result: Any) -> Any:
        finish(begun, result)
        return result

    return returned
