import sys
import types

import pytest
from django.apps import AppConfig, apps

from signal_inspector.wiring.unimported import unimported

DECORATED = """
from django.db.models.signals import post_save
from django.dispatch import receiver

@receiver(post_save)
def note(**kwargs):
    raise AssertionError
"""
CALLED = """
from django.db.models import signals
signals.post_save.connect(print)
if True:
    try:
        signals.post_delete.connect(print)
    finally:
        pass
"""
RELATIVE = """
from .signals import paid
paid.connect(print)
"""
FAILS = f"raise AssertionError\n{DECORATED}"
HARMLESS = {
    "in a function": "from django.db.models.signals import post_save\n"
    "def ready():\n    post_save.connect(print)\n",
    "a database": "import sqlite3\nsqlite3.connect(':memory:')\n",
    "a thing of its own": "class Line:\n    pass\nline = Line()\nline.connect(print)\n",
    "another receiver": "from kitchen import receiver\n@receiver('tray')\ndef take(): pass\n",
    "no source": "@receiver(post_save",
    "nothing": "",
}


@pytest.fixture
def app(tmp_path, monkeypatch):
    """Write an app with these modules; it is installed, and nothing of it imported."""

    def write(**modules):
        for name, text in modules.items():
            path = tmp_path.joinpath(*name.split("__")).with_suffix(".py")
            path.parent.mkdir(exist_ok=True)
            path.parent.joinpath("__init__.py").touch()
            path.write_text(text)
        module = types.ModuleType("bakery")
        module.__path__ = [str(tmp_path)]
        config = AppConfig("bakery", module)
        monkeypatch.setattr(apps, "app_configs", {"bakery": config})
        return config

    return write


@pytest.mark.parametrize(
    ("text", "line", "connects"),
    [(DECORATED, 5, 1), (CALLED, 3, 2), (RELATIVE, 3, 1), (FAILS, 6, 1)],
    ids=["decorated", "called", "relative", "fails"],
)
def test_a_module_that_would_connect_is_found_and_not_imported(app, text, line, connects):
    config = app(receivers=text)
    before = set(sys.modules)
    [found] = unimported()
    assert set(sys.modules) == before
    assert (found.module, found.app, found.line, found.connects) == (
        "bakery.receivers", config, line, connects,
    )  # fmt: skip


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_a_module_that_connects_nothing_is_fine(app, text):
    app(receivers=text)
    assert unimported() == []


def test_packages_inside_are_looked_through(app):
    app(oven__signals=DECORATED)
    assert [each.module for each in unimported()] == ["bakery.oven.signals"]


@pytest.mark.parametrize(
    "name",
    ["tests__receivers", "test_receivers", "conftest", "migrations__m", "management__c", "asgi"],
)
def test_what_is_imported_by_others_or_for_tests_is_left_out(app, name):
    app(**{name: DECORATED})
    assert unimported() == []


def test_a_loaded_module_is_fine_whatever_its_name(app, monkeypatch):
    config = app(receivers=DECORATED)
    module = types.ModuleType("elsewhere")
    module.__file__ = f"{config.path}/receivers.py"
    monkeypatch.setitem(sys.modules, "elsewhere", module)
    assert unimported() == []


def test_apps_of_packages_are_theirs(app, monkeypatch):
    config = app(receivers=DECORATED)
    monkeypatch.setattr(config, "path", f"{sys.prefix}/lib/site-packages/bakery")
    assert unimported() == []


def test_the_example_project_imports_all_of_its_receivers():
    assert unimported() == []
