"""Exceptions as facts: type, message and places, without holding the exception, its traceback or
any frame.
"""

from __future__ import annotations

from types import CodeType, TracebackType
from typing import Any

from django.dispatch import dispatcher

from signal_inspector.naming.raw import class_name
from signal_inspector.recording.clock import Clock
from signal_inspector.recording.records import NOT_DESCRIBED
from signal_inspector.recording.strands import COUNTED, Failure, Plan, Strand

MOST_FRAMES = 20
LONGEST_MESSAGE = 300

_DISPATCHER = dispatcher.receiver.__code__.co_filename
_PLAIN = (str, int, float, bool, type(None), bytes)

send_codes: set[int] = set()
"""Ids of the code objects that dispatch while recordings are open; kept by ``instrumentation``."""


def failure(error: BaseException, *, ends: bool, own_frames: int = 1) -> Failure:
    """What is kept of an exception. The first ``own_frames``, of the dispatching method, are
    left out.
    """
    time = Clock.now()
    traceback = error.__traceback__
    for _ in range(own_frames):
        traceback = traceback and traceback.tb_next
    frames, inherited = _frames(traceback)
    cancelled = type(error).__name__ == "CancelledError"
    return Failure(
        time,
        class_name(type(error)).removeprefix("builtins."),
        _message(error),
        frames,
        inherited,
        ends,
        cancelled,
    )


def _frames(traceback: TracebackType | None) -> tuple[tuple[tuple[CodeType, int], ...], bool]:
    frames: list[tuple[CodeType, int]] = []
    inherited = False
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if id(code) in send_codes:
            inherited = True
            if len(frames) >= MOST_FRAMES:
                break
        elif len(frames) < MOST_FRAMES and code.co_filename != _DISPATCHER:
            frames.append((code, traceback.tb_lineno))
        traceback = traceback.tb_next
    return tuple(frames), inherited


def _message(error: BaseException) -> str:
    try:
        return message(error)
    except Exception:  # noqa: BLE001 - such as an int of too many digits: the rest is told
        return ""


def message(error: BaseException) -> str:
    """What the exception says, at most 300 characters.

    ``str(error)`` may run code of the project. It is used only where it is Python's own and has
    plain values to work on; of other arguments the type is told.
    """
    arguments = BaseException.__dict__["args"].__get__(error)
    named = (error.filename, error.filename2) if isinstance(error, OSError) else ()
    plain = all(type(each) in _PLAIN for each in (*arguments, *named))
    method: Any = type(error).__str__
    if plain and not hasattr(method, "__code__"):
        text = str(error)
    else:
        text = ", ".join(
            str(each) if type(each) in _PLAIN else f"<{class_name(type(each))}>"
            for each in arguments
        )
    return text if len(text) <= LONGEST_MESSAGE else text[: LONGEST_MESSAGE - 1] + "…"


def left(
    strand: Strand, plan: Plan, start: int, mode: int, error: BaseException, errors: int = 1
) -> None:
    """An exception left ``send``: close its dispatch. Beyond the limit, count it instead."""
    try:
        told = failure(error, ends=True)
        full = mode == COUNTED and plan.full
        if not full or holds_dispatches(strand.buf[start + 1 :]):
            strand.buf.append(told)
            return
        plan.count += 1
        plan.errors += errors
        plan.ns += told.time - strand.buf[start + 1]
        keep_foreign(strand, start)
    except RecursionError:
        strand.buf.append(LOST)
    except Exception as ours:  # noqa: BLE001 - the receiver's own exception goes on
        strand.buf.append(LOST)
        strand.recorder.note(ours)


def left_tail(strand: Strand, plan: Plan, start: int, mode: int, error: BaseException) -> None:
    """The same for async receivers of ``send``, which count their own errors.

    Our frame is taken out of the traceback.
    """
    traceback = error.__traceback__
    if traceback is not None and traceback.tb_next is not None:
        traceback.tb_next = traceback.tb_next.tb_next
    left(strand, plan, start, mode, error, errors=0)


def keep_foreign(strand: Strand, start: int) -> None:
    """Take a dispatch out of the buffer, but not the recordings that were opened within it."""
    buf = strand.buf
    buf[start:] = [
        fact
        for fact in buf[start:]
        if type(fact) is Strand and fact.recorder is not strand.recorder
    ]


def holds_dispatches(inside: list[Any]) -> bool:
    """Whether dispatches were detailed within one that is to be counted: before the limit."""
    return any(type(each) is Plan for each in inside)


def swallowed(buf: list[Any], error: BaseException) -> None:
    """A robust dispatch caught an exception of a receiver."""
    try:
        buf.append(failure(error, ends=False))
    except Exception:  # noqa: BLE001 - the dispatch goes on as without us
        buf.append(_NO_STACK if type(error) is RecursionError else _LOST_AND_SWALLOWED)


LOST = Failure(
    0, NOT_DESCRIBED, "could not be described", (), inherited=False, ends=True, cancelled=False
)
"""Stands for an exception that could not be described, most often for want of stack."""
_LOST_AND_SWALLOWED = LOST._replace(ends=False)
_NO_STACK = _LOST_AND_SWALLOWED._replace(type="RecursionError")
