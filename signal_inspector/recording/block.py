"""A block of code that is recorded."""

from __future__ import annotations

from typing import Any

from signal_inspector import conf

from .recorder import Recorder
from .recording import Recording


class record:  # noqa: N801 - reads as a verb at its place of use
    """Record every dispatch of a block: ``with record() as recording:``, or ``async with``.

    ``options`` are those of the setting ``SIGNAL_INSPECTOR`` in lower case and win over it; an
    unknown one raises TypeError, and to enter it twice RuntimeError. The recording is filled when
    the block is left. Works anywhere, with DEBUG off, and nested: what is sent inside an inner
    block is in both recordings.
    """

    def __init__(self, name: str = "", **options: Any) -> None:
        self._recorder = Recorder(name, conf.current(**options))

    def __enter__(self) -> Recording:
        if self._recorder.began:
            raise RuntimeError("This record() has been entered before: each block needs its own.")
        self._recorder.start()
        return self._recorder.recording

    def __exit__(self, kind: type[BaseException] | None = None, *_: object) -> None:
        self._recorder.stop(leave=kind is not GeneratorExit)

    async def __aenter__(self) -> Recording:
        return self.__enter__()

    async def __aexit__(self, kind: type[BaseException] | None = None, *_: object) -> None:
        self.__exit__(kind)
