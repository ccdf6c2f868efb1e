from pathlib import Path

import pytest

from example_project.bootstrap import SetupError
from tests import matrix, runs
from tests.matrix import CELLS, Cell, Result


@pytest.fixture
def machine(monkeypatch):
    """A machine with Python 3.11 and 3.12; the suite fails on Django 6.0, 6.1 cannot be had."""

    def prepare(venv, base, wanted):
        if wanted[-1] == "django~=6.1.0":
            raise SetupError("No network.")
        return venv / "python"

    pythons = {"3.11": Path("a"), "3.12": Path("b")}
    monkeypatch.setattr(matrix, "find_python", pythons.get)
    monkeypatch.setattr(matrix, "prepare", prepare)
    monkeypatch.setattr(runs, "call", lambda command: int("django6.0" in command[0]))


def test_the_cells():
    assert [cell.name for cell in CELLS] == [
        "5.2/3.11",
        "5.2/3.12",
        "5.2/3.13",
        "5.2/3.12/toolbar6.3",
        "6.0/3.12",
        "6.0/3.13",
        "6.0/3.13/toolbar7.1",
        "6.1/3.12",
        "6.1/3.13",
    ]


def test_a_cell_of_an_older_toolbar_asks_for_it():
    assert Cell("5.2", "3.12", "6.3").requirements == [
        "django~=5.2.0",
        "django-debug-toolbar~=6.3.0",
    ]
    assert Cell("5.2", "3.12").requirements == ["django~=5.2.0"]


def test_no_name_chooses_all_cells():
    assert matrix.choose([]) == CELLS


def test_newest_is_the_last_cell_that_has_a_python(machine):
    assert matrix.choose(["newest", "5.2/3.13"]) == [Cell("6.1", "3.12"), Cell("5.2", "3.13")]


def test_an_unknown_cell_is_told(capsys):
    assert matrix.run(["4.2/3.9"], []) == 2
    assert "There is no cell 4.2/3.9: choose from 5.2/3.11" in capsys.readouterr().out


def test_the_table_says_how_each_cell_went(machine, capsys):
    assert matrix.run([], []) == 1
    rows = capsys.readouterr().out.splitlines()[-9:]
    assert [row.split(" s   ")[1] for row in rows] == [
        "passed",
        "passed",
        "skipped: there is no Python 3.13 on this machine",
        "passed",
        "failed",
        "skipped: there is no Python 3.13 on this machine",
        "skipped: there is no Python 3.13 on this machine",
        "failed: No network.",
        "skipped: there is no Python 3.13 on this machine",
    ]


def test_one_cell_has_no_table_so_that_pytest_has_the_last_word(machine, capsys):
    assert matrix.run(["5.2/3.11"], []) == 0
    assert capsys.readouterr().out == "\n== Django 5.2, Python 3.11\n"


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [(["passed", "skipped: x"], 0), (["skipped: x"], 1), (["passed", "failed: x"], 1)],
)
def test_a_matrix_in_which_nothing_ran_has_failed(outcomes, code):
    results = [Result(CELLS[0], outcome) for outcome in outcomes]
    assert matrix.exit_code(results) == code
