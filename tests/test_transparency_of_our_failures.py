"""Looking changes nothing even where our own bookkeeping fails."""

from __future__ import annotations

import asyncio
import inspect
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

from asgiref.sync import ThreadSensitiveContext, async_to_sync, sync_to_async
from django.dispatch import Signal

import signal_inspector
from signal_inspector import record
from tests.recording.scenes import AWAITED, METHODS, Another, Sender, anatomy, signal_with

OURS = str(Path(signal_inspector.__file__).parent)


class Ordered(Signal):
    """A subclass with methods of its own that call receivers."""

    def send(self, sender, **named):
        return [
            (receiver, receiver(signal=self, sender=sender, **named))
            for receiver in self._live_receivers(sender)[0]
        ]

    def send_first(self, sender, **named):
        for receiver in self._live_receivers(sender)[0]:
            try:
                return receiver(signal=self, sender=sender, **named)
            except ValueError:
                continue
        return None


ORDERED = Ordered()


def first(**kwargs: Any) -> int:
    return 1


def refuses(**kwargs: Any) -> None:
    raise ValueError("no")


async def later(**kwargs: Any) -> int:
    await asyncio.sleep(0)
    return 2


async def refuses_later(**kwargs: Any) -> None:
    await asyncio.sleep(0)
    raise ValueError("later no")


def nests(**kwargs: Any) -> list[Any]:
    return [sent(signal_with(first, refuses), "send"), sent(signal_with(), "send")]


async def nests_later(**kwargs: Any) -> list[Any]:
    inner, nothing = signal_with(first, later), signal_with()
    return [
        await inner.asend(sender=Sender),
        await nothing.asend(sender=Sender),
        await sync_to_async(nests)(),
    ]


def in_a_thread(**kwargs: Any) -> list[Any]:
    return async_to_sync(nests_later)()


def sent(signal: Signal, method: str, **named: Any) -> Any:
    try:
        responses = getattr(signal, method)(sender=Sender, **named)
        if method in AWAITED:
            responses = asyncio.run(in_a_new_thread(responses))
        return [
            (receiver, anatomy(given) if isinstance(given, Exception) else given)
            for receiver, given in responses
        ]
    except ValueError as error:
        return anatomy(error)


async def in_a_new_thread(responses: Any) -> Any:
    """Run synchronous receivers in a thread that is made now, and profiled therefore."""
    async with ThreadSensitiveContext():
        return await responses


RECEIVERS = [(), (first, later), (first, refuses, refuses_later)]


def scene() -> list[Any]:
    """A bit of everything that is recorded."""
    found = []
    for method in METHODS:
        for receivers in RECEIVERS:
            signal = signal_with(*receivers, use_caching=len(receivers) > 2)
            found += [sent(signal, method, number=1, several=[1], kind=Another)]
    ORDERED.receivers = signal_with(refuses, first).receivers
    found += [sent(ORDERED, "send"), ORDERED.send_first(sender=Sender)]
    found.append(sent(signal_with(nests, nests_later), "send"))
    found.append(sent(signal_with(in_a_thread, refuses), "asend"))
    return found


def functions() -> dict[CodeType, FunctionType]:
    """All functions and methods of the recording room and of naming, by their code."""
    found = {}
    for name, module in list(sys.modules.items()):
        if name.startswith(("signal_inspector.recording", "signal_inspector.naming")):
            spaces = [vars(module), *(vars(v) for v in vars(module).values() if type(v) is type)]
            for value in (value for space in spaces for value in space.values()):
                function = getattr(value, "fget", getattr(value, "__func__", value))
                if type(function) is FunctionType:
                    found[function.__code__] = function
    return found


def called_by_ours() -> list[FunctionType]:
    """The functions that functions of ours call while the scene is recorded, in any thread."""
    codes: dict[CodeType, None] = {}

    def profile(frame: FrameType, kind: str, _: Any) -> None:
        if kind == "call" and is_ours(frame) and is_ours(frame.f_back):
            codes[frame.f_code] = None

    with record():
        threading.setprofile(profile)
        sys.setprofile(profile)
        scene()
        sys.setprofile(None)
        threading.setprofile(None)
    known = functions()
    return [known[code] for code in codes if code in known]


def is_ours(frame: FrameType | None) -> bool:
    return frame is not None and frame.f_code.co_filename.startswith(OURS)


@contextmanager
def broken(function: FunctionType) -> Iterator[None]:
    """Let a function of ours fail, whoever holds it."""

    def fails(*args: Any, **kwargs: Any) -> None:
        raise ArithmeticError("broken")

    def fails_when_iterated(*args: Any, **kwargs: Any) -> Iterator[None]:
        raise ArithmeticError("broken")
        yield

    own = function.__code__
    code = (fails_when_iterated if inspect.isgeneratorfunction(function) else fails).__code__
    function.__code__ = code.replace(co_freevars=own.co_freevars)
    try:
        yield
    finally:
        function.__code__ = own


def test_no_failure_of_ours_reaches_the_project():
    """Each function of ours that another of ours calls fails in turn, throughout a recording.

    What Django's methods call themselves is left out: there our own ``try`` begins.
    """
    plain = scene()
    found = called_by_ours()
    reached = {}
    for function in found:
        with record() as recording, broken(function):
            try:
                seen: object = scene()
            except BaseException as error:  # noqa: BLE001 - to be told below
                seen = repr(error)
        if seen != plain:
            reached[function.__qualname__] = str(seen)[:200]
        assert all("broken" in note or "lost" in note for note in recording.notes)

    assert len(found) > 30
    assert reached == {}
