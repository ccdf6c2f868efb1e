"""Async receivers: each call is a strand of its own, current exactly while the receiver's code
runs.

A context variable set for the whole call would not do. From Django 6.1 on the async receivers of
one dispatch share one ``contextvars.Context``, so each would take the others' dispatches for its
own.
"""

from __future__ import annotations

from collections.abc import Coroutine, Generator, Sequence
from threading import get_ident
from typing import Any

from signal_inspector.recording.clock import Clock
from signal_inspector.recording.records import Connection
from signal_inspector.recording.strands import Strand, current

from .failures import LOST, failure
from .general import task_name
from .under import Under


def track(under: Under | None, receiver: Any, coroutine: Any) -> Any:
    """The coroutine of an async receiver, followed while it runs; anything else as it is."""
    if under is None:
        return coroutine
    under.calls += 1
    try:
        if under.counting:
            return Counted(coroutine, under) if _is_coroutine(coroutine) else coroutine
        return _follow(under, under.connection_of(receiver), coroutine)
    except RecursionError:
        under.strand.recorder.lost += 1
    except Exception as error:  # noqa: BLE001 - the receiver runs all the same
        under.strand.recorder.note(error)
    return coroutine


def returned(under: Under | None, _: Under | None, response: Any) -> Any:
    """A receiver that was called in this thread returned; gives its response on.

    An async receiver has only made its coroutine by now: that is what is to be followed. What it
    has sent before, as one can that is no coroutine function itself, goes with it.
    """
    if under is None:
        return response
    calling, under.calling = under.calling, False
    if not calling or under.counting:
        return response
    try:
        current.set(under.caller)
        buf, latest = under.strand.buf, under.latest
        if latest is None or not latest.is_async or not _is_coroutine(response):
            buf.append(Clock.now())
            return response
        _, began, *sent = buf[under.place :]
        del buf[under.place :]
        return _follow(under, latest, response, began if sent else 0, sent)
    except Exception:  # noqa: BLE001 - the method goes on
        under.strand.recorder.lost += 1
    return response


def _follow(
    under: Under, connection: Connection, coroutine: Any, start: int = 0, sent: Sequence[Any] = ()
) -> Any:
    """Let a coroutine run in a strand of its own; ``sent`` are facts of it so far, if any, and
    ``start`` when it began then.
    """
    outer = under.strand
    strand = Strand(outer.recorder, outer, get_ident())
    strand.connection = connection
    if start:
        strand.start, strand.task = start, task_name()
        strand.buf += sent
    outer.buf.append(strand)
    if _is_coroutine(coroutine):
        return Followed(coroutine, strand)
    strand.start = Clock.now()
    return coroutine


def _is_coroutine(awaitable: Any) -> bool:
    return hasattr(awaitable, "send") and hasattr(awaitable, "throw")


class Followed(Coroutine[Any, Any, Any]):
    """A coroutine, step by step in its strand. Our own frame is taken out of the traceback of
    what it raises.
    """

    __slots__ = ("__weakref__", "_coroutine", "_strand")

    def __init__(self, coroutine: Any, strand: Strand) -> None:
        self._coroutine = coroutine
        self._strand = strand

    def __getattr__(self, name: str) -> Any:  # cr_frame, cr_code, __name__, __qualname__
        return getattr(self._coroutine, name)

    def __await__(self) -> Generator[Any, Any, Any]:
        return self

    def __iter__(self) -> Followed:
        return self

    def __next__(self) -> Any:
        try:
            return self.send(None)
        except BaseException as error:
            # Cut off the frame of this method.
            error.__traceback__ = error.__traceback__ and error.__traceback__.tb_next
            raise

    def send(self, value: Any) -> Any:
        outer = self._enter()
        try:
            return self._coroutine.send(value)
        except BaseException as error:
            self._leave(error)
            raise
        finally:
            current.set(outer)

    def throw(self, *args: Any) -> Any:
        outer = self._enter()
        try:
            return self._coroutine.throw(*args)
        except BaseException as error:
            self._leave(error)
            raise
        finally:
            current.set(outer)

    def close(self) -> None:
        self._coroutine.close()

    def _enter(self) -> Strand | None:
        outer = current.get()
        strand = self._strand
        try:
            if not strand.recorder.closed:
                strand.ident = get_ident()
            if not strand.start:
                strand.task = task_name()
                strand.start = Clock.now()
        except Exception:  # noqa: BLE001 - the receiver runs all the same
            strand.recorder.lost += 1
        current.set(strand)
        return outer

    def _leave(self, error: BaseException) -> None:
        strand = self._strand
        # Cut off the frame of the method that calls this.
        error.__traceback__ = error.__traceback__ and error.__traceback__.tb_next
        try:
            strand.stop = Clock.now()
            if not isinstance(error, StopIteration):
                ends = not isinstance(error, Exception)
                strand.failure = failure(error, ends=ends, own_frames=0)
        except RecursionError:
            strand.failure = LOST
        except Exception as ours:  # noqa: BLE001 - the receiver's own exception goes on
            strand.failure = LOST
            strand.recorder.note(ours)


class Counted(Followed):
    """A coroutine of a dispatch that is only counted: all that is told is whether it fails."""

    __slots__ = ("_under",)

    def __init__(self, coroutine: Any, under: Under) -> None:
        super().__init__(coroutine, under.strand)
        self._under = under

    def _enter(self) -> Strand | None:
        return current.get()

    def _leave(self, error: BaseException) -> None:
        # Cut off the frame of the method that calls this.
        error.__traceback__ = error.__traceback__ and error.__traceback__.tb_next
        if isinstance(error, Exception) and not isinstance(error, StopIteration):
            self._under.plan.errors += 1
