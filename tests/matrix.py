"""The supported pairs of Django and Python, each in an environment of its own.

Cells with a toolbar are for its older versions; all others have the newest.
"""

import time
from collections.abc import Sequence
from typing import NamedTuple

from example_project.bootstrap import ROOT, SetupError, prepare, requirements
from example_project.interpreters import find_python
from tests import runs


class Cell(NamedTuple):
    django: str
    python: str
    toolbar: str = ""

    @property
    def name(self) -> str:
        toolbar = f"/toolbar{self.toolbar}" if self.toolbar else ""
        return f"{self.django}/{self.python}{toolbar}"

    @property
    def requirements(self) -> list[str]:
        toolbar = [f"django-debug-toolbar~={self.toolbar}.0"] if self.toolbar else []
        return [f"django~={self.django}.0", *toolbar]


class Result(NamedTuple):
    cell: Cell
    outcome: str  # "passed", "failed", or why it could not run
    seconds: float = 0.0


CELLS = [
    Cell("5.2", "3.11"),
    Cell("5.2", "3.12"),
    Cell("5.2", "3.13"),
    Cell("5.2", "3.12", toolbar="6.3"),
    Cell("6.0", "3.12"),
    Cell("6.0", "3.13"),
    Cell("6.0", "3.13", toolbar="7.1"),
    Cell("6.1", "3.12"),
    Cell("6.1", "3.13"),
]


def run(names: Sequence[str], pytest_arguments: Sequence[str]) -> int:
    """Run the cells of these names, all of them for no name; 1 when one failed or none ran.

    `newest` is the last cell that this machine has a Python for.
    """
    try:
        cells = choose(names)
    except KeyError as error:
        known = ", ".join([cell.name for cell in CELLS])
        print(f"There is no cell {error.args[0]}: choose from {known}, newest.")
        return 2
    results = [run_cell(cell, pytest_arguments) for cell in cells]
    if len(results) > 1:
        print("\n" + "\n".join(table(results)))
    return exit_code(results)


def choose(names: Sequence[str]) -> list[Cell]:
    """KeyError for a name that no cell has."""
    by_name = {cell.name: cell for cell in CELLS}
    if "newest" in names:
        by_name["newest"] = next((c for c in reversed(CELLS) if find_python(c.python)), CELLS[-1])
    return [by_name[name] for name in names] if names else CELLS


def run_cell(cell: Cell, pytest_arguments: Sequence[str]) -> Result:
    toolbar = f", toolbar {cell.toolbar}" if cell.toolbar else ""
    print(f"\n== Django {cell.django}, Python {cell.python}{toolbar}", flush=True)
    base = find_python(cell.python)
    if base is None:
        return Result(cell, f"skipped: there is no Python {cell.python} on this machine")
    venv = ROOT / ".venv-matrix" / f"django{cell.name.replace('/', '-python', 1).replace('/', '-')}"
    began = time.monotonic()
    try:
        python = prepare(venv, base, [*requirements(["test"]), *cell.requirements])
    except SetupError as error:
        return Result(cell, f"failed: {error}")
    code = runs.call([str(python), "-m", "pytest", *runs.PARALLEL, *pytest_arguments])
    return Result(cell, "failed" if code else "passed", time.monotonic() - began)


def table(results: Sequence[Result]) -> list[str]:
    return [
        f"Django {cell.django}   Python {cell.python}   toolbar {cell.toolbar or 'new'}"
        f"   {seconds:5.0f} s   {outcome}"
        for cell, outcome, seconds in results
    ]


def exit_code(results: Sequence[Result]) -> int:
    outcomes = [result.outcome for result in results]
    failed = any(outcome.startswith("failed") for outcome in outcomes)
    return 0 if "passed" in outcomes and not failed else 1
