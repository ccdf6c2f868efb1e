"""The command lines of the example and of the tests, in a process that is set up already."""

import sys

import pytest
from django.core.management import CommandError

import example_project.__main__ as example
from example_project import manage, tour
from tests import __main__ as tests_command, matrix, runs


@pytest.fixture
def command(monkeypatch):
    """Run the `main` of a module with arguments; gives the exit code. The set-up is noted."""

    def run(module, *arguments):
        monkeypatch.setattr(module, "enter", lambda *entered: run.entered.append(entered))
        monkeypatch.setattr(sys, "argv", [module.__file__, *arguments])
        try:
            module.main()
        except SystemExit as ended:
            return ended.code
        return 0

    run.entered = []
    return run


@pytest.fixture
def steps(monkeypatch):
    """The steps of the tour, noted and not taken."""
    steps = []
    monkeypatch.setattr(tour, "check_port", lambda port: steps.append(("check", port)))
    monkeypatch.setattr(tour, "run", lambda *, output: steps.append(("run", str(output))))
    monkeypatch.setattr(tour, "serve", lambda port: steps.append(("serve", port)))
    return steps


def test_the_example_looks_at_the_port_runs_and_serves(command, steps):
    assert command(example) == 0
    assert command.entered == [("example_project",)]
    assert steps == [("check", 8000), ("run", "signals.svg"), ("serve", 8000)]


def test_the_example_obeys_its_options(command, steps):
    assert command(example, "--port", "8001", "--output", "x.svg") == 0
    assert steps == [("check", 8001), ("run", "x.svg"), ("serve", 8001)]


def test_the_example_stops_before_it_serves(command, steps):
    assert command(example, "--no-serve") == 0
    assert steps == [("run", "signals.svg")]


def test_what_fails_in_the_example_is_one_line_with_its_exit_code(command, monkeypatch, capsys):
    def run(*, output):
        raise CommandError("No Graphviz.", returncode=2)

    monkeypatch.setattr(tour, "run", run)
    assert command(example, "--no-serve") == 2
    assert capsys.readouterr().err == "No Graphviz.\n"


def test_a_wrong_option_needs_no_set_up(command, capsys):
    assert command(example, "--nonsense") == 2
    assert command(tests_command, "--nonsense") == 2
    assert command.entered == []


def test_manage_runs_djangos_commands(command, capsys):
    assert command(manage, "check", "--tag", "urls") == 0
    assert command.entered == [("example_project.manage",)]
    assert "System check identified no issues" in capsys.readouterr().out


@pytest.fixture
def chosen(monkeypatch):
    """What the command of the tests starts, noted and not started."""
    chosen = []
    monkeypatch.setattr(runs, "suite", lambda rest: chosen.append(("suite", rest)))
    monkeypatch.setattr(runs, "everything", lambda rest: chosen.append(("everything", rest)))
    monkeypatch.setattr(matrix, "run", lambda cells, rest: chosen.append((*cells, rest)))
    return chosen


@pytest.mark.parametrize(
    ("arguments", "starts", "groups"),
    [
        ([], ("suite", []), ["test"]),
        (["--", "-k", "--all"], ("suite", ["-k", "--all"]), ["test"]),
        (["--all", "--", "-x"], ("everything", ["-x"]), ["test", "lint", "docs"]),
        (["--matrix"], ([],), ["test"]),
        (["--matrix", "newest", "5.2/3.11", "--", "-x"], ("newest", "5.2/3.11", ["-x"]), ["test"]),
    ],
)
def test_the_command_of_the_tests(command, chosen, arguments, starts, groups):
    command(tests_command, *arguments)
    assert command.entered == [("tests", groups)]
    assert chosen == [starts]


@pytest.mark.parametrize("kind", ["asgi", "wsgi"])
def test_servers_find_an_application(kind):
    from django.utils.module_loading import import_string

    assert callable(import_string(f"example_project.{kind}.application"))
