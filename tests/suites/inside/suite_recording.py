"""What a process records while it runs a suite: everything, without limits.

One recording is open from the start to the end of each process, and within it one more for each
test, so everything is recorded that runs in a context derived from the test's: coroutines, tasks,
`sync_to_async`, `async_to_sync`. Two things begin in an empty context. Threads, before Python 3.14:
here they get the recording of the thread that starts them. And applications that tests run in
asgiref's `ApplicationCommunicator`: here they get the test's. What outlives its test goes on in the
recording of the process. Not recorded: threads that are not made by `threading.Thread`, other empty
contexts, and programs that tests start.
"""

import contextvars
import multiprocessing.util
import os
import threading
import traceback
from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import asgiref.testing


class Recorded:
    """What this process records. Workers that are forked from it have a recording of their own."""

    def __init__(self, tell: Callable[[dict[str, Any]], None]) -> None:
        from signal_inspector import conf
        from signal_inspector.recording.instrumentation.transplant.around import around
        from signal_inspector.recording.recorder import Recorder
        from signal_inspector.wiring import ledger

        ledger.install(around)
        options = conf.Settings(muted=(), detail_limit=10**9, dispatch_limit=10**9)
        self._recorder = lambda: Recorder(options=options)
        self._tell = tell
        self._test = self._recorder()
        self._begin()
        follow_threads()
        follow_applications()
        multiprocessing.util.register_after_fork(self, Recorded._in_worker)

    def _begin(self) -> None:
        self._tests = 0
        self._problems = Counter[str]()
        self._examples: dict[str, str] = {}
        self._trouble: list[str] = []
        self._process = self._recorder()
        self._process.start()

    def _in_worker(self) -> None:
        self._begin()
        # Workers do not come to the end of main().
        multiprocessing.util.Finalize(None, self.tell, exitpriority=100)

    def start_test(self) -> None:
        self._test.stop()  # tests may run tests
        self._test = self._recorder()
        self._test.start()

    def stop_test(self, test: str) -> None:
        """Close the recording of the test, and diagnose it."""
        recording = self._look_at(self._test, test)
        try:
            problems = recording.problems
        except Exception:  # noqa: BLE001 - told in the report
            self._trouble.append(f"{test}: {traceback.format_exc()}")
            return
        self._tests += bool(recording.dispatches)
        self._problems.update({each.rule for each in problems})
        for each in problems:
            self._examples.setdefault(each.rule, f"{each.sentence} ({test})")

    def _look_at(self, recorder: Any, where: str) -> Any:
        """Close a recording and use it once; what goes wrong is trouble."""
        try:
            recording = recorder.stop()
            recording.to_json()
        except Exception:  # noqa: BLE001 - told in the report
            self._trouble.append(f"{where}: {traceback.format_exc()}")
            return recorder.recording
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
        self._tell(
            {
                "recorded": recorded,
                "problems": self._problems,
                "examples": self._examples,
                "trouble": self._trouble,
            }
        )


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
