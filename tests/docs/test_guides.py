"""The tutorial and the how-to pages of what to find out: what they show runs as it stands there."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys

import django
import pytest
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.core.management import call_command
from django.test import Client

from signal_inspector import conf
from tests.docs.pages import HOW_TO, ROOT, blocks, commands, unprinted

TUTORIAL = "../tutorial.md"
PAGES = [
    TUTORIAL,
    "async.md",
    "bulk-operations.md",
    "gate-in-ci.md",
    "graph-an-app.md",
    "instead-of-signals.md",
    "receiver-does-not-run.md",
    "receiver-runs-twice.md",
    "recursion.md",
    "slow-receiver.md",
    "watch-production.md",
    "what-a-save-does.md",
]
SETTINGS = "# settings.py\n"
SHOP = "example_project.settings"


@pytest.fixture
def shop(tmp_path, monkeypatch, db):
    """A folder in which a page is tried out, in the shop with one customer."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    User.objects.create_user("ann", "ann@example.com", pk=1)
    return tmp_path


def python(page, *, settings):
    """The blocks of Python on a page that are no tests: its settings, or all others."""
    return [
        code
        for language, code in blocks(page)
        if language == "python"
        and "def test_" not in code
        and code.startswith(SETTINGS) is settings
    ]


@pytest.fixture
def watched(shop, settings):
    """The file of recordings that the middleware of a page has written."""
    settings.SIGNAL_INSPECTOR = {
        **settings.SIGNAL_INSPECTOR, "SINK": "file:signals.jsonl", "REQUEST_PATHS": ["*"],
    }  # fmt: skip
    settings.MIDDLEWARE = [
        "signal_inspector.middleware.SignalInspectorMiddleware", *settings.MIDDLEWARE
    ]  # fmt: skip
    Client(REMOTE_ADDR="192.0.2.1").post("/orders/ship/")


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("page", [page for page in PAGES if any(commands(page))])
def test_the_commands_of_a_page_print_what_is_said(page, capsys):
    if page == "async.md" and django.VERSION < (6, 1):
        pytest.skip("the page shows the order of 6.1: sync receivers before async ones")
    for command, printed in commands(page):
        output = run(command, capsys)
        assert unprinted(printed, output) is None, f"{command}\n{output}"


def run(command, capsys):
    """The output of a command of the shop. Those about the wiring have a process of their own: in
    this one other tests have connected receivers, too.
    """
    if command.split()[0] not in {"check", "signalgraph"}:
        capsys.readouterr()
        call_command(*shlex.split(command))
        return "".join(capsys.readouterr())
    done = subprocess.run(
        [sys.executable, "-m", "django", *shlex.split(command)],
        env=os.environ | {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": SHOP},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("page", [page for page in PAGES if python(page, settings=False)])
def test_the_code_of_a_page_runs(page, capsys):
    names = {}
    for code in python(page, settings=False):
        exec(code, names)
    out = capsys.readouterr().out
    for language, text in blocks(page):
        if language == "text":
            assert unprinted(text.splitlines(), out) is None, out


@pytest.mark.parametrize("page", [page for page in PAGES if python(page, settings=True)])
def test_the_settings_of_a_page_are_right(page, settings, capsys):
    for code in python(page, settings=True):
        values = {}
        exec(code, values)
        settings.SIGNAL_INSPECTOR = values.get("SIGNAL_INSPECTOR", {})
        assert conf.mistakes() == []
        assert [each for each in run_checks(tags=["signals"]) if each.is_serious()] == []
        call_command("signalgraph", "--format=text")  # takes its defaults from the setting
        assert "example_project.orders.receivers.issue_invoice" in capsys.readouterr().out


def test_each_how_to_page_is_on_the_front_page():
    listed = (HOW_TO.parent / "index.md").read_text("utf-8")
    assert [
        page.name for page in HOW_TO.glob("*.md") if f"how-to/{page.stem}\n" not in listed
    ] == []
