"""Run tests by Django's runner, whatever script starts it, and keep how they ended."""

import runpy
import sys
import unittest
from collections.abc import Callable, Iterable
from typing import Any

ENDINGS = {
    "failures": "failed",
    "errors": "error",
    "skipped": "skipped",
    "expectedFailures": "failed as expected",
}


def run(command: list[str], tell: Callable[[dict[str, Any]], None], recorded: Any = None) -> None:
    """Run a script, or `-m` and a module; tell how all of its tests ended."""
    results = keep_results()
    if recorded is not None:
        record_each_test(recorded)
    try:
        if command[0] == "-m":
            sys.argv = command[1:]
            runpy.run_module(command[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = command
            runpy.run_path(command[0], run_name="__main__")
    finally:
        if results:
            tell({"result": summary(results)})


def keep_results() -> list[unittest.TestResult]:
    """Return a list to which each suite adds its result; not those that tests run."""
    from django.test.runner import DiscoverRunner

    results: list[unittest.TestResult] = []
    running: list[object] = []
    run_suite = DiscoverRunner.run_suite

    def run_suite_and_keep(self: Any, suite: Any, **kwargs: Any) -> Any:
        running.append(self)
        try:
            result = run_suite(self, suite, **kwargs)
        finally:
            running.pop()
        if not running:
            results.append(result)
        return result

    DiscoverRunner.run_suite = run_suite_and_keep
    return results


def record_each_test(recorded: Any) -> None:
    start_test, stop_test = unittest.TestResult.startTest, unittest.TestResult.stopTest

    def start_recorded(result: Any, test: Any) -> None:
        recorded.start_test()
        start_test(result, test)

    def stop_recorded(result: Any, test: Any) -> None:
        stop_test(result, test)
        recorded.stop_test(str(test.id()))

    unittest.TestResult.startTest = start_recorded
    unittest.TestResult.stopTest = stop_recorded


def summary(results: Iterable[Any]) -> dict[str, Any]:
    """Return how many tests ran, and (ending, id) of those that did not simply pass."""
    endings: set[tuple[str, str]] = set()
    ran = 0
    for result in results:
        ran += result.testsRun
        for name, ending in ENDINGS.items():
            endings |= {(ending, test.id()) for test, _ in getattr(result, name)}
        endings |= {("passed unexpectedly", test.id()) for test in result.unexpectedSuccesses}
    return {"ran": ran, "endings": sorted(endings)}
