"""What `python3 -m tests` starts: pytest twice, the tools of the group `lint`, and Sphinx."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from example_project.bootstrap import ROOT

NO_TESTS_COLLECTED = 5
# A process for each core; the tests of a module stay together, as their fixtures do.
PARALLEL = ["-n", "auto", "--dist", "loadfile"]


def suite(pytest_arguments: Sequence[str], *, pytest: Sequence[str] = ()) -> int:
    """Run the tests, then those that drive a browser in a process of their own.

    `pytest` is the command that starts pytest for the former, in this Python by default. Returns 0
    when all is well, else the first exit code that is not.
    """
    plain = [sys.executable, "-m", "pytest"]
    return first_failure(
        [
            call([*(pytest or plain), *PARALLEL, *pytest_arguments]),
            call([*plain, *pytest_arguments, "-m", "browser"]),
        ]
    )


def first_failure(codes: Sequence[int]) -> int:
    """Arguments may choose tests of one run only: then the other has none, which is no failure."""
    if all(code == NO_TESTS_COLLECTED for code in codes):
        return NO_TESTS_COLLECTED
    return next((code for code in codes if code not in {0, NO_TESTS_COLLECTED}), 0)


def everything(pytest_arguments: Sequence[str]) -> int:
    """Run what CI runs, all of it even after a failure; the failures are named at the end."""
    coverage = [sys.executable, "-m", "coverage"]
    call([*coverage, "erase"])
    failed = [name for name, command in tools() if call(command)]
    if suite(pytest_arguments, pytest=[*coverage, "run", "-m", "pytest"]):
        failed.append("tests")
    call([*coverage, "combine", "--quiet"])
    if call([*coverage, "report"]):
        failed.append("coverage")
    print(f"Failed: {', '.join(failed)}" if failed else "All is well.", flush=True)
    return 1 if failed else 0


def tools() -> list[tuple[str, list[str]]]:
    """What judges the sources: a name, and the command that fails where something is to mend."""
    python = [sys.executable, "-m"]
    lint_imports, djade = [
        str(Path(sys.executable).with_name(name)) for name in ("lint-imports", "djade")
    ]
    templates = [str(each.relative_to(ROOT)) for each in sorted(ROOT.glob("*/templates/**/*.html"))]
    return [
        ("format", [*python, "ruff", "format", "--check", "."]),
        ("lint", [*python, "ruff", "check", "."]),
        ("import contracts", [lint_imports, "--no-logo"]),
        ("types", [*python, "mypy"]),
        ("spelling", [*python, "codespell_lib"]),
        ("format of templates", [djade, "--check", "--target-version", "5.2", *templates]),
        ("templates", [*python, "djlint", "--quiet", "--lint", *templates]),
        ("scripts and styles", [*python, "tests.biome", "ci"]),
        ("docs", [*python, "sphinx", "-q", "-W", "--keep-going", "docs", "build/docs"]),
    ]


def call(command: Sequence[str]) -> int:
    shown = " ".join([Path(command[0]).name, *command[1:]])
    print(f"\n$ {shown}", flush=True)
    return subprocess.run(command, cwd=ROOT, check=False).returncode
