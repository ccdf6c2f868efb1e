"""What is sent after the toolbar is done with a request: by a streaming body, and at the close.

Django sends ``request_finished`` when a response is closed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from signal_inspector.panels.filters import origin_of
from signal_inspector.panels.guard import guarded
from signal_inspector.recording.merging import joined
from signal_inspector.recording.recorder import Recorder
from signal_inspector.recording.recording import Recording


class Tail:
    """Records the rest of a request; ``keep`` gets the recording of all of it, when there is more.

    What only Django's own receivers do when a response is closed is no more.
    """

    failure = ""

    def __init__(self, first: Recorder, keep: Callable[[Recording], None]) -> None:
        self.first = first
        self.keep = keep
        self.recording: Recording | None = None
        self.pending: list[Recorder] = []

    def follow(self, response: HttpResponseBase) -> None:
        """Hang on to a response."""
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            content = response.streaming_content
            response.streaming_content = (
                self._aproduce(content)
                if isinstance(content, AsyncIterator)
                else self._produce(content)
            )
        response.close = Close(self, response)  # type: ignore[method-assign]

    def close(self, close: Callable[[], None]) -> None:
        """Close the response, and record what that sends."""
        self._begin()
        try:
            close()
        finally:
            self._end()
            self._hand_over()

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
        except BaseException:
            # Django does not close a response whose async body breaks, so this is all there is.
            self._end()
            self._hand_over()
            raise
        finally:
            self._end()

    @guarded(None)
    def _begin(self) -> None:
        recorder = Recorder(name=self.first.recording.name)
        self.pending.append(recorder)
        recorder.start()

    @guarded(None)
    def _end(self) -> None:
        if self.pending:
            self.pending[-1].stop()

    @guarded(None)
    def _hand_over(self) -> None:
        pending, self.pending = self.pending, []
        whole = self.first.stop() if self.recording is None else self.recording
        more = False
        for recorder in pending:
            later = recorder.stop()
            more = more or _tells_more(later)
            whole = joined(whole, later, recorder.began - self.first.began)
        self.recording = whole
        if more:
            self.keep(whole)


class Close:
    """Stands for the ``close`` of a response, once. Pickled by a cache, it is the plain method."""

    def __init__(self, tail: Tail, response: HttpResponseBase) -> None:
        self.tail = tail
        self.response = response
        self.before = vars(response).get("close")
        self.plain = response.close

    def __call__(self) -> None:
        own = vars(self.response)
        if own.get("close") is self:  # else somebody has hung on to it after us
            own.pop("close")
            if self.before is not None:
                own["close"] = self.before
        self.tail.close(self.plain)

    def __reduce__(self) -> tuple[object, tuple[HttpResponseBase, str]]:
        return getattr, (self.response, "close")


def _tells_more(recording: Recording) -> bool:
    calls = recording.receiver_calls
    return bool(recording.notes) or any(origin_of(call.connection) != "django" for call in calls)
