import os
import sys
from pathlib import Path

import pytest

from example_project import interpreters

SERIES = interpreters.series_of(interpreters.own_version())
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs are shell scripts")


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def pyenv(tmp_path, monkeypatch):
    """An empty PATH and an empty pyenv."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return tmp_path / "pyenv" / "versions"


def test_series_of_drops_the_patch():
    assert interpreters.series_of("3.12.1") == "3.12"


def test_the_version_is_what_the_interpreter_says():
    assert interpreters.python_version(Path(sys.executable)) == interpreters.own_version()


def test_a_program_that_fails_or_is_not_there_has_no_version(tmp_path):
    shim = program(tmp_path / "python3.12", "exit 127")
    assert interpreters.python_version(shim) is None
    assert interpreters.python_version(tmp_path / "nothing") is None


def test_a_shim_that_does_not_run_is_passed_over(tmp_path, pyenv, monkeypatch):
    program(tmp_path / "shims" / "python3.12", "exit 127")
    real = program(tmp_path / "bin" / "python3.12", "echo 3.12.9")
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path / "shims"), str(tmp_path / "bin")]))
    assert interpreters.find_python("3.12") == real


def test_pyenv_is_asked_after_path(tmp_path, pyenv, monkeypatch):
    in_pyenv = program(pyenv / "3.12.4" / "bin" / "python", "echo 3.12.4")
    assert interpreters.find_python("3.12") == in_pyenv
    on_path = program(tmp_path / "python3.12", "echo 3.12.1")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert interpreters.find_python("3.12") == on_path


def test_a_program_of_another_series_is_not_taken(pyenv):
    program(pyenv / "3.12.4" / "bin" / "python", "echo 3.13.0")
    assert interpreters.find_python("3.12") is None


def test_without_candidates_there_is_none(pyenv):
    assert interpreters.find_python(SERIES) is None
