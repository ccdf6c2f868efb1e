"""Record the signals of a test."""

from __future__ import annotations

import inspect
import unittest
from collections.abc import Callable
from types import TracebackType
from typing import Any

from signal_inspector import conf
from signal_inspector.recording.recorder import Recorder
from signal_inspector.testing.decorating import Decorator
from signal_inspector.testing.recorded import RecordedSignals

ARGUMENT = "signals"


class record_signals(Decorator):  # noqa: N801 - reads as a verb at its place of use
    """Record every dispatch of a block: ``with record_signals() as signals:``.

    ``signals`` has the assertions, and may be asked inside the block too. A decorated function is
    given it as its argument ``signals``; a decorated TestCase has it as ``self.signals``, anew for
    each test. ``options`` are those of ``record()``; sites and arguments are recorded unless they
    say otherwise, and no signal is muted.
    """

    def __init__(self, name: str = "", **options: Any) -> None:
        self._name = name
        self._options = {"sites": True, "arguments": True, "muted": (), **options}
        self._settings()  # an unknown option is told here, not when the test runs
        self._open: list[Recorder] = []

    def _settings(self) -> conf.Settings:
        return conf.current(**self._options)

    def __enter__(self) -> RecordedSignals:
        recorder = Recorder(self._name, self._settings())
        recorder.start()
        self._open.append(recorder)
        return RecordedSignals(recorder)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._open.pop().stop()

    async def __aenter__(self) -> RecordedSignals:
        return self.__enter__()

    async def __aexit__(self, *_: object) -> None:
        self._open.pop().stop()

    def fresh(self) -> record_signals:
        return record_signals(self._name, **self._options)

    def prepared(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Give the recording as the argument ``signals``; TypeError where there is none."""
        signature = inspect.signature(function)
        if ARGUMENT not in signature.parameters:
            raise TypeError(
                f"{function.__qualname__}() has no argument {ARGUMENT!r}, as which it would be"
                f" given the recording: write def {function.__name__}(..., {ARGUMENT})."
            )
        return lambda signals, *args, **kwargs: function(*args, **{ARGUMENT: signals}, **kwargs)

    def decorated(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Hide the argument ``signals`` from pytest, which would look for a fixture."""
        made = super().decorated(function)
        made.__signature__ = _without_argument(inspect.signature(function))  # type: ignore[attr-defined]
        return made

    def takes(self, inherited: Callable[..., Any]) -> bool:
        return ARGUMENT in inspect.signature(inherited).parameters

    def around(self, set_up: Callable[..., Any]) -> Callable[..., Any]:
        """Record no set-up: it has nobody to give the recording to."""
        return set_up

    def enter_for(self, case: type[unittest.TestCase]) -> None:
        """Record from before ``setUp()`` until after ``tearDown()`` and the clean-ups."""
        set_up = case.__dict__.get("setUp")

        def set_up_recorded(test: unittest.TestCase) -> None:
            test.signals = test.enterContext(self.fresh())  # type: ignore[attr-defined]
            if set_up is None:
                super(case, test).setUp()  # type: ignore[misc]
            else:
                set_up(test)

        case.setUp = set_up_recorded  # type: ignore[assignment, method-assign]


def _without_argument(signature: inspect.Signature) -> inspect.Signature:
    kept = [each for name, each in signature.parameters.items() if name != ARGUMENT]
    return signature.replace(parameters=kept)
