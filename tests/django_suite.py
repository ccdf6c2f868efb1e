"""Run Django's own tests plain and with everything recorded; tell the difference.

`python3 -m tests.django_suite --django 6.1` downloads the source of that Django with pip, makes an
environment for it under `.venv-suite`, and runs the tests twice. Exit code 1 when a test does not
end alike in both runs, or when the recorder had trouble; 2 when the tests could not run.
"""

import argparse
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from example_project.bootstrap import ROOT, SetupError, prepare, say
from example_project.interpreters import find_python

LABELS = (
    "dispatch", "signals", "m2m_signals", "migrate_signals", "asgi", "async", "handlers",
    "auth_tests", "delete", "transaction_hooks", "contenttypes_tests", "sites_tests",
)  # fmt: skip
PYTHONS = {
    "5.2": ("3.13", "3.12", "3.11"),
    "6.0": ("3.12", "3.13"),
    "6.1": ("3.13", "3.12"),  # 3.12.1 lacks email.errors.HeaderWriteError
}
FOLDER = ROOT / ".venv-suite"
RUNNER = ROOT / "tests" / "django_suite_runner.py"


@dataclass
class Run:
    """What one run of the tests said. ``endings`` holds each test that did not simply pass."""

    ran: int = 0
    endings: set[tuple[str, str]] = field(default_factory=set)
    recorded: Counter[str] = field(default_factory=Counter)
    trouble: list[str] = field(default_factory=list)
    processes: int = 0
    seconds: float = 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        python, source = set_up(options.django, options.python)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 2
    runs = {}
    for how in ("plain", "recorded"):
        print(f"\n== {source.name}, {how}", flush=True)
        run = run_tests(python, source, how, [f"--parallel={options.parallel}", *options.labels])
        if run is None:
            print("The tests did not get to their end.", file=sys.stderr)
            return 2
        runs[how] = run
    print("\n" + "\n".join(story(**runs)))
    return 1 if differences(**runs) or runs["recorded"].trouble else 0


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m tests.django_suite", description=__doc__)
    parser.add_argument("--django", choices=PYTHONS, default="6.1", help="series (default: 6.1)")
    parser.add_argument("--python", help="series, for instance 3.12 (default: what suits Django)")
    parser.add_argument("--labels", nargs="+", default=LABELS, help="as for Django's runtests.py")
    parser.add_argument("--parallel", default="auto", help="number of processes (default: auto)")
    return parser


def set_up(django: str, series: str | None) -> tuple[Path, Path]:
    """Return the Python of an environment for this Django's tests, and Django's source folder."""
    wanted = [series] if series else PYTHONS[django]
    found = next(((each, base) for each in wanted if (base := find_python(each))), None)
    if found is None:
        raise SetupError(f"There is no Python {' or '.join(wanted)} on this machine.")
    series, base = found
    python = prepare(FOLDER / f"django{django}-python{series}", base, ["pip>=25.1"])
    source = next(iter(sorted(FOLDER.glob(f"django-{django}*/"))), None) or fetch(python, django)
    stamp = python.parent.parent / "tested"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != source.name:
        say(f"installing {source.name} and what its tests need")
        if not install(python, "--editable", str(source)):
            raise SetupError(f"{source.name} could not be installed.")
        listed = (source / "tests/requirements/py3.txt").read_text(encoding="utf-8").splitlines()
        for requirement in filter(None, (line.partition("#")[0].strip() for line in listed)):
            if not install(python, "--only-binary=:all:", requirement):
                say(f"without {requirement}: tests that need it are skipped")
        stamp.write_text(source.name, encoding="utf-8")
    return python, source


def fetch(python: Path, django: str) -> Path:
    """Download and unpack the source of the newest Django of this series."""
    with tempfile.TemporaryDirectory() as folder:
        say(f"downloading the source of Django {django}")
        options = ["--no-deps", "--no-binary=:all:", f"--dest={folder}"]
        if not pip(python, "download", *options, f"django~={django}.0"):
            raise SetupError(f"The source of Django {django} could not be downloaded.")
        (archive,) = Path(folder).glob("*.tar.gz")
        with tarfile.open(archive) as opened:
            opened.extractall(FOLDER, filter="data")
        return FOLDER / archive.name.removesuffix(".tar.gz")


def install(python: Path, *arguments: str) -> bool:
    return pip(python, "install", *arguments)


def pip(python: Path, *arguments: str) -> bool:
    command = [str(python), "-m", "pip", "--quiet", *arguments]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def run_tests(python: Path, source: Path, how: str, arguments: Sequence[str]) -> Run | None:
    """Run Django's tests in their folder; None when they told no result."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    for name in ("DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH"):
        environment.pop(name, None)  # as Django's own tests expect it
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.jsonl")
        command = [str(python), "-Wd", str(RUNNER), str(report), how, *arguments]
        began = time.monotonic()
        subprocess.run(command, cwd=source / "tests", env=environment, check=False)
        seconds = time.monotonic() - began
        lines = report.read_text(encoding="utf-8").splitlines() if report.exists() else []
    run = read_report(lines)
    if run is not None:
        run.seconds = seconds
    return run


def read_report(lines: Iterable[str]) -> Run | None:
    """Add up what the processes of a run reported; None without the result of the tests."""
    run, complete = Run(), False
    for line in lines:
        report = json.loads(line)
        if "result" in report:
            complete = True
            run.ran = report["result"]["ran"]
            run.endings = {(ending, test) for ending, test in report["result"]["endings"]}
        else:
            run.processes += 1
            run.recorded.update(report["recorded"])
            run.trouble += report["trouble"]
    return run if complete else None


def differences(plain: Run, recorded: Run) -> list[str]:
    """Return a line for each test that ended in one run as it did not in the other."""
    lines = [f"only plain: {' '.join(each)}" for each in plain.endings - recorded.endings]
    lines += [f"only recorded: {' '.join(each)}" for each in recorded.endings - plain.endings]
    if plain.ran != recorded.ran:
        lines.append(f"{plain.ran} tests ran plain, {recorded.ran} recorded")
    return sorted(lines)


def story(plain: Run, recorded: Run) -> list[str]:
    """Return what to print about both runs."""
    lines = [f"{how:8}  {told(run)}" for how, run in {"plain": plain, "recorded": recorded}.items()]
    counts = ", ".join(f"{count:,} {what}" for what, count in recorded.recorded.items())
    lines.append(f"In {recorded.processes} processes were recorded: {counts}.")
    lines += [f"trouble: {each}" for each in recorded.trouble]
    found = differences(plain, recorded)
    return [*lines, *found, f"{len(found)} differences."]


def told(run: Run) -> str:
    endings = Counter(ending for ending, _ in run.endings)
    counts = "".join(f", {count} {ending}" for ending, count in sorted(endings.items()))
    return f"{run.ran} tests ran in {run.seconds:.0f} s{counts}"


if __name__ == "__main__":
    raise SystemExit(main())
