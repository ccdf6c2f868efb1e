"""Run Django's `runtests.py`, plain or with everything recorded and the ledger kept.

`django_suite.py` starts it.

    cd <Django>/tests; python django_suite_runner.py REPORT plain|recorded [ARGUMENT ...]

The arguments are those of `runtests.py`. REPORT gets a line of JSON for the result, and one for
each process that recorded.

One recording is open from the start to the end of each process, and within it one more for each
test, so everything is recorded that runs in a context derived from the test's: coroutines, tasks,
`sync_to_async`, `async_to_sync`. Two things begin in an empty context. Threads, before Python 3.14:
here they get the recording of the thread that starts them. And applications that tests run in
asgiref's `ApplicationCommunicator`: here they get the test's. What outlives its test goes on in the
recording of the process. Not recorded: threads that are not made by `threading.Thread`, other empty
contexts, and programs that tests start.
"""

import contextvars
import json
import multiprocessing.util
import os
import runpy
import sys
import threading
import traceback
import unittest
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import asgiref.testing

ENDINGS = {
    "failures": "failed",
    "errors": "error",
    "skipped": "skipped",
    "expectedFailures": "failed as expected",
}


def main(report: str, how: str, arguments: list[str]) -> None:
    sys.path[0] = str(Path.cwd())  # instead of the folder of this file
    sys.argv = ["runtests.py", *arguments]
    results = keep_results()
    recorded = None
    if how == "recorded":
        sys.path.append(str(Path(__file__).resolve().parent.parent))
        recorded = Recorded(report)
    try:
        runpy.run_path("runtests.py", run_name="__main__")
    finally:
        if results:
            write(report, {"result": summary(results[-1])})
        if recorded is not None:
            recorded.tell()


def keep_results() -> list[unittest.TestResult]:
    """Return a list to which each run of a suite adds its result; the outermost run ends last."""
    from django.test.runner import DiscoverRunner

    results: list[unittest.TestResult] = []
    run_suite = DiscoverRunner.run_suite

    def run_suite_and_keep(self: Any, suite: Any, **kwargs: Any) -> Any:
        results.append(run_suite(self, suite, **kwargs))
        return results[-1]

    DiscoverRunner.run_suite = run_suite_and_keep
    return results


def summary(result: Any) -> dict[str, Any]:
    """Return how many tests ran, and (ending, id) of those that did not simply pass."""
    endings = {
        (ending, test.id()) for name, ending in ENDINGS.items() for test, _ in getattr(result, name)
    }
    endings |= {("passed unexpectedly", test.id()) for test in result.unexpectedSuccesses}
    return {"ran": result.testsRun, "endings": sorted(endings)}


def write(report: str, line: dict[str, Any]) -> None:
    with Path(report).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


class Recorded:
    """What this process records. Workers that are forked from it have a recording of their own."""

    def __init__(self, report: str) -> None:
        from signal_inspector import conf
        from signal_inspector.recording.instrumentation.transplant.around import around
        from signal_inspector.recording.recorder import Recorder
        from signal_inspector.wiring import ledger

        ledger.install(around)
        # No limits: whatever is recorded is recorded in full.
        options = conf.Settings(muted=(), detail_limit=10**9, dispatch_limit=10**9)
        self._recorder = lambda: Recorder(options=options)
        self._report = report
        self._test = self._recorder()
        self._begin()
        self._around_tests()
        follow_threads()
        follow_applications()
        multiprocessing.util.register_after_fork(self, Recorded._in_worker)

    def _begin(self) -> None:
        self._tests = 0
        self._trouble: list[str] = []
        self._process = self._recorder()
        self._process.start()

    def _in_worker(self) -> None:
        self._begin()
        # Workers do not come to the end of main().
        multiprocessing.util.Finalize(None, self.tell, exitpriority=100)

    def _around_tests(self) -> None:
        start_test, stop_test = unittest.TestResult.startTest, unittest.TestResult.stopTest

        def start_recorded(result: Any, test: Any) -> None:
            self._test.stop()  # tests may run tests
            self._test = self._recorder()
            self._test.start()
            start_test(result, test)

        def stop_recorded(result: Any, test: Any) -> None:
            stop_test(result, test)
            self._look_at(self._test, str(test.id()))

        unittest.TestResult.startTest = start_recorded
        unittest.TestResult.stopTest = stop_recorded

    def _look_at(self, recorder: Any, where: str) -> Any:
        """Close a recording and use it once; what goes wrong is trouble."""
        try:
            recording = recorder.stop()
            recording.to_json()
        except Exception:  # noqa: BLE001 - told in the report
            self._trouble.append(f"{where}: {traceback.format_exc()}")
            return recorder.recording
        self._tests += bool(recording.dispatches)
        self._trouble += [f"{where}: {note}" for note in recording.notes]
        return recording

    def tell(self) -> None:
        recording = self._look_at(self._process, f"process {os.getpid()}")
        recorded = Counter[str]()
        recorded["dispatches"] = len(recording.dispatches)
        recorded["receiver calls"] = len(recording.receiver_calls)
        for each in recording.counted:
            recorded[f"dispatches counted ({each.reason})"] += each.count
        recorded["tests that dispatched"] = self._tests
        write(self._report, {"recorded": recorded, "trouble": self._trouble})


def follow_threads() -> None:
    """Let each thread begin in the recording of the thread that starts it."""
    from signal_inspector.recording.strands import current

    start, run = threading.Thread.start, threading.Thread._bootstrap_inner

    def start_followed(thread: Any) -> None:
        thread._signal_inspector = current.get()
        start(thread)

    def run_followed(thread: Any) -> None:
        current.set(thread._signal_inspector)
        run(thread)

    threading.Thread.start = start_followed
    threading.Thread._bootstrap_inner = run_followed


def follow_applications() -> None:
    """Let each application that a test runs begin in the recording of the test."""
    from signal_inspector.recording.strands import current

    def context() -> contextvars.Context:
        made = contextvars.Context()
        made.run(current.set, current.get())
        return made

    asgiref.testing.contextvars = SimpleNamespace(Context=context)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
