"""The wiring of this process, and of others, as the rules see it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db.models.signals import post_save
from django.urls import get_resolver

from example_project.orders import signals
from signal_inspector import conf
from signal_inspector.diagnosis import wired
from tests import receivers_of_tests

pytestmark = pytest.mark.usefixtures("fresh_ledger")

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def urls():
    """The views are loaded, as in a server."""
    assert get_resolver().url_patterns


def found_for(subject):
    return {
        problem.rule.rpartition(".")[2]: problem
        for problem in wired.find(conf.current())
        if problem.subject == subject
    }


def test_receivers_are_read_with_what_the_rules_need(settings):
    settings.DEBUG = False
    name = f"{receivers_of_tests.__name__}.picky"
    post_save.connect(receivers_of_tests.picky, dispatch_uid="one")
    post_save.connect(receivers_of_tests.picky, dispatch_uid="two")
    try:
        found = found_for(name)
    finally:
        for uid in ("one", "two"):
            post_save.disconnect(dispatch_uid=uid)
    assert sorted(found) == ["W010", "W021", "W022"]
    assert "(see tests/diagnosis/wired/test_reading.py:" in found["W010"].fix


def test_signals_of_the_project_are_known_to_be_sent():
    lines = [each for each in wired.read().sent if each.signal.endswith(".order_shipped")]
    assert ("send_robust", "example_project/orders/views.py") in [
        (each.method, each.path) for each in lines
    ]


def test_a_signal_that_loses_its_receivers_is_unheard():
    before = signals.order_placed.receivers
    signals.order_placed.receivers = []
    try:
        found = found_for("example_project.orders.signals.order_placed")
    finally:
        signals.order_placed.receivers = before
    assert list(found) == ["I026"]


def run(folder, *arguments):
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("first", [True, False])
def test_a_newly_started_project_with_the_admin_has_no_problems(tmp_path, first):
    assert run(tmp_path, "-m", "django", "startproject", "bakery", ".")[0] == 0
    assert run(tmp_path, "manage.py", "startapp", "bread")[0] == 0
    settings = tmp_path / "bakery" / "settings.py"
    ours = "INSTALLED_APPS.insert(0, 'signal_inspector')" if first else ""
    theirs = "" if first else "INSTALLED_APPS.append('signal_inspector')"
    settings.write_text(f"{settings.read_text()}\n{ours}\nINSTALLED_APPS.append('bread')\n{theirs}")
    code, output = run(tmp_path, "manage.py", "check", "--tag", "signals", "--fail-level", "INFO")
    assert (code, output) == (0, "System check identified no issues (0 silenced).\n")


@pytest.mark.parametrize(
    ("settings_of", "debug"), [("settings", True), ("settings", False), ("fixed_settings", True)]
)
def test_the_example_project_has_no_problems(tmp_path, settings_of, debug):
    (tmp_path / "shop.py").write_text(
        f"from example_project.{settings_of} import *\n"
        f"DEBUG = {debug}\nALLOWED_HOSTS = ['localhost']\n"
    )
    code, output = run(
        tmp_path, "-m", "django", "check", "--settings", "shop", "--tag", "signals",
        "--fail-level", "INFO",
    )  # fmt: skip
    assert (code, output) == (0, "System check identified no issues (0 silenced).\n")
