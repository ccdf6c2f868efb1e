"""What is in the packages, and what they need."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

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
import importlib.abc, sys

class Refuse(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {refused!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Refuse())
import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "signal_inspector"],
    DATABASES={{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}}},
)
django.setup()
import signal_inspector
from django.core.management import call_command
from django.core.signals import request_started

with signal_inspector.record() as recording:
    request_started.send(sender=object)
assert len(recording.dispatches) == 1, recording.dispatches
call_command("check")
call_command("signalgraph", "--all", format="text", verbosity=0)
call_command("signaltrace", "check", verbosity=0)
"""


def test_the_core_needs_nothing_but_django():
    refused = {"debug_toolbar", "graphviz", "opentelemetry", "celery", "pytest"}
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT.format(refused=refused)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "reset_queries" in done.stdout
