import sys

import pytest

from tests import runs


@pytest.fixture
def calls(monkeypatch):
    """Commands in their order; `codes` are exit codes other than 0, by a word of the command."""
    commands = []

    def call(command):
        commands.append(list(command))
        return next((code for word, code in call.codes.items() if word in command), 0)

    call.codes = {}
    monkeypatch.setattr(runs, "call", call)
    call.commands = commands
    return call


@pytest.mark.parametrize(
    ("codes", "code"),
    [([0, 0], 0), ([0, 5], 0), ([5, 0], 0), ([5, 5], 5), ([1, 0], 1), ([5, 1], 1)],
)
def test_a_run_without_tests_is_no_failure_when_the_other_has_some(codes, code):
    assert runs.first_failure(codes) == code


def test_the_browser_has_a_process_of_its_own(calls):
    assert runs.suite(["-x"]) == 0
    pytest_command = [sys.executable, "-m", "pytest"]
    assert calls.commands == [
        [*pytest_command, *runs.PARALLEL, "-x"],
        [*pytest_command, "-x", "-m", "browser"],
    ]


def test_everything_runs_to_the_end_and_names_what_failed(calls, capsys):
    calls.codes = {"codespell_lib": 1, "mypy": 1, "browser": 1}
    assert runs.everything([]) == 1
    assert capsys.readouterr().out == "Failed: types, spelling, tests\n"
    assert calls.commands[-1][-1] == "report"


def test_everything_is_well_when_all_succeed(calls, capsys):
    assert runs.everything([]) == 0
    assert capsys.readouterr().out == "All is well.\n"


def test_templates_of_the_package_and_of_the_example_are_judged():
    if not (runs.ROOT / "signal_inspector").is_dir():
        pytest.skip("the source of the package is out of the way")
    judged = dict(runs.tools())["templates"]
    assert "signal_inspector/templates/signal_inspector/panel.html" in judged
    assert "example_project/templates/example_project/front.html" in judged


def test_a_command_is_shown_and_its_exit_code_given(capfd):
    assert runs.call([sys.executable, "-c", "raise SystemExit(3)"]) == 3
    assert capfd.readouterr().out.startswith("\n$ python")
