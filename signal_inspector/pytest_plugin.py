"""The pytest plugin: fixtures, and what its options do. Inert unless one of them is used."""

from __future__ import annotations

import inspect
import sys
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import ExitStack, aclosing
from functools import wraps
from pathlib import Path
from types import MethodType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from signal_inspector.recording.recording import Recording
    from signal_inspector.testing import RecordedSignals

# This module is imported in every run of pytest beside which we are installed, so it imports
# nothing of Django: the run may have none, or no settings for it.

_OUTPUT = "signal_inspector"
"""What a worker of pytest-xdist sends its recording under."""

_NOT_WRITTEN = 2
"""Exit code of a run that passed and whose recording could not be written."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("signal_inspector", "Django signals")
    group.addoption(
        "--signal-recording",
        metavar="FILE",
        help="write one recording of the whole run, for signalgraph --observed",
    )
    group.addoption(
        "--signal-problems",
        metavar="RULES",
        help="fail each test during which one of these rules finds a problem: ids or names,"
        " separated by commas, or all",
    )


def pytest_configure(config: pytest.Config) -> None:
    output = config.getoption("signal_recording")
    if output:
        folder = Path(output).absolute().parent
        if not folder.is_dir():
            raise pytest.UsageError(f"--signal-recording: there is no folder {folder}.")
        config.pluginmanager.register(_WholeRun(config, Path(output)))
    chosen = config.getoption("signal_problems")
    if chosen:
        config.pluginmanager.register(_Problems([word.strip() for word in chosen.split(",")]))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Say before the first test that a run without Django's settings has no signals."""
    if not (session.config.option.signal_recording or session.config.option.signal_problems):
        return
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        _ = settings.DEBUG
    except ImproperlyConfigured as error:
        raise pytest.UsageError(f"Signals cannot be recorded: {error}") from None


@pytest.fixture
def signal_recording() -> Iterator[RecordedSignals]:
    """The signals of this test, with the assertions of ``signal_inspector.testing``."""
    from signal_inspector.testing import record_signals

    with record_signals() as signals:
        yield signals


@pytest.fixture
def mute_signals() -> Iterator[Callable[..., None]]:
    """``mute_signals(post_save, receiver=..., sender=...)``: as ``mute()``, to the test's end."""
    from signal_inspector.testing import mute

    with ExitStack() as muted:
        yield lambda *signals, **chosen: muted.enter_context(mute(*signals, **chosen))


# The plugin of anyio runs async fixtures and tests in a task that the first of them begins, so that
# a recording which is opened later would not be the current one there.


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, Any, Any]:
    """Let a coroutine test be recorded by what records it here."""
    function = pyfuncitem.obj
    if not inspect.iscoroutinefunction(function):
        return (yield)
    pyfuncitem.obj = _carried(function)
    try:
        return (yield)
    finally:
        pyfuncitem.obj = function


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, Any, Any]:
    """Let an async fixture that anyio runs be recorded too."""
    function: Any = fixturedef.func
    is_async = inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)
    if not is_async or "anyio_backend" not in request.fixturenames:
        return (yield)
    fixturedef.func = _carried(function)  # type: ignore[misc]
    try:
        return (yield)
    finally:
        fixturedef.func = function  # type: ignore[misc]


def _carried(function: Any) -> Any:
    """Return an async function of the same kind that takes the current recording along, into
    whatever context it is run in. Without a recording, or Django, that is none.
    """
    strands = sys.modules.get("signal_inspector.recording.strands")
    if strands is None:
        return function
    if inspect.ismethod(function):
        return MethodType(_carried(function.__func__), function.__self__)
    current = strands.current
    strand = current.get()

    @wraps(function)
    async def coroutine(*args: Any, **kwargs: Any) -> Any:
        current.set(strand)
        return await function(*args, **kwargs)

    @wraps(function)
    async def generator(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        current.set(strand)
        async with aclosing(function(*args, **kwargs)) as values:
            async for value in values:
                yield value

    return coroutine if inspect.iscoroutinefunction(function) else generator


class _WholeRun:
    """Records each test, from its set-up to its tear-down, and writes one recording of all."""

    def __init__(self, config: pytest.Config, output: Path) -> None:
        from signal_inspector.recording.merging import Merger

        self._merger = Merger("pytest")
        self._config = config
        self._output = output
        self._told = ""

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        from signal_inspector.recording.recorder import Recorder

        recorder = Recorder(item.nodeid)
        recorder.start()
        try:
            return (yield)
        finally:
            self._merger.add(recorder.stop())

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over the recording of a worker of pytest-xdist that is done."""
        from signal_inspector.recording.recording import Recording

        sent = getattr(node, "workeroutput", {}).get(_OUTPUT)
        if sent is None:
            self._merger.note(f"What {node.gateway.id} recorded is lost: it ended too early.")
        else:
            self._merger.add(Recording.from_json(sent))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        recording = self._merger.result()
        if hasattr(self._config, "workeroutput"):
            self._config.workeroutput[_OUTPUT] = recording.to_json()
        elif not self._write(recording) and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = _NOT_WRITTEN

    def _write(self, recording: Recording) -> bool:
        """Return whether it was written; if not, the file is as it was."""
        from signal_inspector.store.whole import replace

        try:
            if self._output.exists() and not self._output.is_file():
                self._output.write_text(recording.to_json(), encoding="utf-8")  # a pipe
            else:
                replace(self._output.resolve(), recording.to_json().encode())
        except OSError as error:
            self._told = f"{self._output} was not written: {error.strerror}."
            return False
        count = recording.summary.dispatches + recording.summary.counted
        self._told = f"Wrote {count} dispatches of signals to {self._output}."
        return True

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._told:
            terminalreporter.write_line(self._told)


class _Problems:
    """Fails each test during whose call a problem is found, of the rules that are named."""

    def __init__(self, words: list[str]) -> None:
        from signal_inspector.diagnosis import rules

        try:
            rules.of_rules([], words)
        except ValueError as error:
            raise pytest.UsageError(f"--signal-problems: {error}") from None
        self._words = words

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        from signal_inspector.testing import record_signals

        with record_signals(item.nodeid) as signals:
            result = yield
        try:
            signals.assert_no_problems(only=self._words)
        except AssertionError as error:
            pytest.fail(str(error), pytrace=False)
        return result
