"""A drawing program is waited for, judged by its end, and stopped with all that it started."""

import os
import select
import sys
from pathlib import Path

import pytest

from signal_inspector.renderers.program import StoppedError, run

HANG = "import sys, select; select.select([], [], [], 120)"


def python(body: str) -> list[str]:
    return [sys.executable, "-c", body]


def test_input_goes_in_and_both_outputs_come_out() -> None:
    body = "import sys; sys.stdout.write(sys.stdin.read()[::-1]); sys.stderr.write(' odd \\n')"

    result = run(python(body), b"abc", 60)

    assert (result.output, result.errors, result.end) == (b"cba", "odd", "")


def test_more_than_a_pipe_holds_goes_through() -> None:
    source = b"n" * 3_000_000

    result = run(python("import sys; sys.stdout.write(sys.stdin.read())"), source, 60)

    assert result.output == source


@pytest.mark.parametrize(
    ("body", "end"),
    [
        ("raise SystemExit(3)", "Its exit code was 3."),
        ("import os; os.kill(os.getpid(), 9)", "It was killed by SIGKILL."),
        ("import os; os.kill(os.getpid(), 40)", "It was killed by signal 40."),
    ],
)
def test_a_failure_is_told(body: str, end: str) -> None:
    assert run(python(body), b"", 60).end == end


def test_a_program_that_takes_too_long_is_stopped_with_its_children(tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    os.mkfifo(alive)
    child = f"alive = open({str(alive)!r}, 'w'); alive.write('yes'); alive.flush(); {HANG}"
    body = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"

    reader = os.open(alive, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with pytest.raises(StoppedError):
            run(python(body), b"", 5)

        assert os.read(reader, 9) == b"yes"
        ready, _, _ = select.select([reader], [], [], 30)
        assert ready == [reader]
        assert os.read(reader, 9) == b""  # the child let go: it has ended
    finally:
        os.close(reader)


def test_while_it_works_the_caller_is_called() -> None:
    passed: list[float] = []

    class EnoughError(Exception):
        """Ends the test as soon as the caller was called twice."""

    def waiting(seconds: float) -> None:
        passed.append(seconds)
        if len(passed) == 2:
            raise EnoughError

    with pytest.raises(EnoughError):
        run(python(HANG), b"", 60, waiting)

    assert 0 < passed[0] < passed[1]


def test_what_cannot_be_started_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        run(["/no/such/program"], b"", 60)
