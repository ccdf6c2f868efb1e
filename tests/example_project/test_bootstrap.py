import ast
import subprocess
import sys
import threading
import venv as venv_module
from pathlib import Path

import pytest

from example_project import bootstrap

WANTED = bootstrap.requirements(["test"])
READ_BY_OLD_PYTHONS = [
    "example_project/__init__.py",
    "example_project/__main__.py",
    "example_project/bootstrap.py",
    "example_project/interpreters.py",
    "example_project/manage.py",
    "tests/__init__.py",
    "tests/__main__.py",
]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An environment without packages."""
    folder = tmp_path_factory.mktemp("made") / "venv"
    venv_module.create(folder)
    return folder


@pytest.fixture
def venv(made, tmp_path):
    """The same for one test, with a configuration and a stamp of its own."""
    folder = tmp_path / "venv"
    folder.mkdir()
    (folder / "bin").symlink_to(made / "bin")
    (folder / "pyvenv.cfg").write_text((made / "pyvenv.cfg").read_text())
    return folder


@pytest.fixture
def ran(monkeypatch):
    """The commands that the bootstrap runs; all succeed, but those that start with `failing`."""
    commands = []

    def run(command):
        commands.append(" ".join(command))
        fails = any(word in commands[-1] for word in run.failing)
        return subprocess.CompletedProcess(command, int(fails), "...\nERROR: no way\nbye\n")

    run.failing = ["uv --version"]
    commands_and_run = (commands, run)
    monkeypatch.setattr(bootstrap, "_run", run)
    return commands_and_run


@pytest.mark.parametrize("path", READ_BY_OLD_PYTHONS)
def test_python_3_7_can_read(path):
    ast.parse((bootstrap.ROOT / path).read_text(), feature_version=(3, 7))


@pytest.mark.parametrize("path", READ_BY_OLD_PYTHONS)
def test_nothing_but_the_standard_library_is_imported_at_first(path):
    tree = ast.parse((bootstrap.ROOT / path).read_text())
    names = {
        alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names
    }
    names |= {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}
    ours = {"example_project.bootstrap", "example_project.interpreters"}
    assert {name for name in names - ours if name not in sys.stdlib_module_names} == set()


def test_requirements_name_the_project_and_the_groups():
    assert bootstrap.requirements() == ["--editable", ".[render]"]
    assert bootstrap.requirements(["test", "lint"])[2:] == ["--group", "test", "--group", "lint"]


def test_the_digests_follow_the_version_the_wishes_and_the_folder(monkeypatch, tmp_path):
    first = bootstrap.digests("3.11.7", ["x"])
    assert first == bootstrap.digests("3.11.7", ["x"])
    found = first | bootstrap.digests("3.11.8", ["x"]) | bootstrap.digests("3.11.7", ["y"])
    project = (bootstrap.ROOT / "pyproject.toml").read_text()
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    for text in [project, project + "\n"]:
        (tmp_path / "pyproject.toml").write_text(text)
        found |= bootstrap.digests("3.11.7", ["x"])
    assert len(found) == 5


def test_what_was_installed_for_more_satisfies_less(venv, ran):
    bootstrap.prepare(venv, Path("unused"), bootstrap.requirements(["test", "lint"]))
    assert bootstrap.is_satisfied(venv, WANTED)
    assert bootstrap.is_satisfied(venv, bootstrap.requirements())
    assert not bootstrap.is_satisfied(venv, bootstrap.requirements(["docs"]))


def test_a_usable_environment_has_a_version(venv):
    assert bootstrap.venv_version(venv) == ".".join(map(str, sys.version_info[:3]))


def test_uvs_way_to_write_the_version_is_understood(venv):
    series = "{}.{}".format(*sys.version_info)
    (venv / "pyvenv.cfg").write_text(f"home = somewhere\nversion_info = {series}.99\n")
    assert bootstrap.venv_version(venv) is not None


def test_no_environment_has_no_version(tmp_path):
    assert bootstrap.venv_version(tmp_path / "venv") is None


def test_an_environment_whose_python_is_gone_is_not_usable(venv, tmp_path):
    (venv / "bin").unlink()
    (venv / "bin").mkdir()
    (venv / "bin" / "python").symlink_to(tmp_path / "gone")
    assert bootstrap.venv_version(venv) is None


def test_an_environment_made_for_another_series_is_not_usable(venv):
    (venv / "pyvenv.cfg").write_text("version = 3.10.2\n")
    assert bootstrap.venv_version(venv) is None


def test_an_environment_with_the_right_stamp_is_left_alone(venv, ran):
    commands, _ = ran
    version = bootstrap.venv_version(venv)
    assert not bootstrap.is_satisfied(venv, WANTED)
    (venv / "installed").write_text("\n".join(["other", *bootstrap.digests(version, WANTED)]))
    assert bootstrap.prepare(venv, Path("unused"), WANTED) == bootstrap.venv_python(venv)
    assert commands == []


def test_a_stamp_does_not_count_when_the_interpreter_is_gone(venv):
    version = bootstrap.venv_version(venv)
    (venv / "installed").write_text("\n".join(bootstrap.digests(version, WANTED)))
    assert bootstrap.is_satisfied(venv, WANTED)
    (venv / "bin").unlink()
    assert not bootstrap.is_satisfied(venv, WANTED)


def test_pip_installs_and_the_stamp_comes_last(venv, ran, capsys):
    commands, _ = ran
    python = str(bootstrap.venv_python(venv))
    bootstrap.prepare(venv, Path("unused"), WANTED)
    assert commands == [
        "uv --version",
        f"{python} -m pip --retries 2 --version",
        f"{python} -m pip --retries 2 install --upgrade pip>=25.1",
        f"{python} -m pip --retries 2 install --editable .[render] --group test",
    ]
    assert bootstrap.is_satisfied(venv, WANTED)
    assert capsys.readouterr().out.startswith("[set-up] installing .[render] group test with pip")


def test_pip_is_not_upgraded_for_nothing(venv, ran):
    commands, _ = ran
    bootstrap.prepare(venv, Path("unused"), bootstrap.requirements())
    assert not [command for command in commands if "--upgrade" in command]


def test_pip_is_added_where_uv_made_the_environment(venv, ran):
    commands, run = ran
    run.failing.append("pip --retries 2 --version")
    bootstrap.prepare(venv, Path("unused"), WANTED)
    assert [command for command in commands if command.endswith("-m ensurepip")]


def test_uv_is_taken_where_it_runs_and_pip_where_uv_fails(venv, ran):
    commands, run = ran
    run.failing.clear()
    bootstrap.prepare(venv, Path("unused"), WANTED)
    assert not [command for command in commands if "-m pip" in command]
    run.failing.append("uv pip")
    bootstrap.prepare(venv, Path("unused"), [*WANTED, "more"])
    assert commands[-1].endswith(" install --editable .[render] --group test more")


def test_a_failed_install_is_one_sentence_and_no_stamp(venv, ran, monkeypatch):
    _, run = ran
    run.failing.append("--editable")
    monkeypatch.setattr(bootstrap, "ROOT", venv.parent)
    (venv.parent / "pyproject.toml").write_text("")
    with pytest.raises(bootstrap.SetupError, match=r"network.*: ERROR: no way \(.*install.log\)$"):
        bootstrap.prepare(venv, Path("unused"), WANTED)
    assert not (venv / "installed").exists()
    assert "ERROR: no way" in (venv / "install.log").read_text()


def test_a_missing_venv_module_is_named_with_its_package(tmp_path, ran):
    _, run = ran
    run.failing.append("import ensurepip, venv")
    with pytest.raises(bootstrap.SetupError, match=r"no venv module: install it .*python3-venv"):
        bootstrap.prepare(tmp_path / "venv", Path(sys.executable), WANTED)


def test_a_broken_environment_is_made_anew(venv, ran, monkeypatch):
    commands, _ = ran
    versions = iter([None, "3.11.7"])
    monkeypatch.setattr(bootstrap, "venv_version", lambda venv: next(versions))
    bootstrap.prepare(venv, Path(sys.executable), WANTED)
    assert f"{sys.executable} -m venv --clear {venv}" in commands


def test_an_environment_that_cannot_be_made_is_told(tmp_path, ran):
    _, run = ran
    run.failing.append("--clear")
    with pytest.raises(bootstrap.SetupError, match="venv could not be made: ERROR: no way"):
        bootstrap.prepare(tmp_path / "venv", Path(sys.executable), WANTED)


def test_a_second_set_up_waits_for_the_first(tmp_path, monkeypatch):
    waiting, entered = threading.Event(), threading.Event()
    monkeypatch.setattr(bootstrap, "say", lambda message: waiting.set())

    def second():
        with bootstrap._alone(tmp_path / "venv"):
            entered.set()

    thread = threading.Thread(target=second)
    with bootstrap._alone(tmp_path / "venv"):
        thread.start()
        assert waiting.wait(10)
        assert not entered.is_set()
    thread.join(10)
    assert entered.is_set()


def test_a_command_that_does_not_start_is_a_failed_command():
    assert bootstrap._run(["there-is-no-such-program"]).returncode == 127


@pytest.mark.parametrize(
    ("output", "line"),
    [("", "no reason was given"), ("one\ntwo\n\n", "two"), ("error: x\n ERROR: y\nz", "ERROR: y")],
)
def test_the_line_that_names_the_error_is_shown(output, line):
    assert bootstrap._last_line(output) == line


class BecameError(Exception):
    """Stands for the end of the process in `os.execv`."""


@pytest.fixture
def execv(monkeypatch):
    def execv(path, arguments):
        raise BecameError(path, arguments)

    monkeypatch.setattr(bootstrap.os, "execv", execv)


def test_enter_goes_on_in_the_environment_with_the_same_arguments(monkeypatch, execv):
    monkeypatch.setattr(bootstrap, "prepare", lambda venv, base, wanted: Path("own-python"))
    monkeypatch.setattr(bootstrap, "inside", lambda venv: False)
    monkeypatch.setattr(sys, "argv", ["tests", "--all", "--", "-x"])
    with pytest.raises(BecameError) as became:
        bootstrap.enter("tests", ["test"])
    assert became.value.args == (
        "own-python",
        ["own-python", "-m", "tests", "--all", "--", "-x"],
    )


def test_enter_returns_inside_the_environment(monkeypatch):
    monkeypatch.setattr(bootstrap, "prepare", lambda venv, base, wanted: Path("own-python"))
    monkeypatch.setattr(bootstrap, "inside", lambda venv: True)
    assert bootstrap.enter("tests") is None


def test_too_old_a_python_goes_on_as_a_newer_one(monkeypatch, execv):
    monkeypatch.setattr(bootstrap, "OLDEST", (99, 12))
    monkeypatch.setattr(bootstrap, "NEWEST", (99, 14))
    monkeypatch.setattr(
        bootstrap, "find_python", lambda series: Path("python3.13") if series == "3.13" else None
    )
    monkeypatch.setattr(sys, "argv", ["tests"])
    with pytest.raises(BecameError) as became:
        bootstrap.enter("tests")
    assert became.value.args == ("python3.13", ["python3.13", "-m", "tests"])


@pytest.mark.parametrize("failure", [bootstrap.SetupError("It is so."), OSError("It is so.")])
def test_what_stands_in_the_way_is_one_sentence_and_exit_code_2(monkeypatch, capsys, failure):
    def prepare(*arguments):
        raise failure

    monkeypatch.setattr(bootstrap, "prepare", prepare)
    with pytest.raises(SystemExit) as exited:
        bootstrap.enter("tests")
    assert exited.value.code == 2
    assert capsys.readouterr() == ("", "It is so.\n")


def test_no_newer_python_is_one_sentence(monkeypatch):
    monkeypatch.setattr(bootstrap, "find_python", lambda series: None)
    with pytest.raises(bootstrap.SetupError, match=r"^Python 3.11 or newer is needed: this is 3"):
        bootstrap.newer_python()
