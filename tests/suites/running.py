"""Run a suite in its own environment, plain and recorded."""

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.suites.comparing import Run, read_report

START = Path(__file__).parent / "inside" / "start_suite.py"
OURS = ("DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH")


def run_both(
    title: str,
    python: Path,
    folder: Path,
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
) -> dict[str, Run] | None:
    """Return both runs by name; None when one of them told no result.

    ``command`` is what would follow `python`: a script or `-m` and a module, and its arguments.
    """
    runs = {}
    for how in ("plain", "recorded"):
        print(f"\n== {title}, {how}", flush=True)
        run = run_suite(python, folder, how, command, environment or {})
        if run is None:
            return None
        runs[how] = run
    return runs


def run_suite(
    python: Path, folder: Path, how: str, command: Sequence[str], environment: Mapping[str, str]
) -> Run | None:
    with tempfile.TemporaryDirectory() as place:
        report = Path(place, "report.jsonl")
        began = time.monotonic()
        subprocess.run(
            [str(python), "-Wd", str(START), str(report), how, *command],
            cwd=folder,
            env=theirs(os.environ, environment),
            check=False,
        )
        seconds = time.monotonic() - began
        lines = report.read_text(encoding="utf-8").splitlines() if report.exists() else []
    run = read_report(lines)
    if run is not None:
        run.seconds = seconds
    return run


def theirs(ours: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    """Return an environment as suites of others expect it, and ``more``."""
    kept = {name: value for name, value in ours.items() if name not in OURS}
    return {**kept, "LC_ALL": "C.UTF-8", **more}
