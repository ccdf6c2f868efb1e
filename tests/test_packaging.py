"""What is in the packages, and what they need."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests import wheel
from tests.extras import __main__ as extras

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "signal_inspector"
# Sources of translations are for translators: they are in the source package only.
SOURCES_ONLY = {".po"}


def tracked(*folders: str) -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", *folders], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("this is no git checkout")
    return set(listed.stdout.splitlines())


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    if not PACKAGE.is_dir():
        pytest.skip("the source of the package is out of the way")
    builders = pytest.importorskip("hatchling.builders.wheel")
    sources = pytest.importorskip("hatchling.builders.sdist")
    folder = tmp_path_factory.mktemp("packages")
    built = [
        next(builder(str(ROOT)).build(directory=str(folder), versions=["standard"]))
        for builder in (builders.WheelBuilder, sources.SdistBuilder)
    ]
    return [Path(each) for each in built]


def test_the_wheel_holds_the_package_and_nothing_else(packages):
    with zipfile.ZipFile(packages[0]) as wheel:
        names = set(wheel.namelist())
    held = {name for name in names if ".dist-info/" not in name}
    expected = tracked("signal_inspector")
    assert {name for name in expected if Path(name).suffix not in SOURCES_ONLY} == {
        name for name in held if Path(name).suffix not in SOURCES_ONLY
    }
    for part in ("py.typed", "static/signal_inspector/panel.js", "locale/de/LC_MESSAGES/django.mo"):
        assert f"signal_inspector/{part}" in held
    assert any(name.endswith("/licenses/LICENSE") for name in names)


def test_the_source_package_holds_the_tests_and_what_they_need(packages):
    with tarfile.open(packages[1]) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    assert tracked("tests", "example_project", "benchmarks", "docs", "signal_inspector") <= names
    assert {"README.md", "LICENSE", "pyproject.toml"} <= names


WITHOUT = """
import importlib.abc, runpy, sys

REFUSED = {"debug_toolbar", "graphviz", "opentelemetry", "celery", "pytest"}

class Refuse(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in REFUSED:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Refuse())
runpy.run_module("tests.extras.use_core")
"""


def test_the_core_needs_nothing_but_django():
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_each_extra_has_a_program_that_uses_it():
    programs = {each.stem.removeprefix("use_") for each in extras.PROGRAMS.glob("use_*.py")}
    assert programs == {extras.CORE, *wheel.extras()}


def test_an_extra_is_installed_with_the_oldest_that_it_allows():
    [wanted] = extras.installed("render", Path("a.whl"), lowest=True)
    assert wanted[0] == "a.whl[render]"
    assert {each.partition("==")[0] for each in wanted[1:]} == {
        "django",
        "django-debug-toolbar",
        "graphviz",
        "graphviz-pure",
    }


def test_the_core_is_installed_without_what_the_package_depends_on():
    django, package = extras.installed(extras.CORE, Path("a.whl"), lowest=False)
    assert [each.partition(">=")[0] for each in django] == ["django"]
    assert package == ["--no-deps", "a.whl"]
