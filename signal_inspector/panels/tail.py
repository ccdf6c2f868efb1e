"""What a streaming response sends: while its body is produced, and when it is closed.

The toolbar is done with a request before that. Responses of other kinds are left alone: their
body is there already, and what is hung on them would be pickled with them by the cache middleware.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import replace

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from signal_inspector.panels.guard import guarded
from signal_inspector.recording import tree
from signal_inspector.recording.recorder import Recorder
from signal_inspector.recording.records import Counted, Recording


class Tail:
    """Records the rest of a request; ``keep`` gets the recording of all of it, once."""

    failure = ""

    def __init__(self, first: Recorder, keep: Callable[[Recording], None]) -> None:
        self.recorders = [first]
        self.keep = keep

    def follow(self, response: HttpResponseBase) -> None:
        """Hang on to a response; without effect where its body can send nothing."""
        if not isinstance(response, StreamingHttpResponse) or isinstance(response, FileResponse):
            return
        close = response.close

        def close_recorded() -> None:
            response.close = close  # type: ignore[method-assign]
            self._begin()
            try:
                close()
            finally:
                self._end()
                self._hand_over()

        content = response.streaming_content
        response.streaming_content = (
            self._aproduce(content)
            if isinstance(content, AsyncIterator)
            else self._produce(content)
        )
        response.close = close_recorded  # type: ignore[method-assign]

    def _produce(self, content: Iterable[bytes]) -> Iterator[bytes]:
        self._begin()
        try:
            yield from content
        finally:
            self._end()

    async def _aproduce(self, content: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        self._begin()
        try:
            async for part in content:
                yield part
        finally:
            self._end()

    @guarded(None)
    def _begin(self) -> None:
        recorder = Recorder(name=self.recorders[0].recording.name)
        self.recorders.append(recorder)
        recorder.start()

    @guarded(None)
    def _end(self) -> None:
        self.recorders[-1].stop()

    @guarded(None)
    def _hand_over(self) -> None:
        first, *later = self.recorders
        recording = first.stop()
        for recorder in later:
            recording = joined(recording, recorder.stop(), recorder.began - first.began)
        self.keep(recording)


def joined(first: Recording, later: Recording, after_ns: int) -> Recording:
    """Return one recording of two, of which the second began ``after_ns`` after the first.

    The second is used up: its dispatches become those of the result.
    """
    calls = sum(len(each.receiver_calls) for each in first.dispatches)
    for call in later.receiver_calls:
        call.index += calls
        call.start_ns += after_ns
    for dispatch in later.dispatches:
        dispatch.index += len(first.dispatches)
        dispatch.start_ns += after_ns
    return replace(
        first,
        duration_ns=after_ns + later.duration_ns,
        dispatches=[*first.dispatches, *later.dispatches],
        counted=_added(first.counted + later.counted),
        effects=tree.sum_effects([first.effects, later.effects]),
        notes=first.notes + later.notes,
    )


def _added(counted: list[Counted]) -> list[Counted]:
    found: dict[tuple[str, str, str], Counted] = {}
    for each in counted:
        key = (each.signal, each.sender, each.reason)
        before = found.get(key)
        found[key] = each if before is None else _sum(before, each)
    return list(found.values())


def _sum(one: Counted, other: Counted) -> Counted:
    return replace(
        one,
        count=one.count + other.count,
        receiver_calls=one.receiver_calls + other.receiver_calls,
        duration_ns=one.duration_ns + other.duration_ns,
        errors=one.errors + other.errors,
    )
