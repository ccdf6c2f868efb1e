"""The pytest plugin: fixtures, and what its options do. Inert unless one of them is used."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
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
