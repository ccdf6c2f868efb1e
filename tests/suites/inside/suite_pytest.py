"""Run tests by pytest, and keep how they ended."""

from collections.abc import Callable, Generator
from typing import Any

import pytest

CAME_TO_THEIR_END = {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}


def run(command: list[str], tell: Callable[[dict[str, Any]], None], recorded: Any = None) -> None:
    """Run `-m pytest` and its arguments; tell how all of the tests ended."""
    results = Results(recorded)
    if pytest.main(command[2:], plugins=[results]) in CAME_TO_THEIR_END:
        tell({"result": results.summary()})


class Results:
    """A plugin that knows how each test ended, and records each if there is a recorder."""

    def __init__(self, recorded: Any = None) -> None:
        self._recorded = recorded
        self._ran: set[str] = set()
        self._endings: set[tuple[str, str]] = set()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        if self._recorded is None:
            return (yield)
        self._recorded.start_test()
        try:
            return (yield)
        finally:
            self._recorded.stop_test(item.nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._ran.add(report.nodeid)
        ending = ending_of(report)
        if ending:
            self._endings.add((ending, report.nodeid))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._endings.add(("error", report.nodeid))

    def summary(self) -> dict[str, Any]:
        """Return how many tests ran, and (ending, id) of those that did not simply pass."""
        return {"ran": len(self._ran), "endings": sorted(self._endings)}


def ending_of(report: pytest.TestReport) -> str:
    """Return how a phase of a test ended, in the words of unittest; "" where it simply passed."""
    expected = hasattr(report, "wasxfail")
    if report.skipped:
        return "failed as expected" if expected else "skipped"
    if report.failed:
        return "failed" if report.when == "call" else "error"
    return "passed unexpectedly" if expected and report.when == "call" else ""
