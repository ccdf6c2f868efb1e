"""The how-to pages of tests, traces, requests and tasks: their code runs, as it stands there."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import shlex
import subprocess
import sys

import pytest
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.core.management import call_command
from django.test import Client

from signal_inspector import conf, record
from signal_inspector.store import Entry, read
from signal_inspector.store.files import FileSink
from tests.docs.pages import HOW_TO, ROOT, blocks, commands, named, unprinted
from tests.store.test_joining import request, task

PAGES = [
    "../tutorial.md",
    "async.md",
    "bulk-operations.md",
    "instead-of-signals.md",
    "keep-signals-out-of-tests.md",
    "receiver-does-not-run.md",
    "receiver-runs-twice.md",
    "recursion.md",
    "test-signals.md",
    "use-the-pytest-plugin.md",
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder in which the code of a page runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_tests_of_the_pages_pass(folder, capsys):
    number = 0
    for page in PAGES:
        for language, code in blocks(page):
            if language == "python" and "def test_" in code:
                number += code.count("def test_")
                name = page.removesuffix(".md").rpartition("/")[2].replace("-", "_")
                (folder / f"test_{name}_{number}.py").write_text(code)
    found = importlib.metadata.entry_points(group="pytest11", name="signal_inspector")
    command = [
        *(sys.executable, "-m", "pytest", "-q", "--ds=example_project.settings"),
        *("-p", "no:cacheprovider", "-o", "asyncio_mode=auto"),
        *("-o", "asyncio_default_fixture_loop_scope=function", "-o", "django_debug_mode=true"),
        "--signal-recording=run.json",
        *(() if found else ("-p", "signal_inspector.pytest_plugin")),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, cwd=folder
    )
    assert f"{number} passed" in run.stdout, run.stdout + run.stderr
    call_command("signalgraph", "--observed", "run.json", "--format", "json")
    drawn = json.loads(capsys.readouterr().out)
    assert "create_profile" in str(drawn)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("command", "printed"),
    [
        pytest.param(*found, id=f"{page} {found[0][:40]}")
        for page in ("test-signals.md", "trace-a-command.md")
        for found in commands(page)
    ],
)
def test_the_commands_of_the_pages_print_what_is_said(command, printed, folder, capsys):
    if "createsuperuser" not in command:
        User.objects.create_user("ann", pk=1)
    call_command(*shlex.split(command))
    assert unprinted(printed, capsys.readouterr().out) is None


@pytest.mark.parametrize("page", ["record-requests.md", "record-tasks.md"])
def test_the_settings_of_the_pages_are_right(page, folder, settings):
    values = {}
    exec(named(page, "# settings.py"), values)
    settings.SIGNAL_INSPECTOR = values["SIGNAL_INSPECTOR"]
    assert conf.mistakes() == []
    assert [each for each in run_checks(tags=["signals"]) if each.is_serious()] == []


@pytest.mark.django_db
def test_the_settings_record_what_they_say_and_it_can_be_read(folder, settings, capsys):
    values = {}
    exec(named("record-requests.md", "# settings.py"), values)
    values["SIGNAL_INSPECTOR"] |= {"REQUEST_RATE": 0, "REQUEST_PATHS": ["/orders/*"]}
    settings.SIGNAL_INSPECTOR = values["SIGNAL_INSPECTOR"]
    settings.MIDDLEWARE = [
        *values["MIDDLEWARE"],
        *(each for each in settings.MIDDLEWARE if "toolbar" not in each),
    ]
    Client().post("/orders/place/")
    Client().get("/")
    [reading] = [code for _, code in blocks("record-requests.md") if "import read" in code]
    exec(reading, {})
    out = capsys.readouterr().out
    assert out.startswith("200 POST /orders/place/")
    assert "order_placed ⟨orders.Order⟩" in out
    assert len(list(read("signals.jsonl"))) == 1
    [laid] = [code for language, code in blocks("record-requests.md") if language == "console"]
    call_command(*shlex.split(laid.removeprefix("$ python manage.py ")))
    assert re.search(r"reserve_stock .*1 call", capsys.readouterr().out)


def test_the_function_of_the_page_is_a_sink(caplog):
    names = {}
    exec(named("record-requests.md", "# shop/signals_log.py"), names)
    with record("GET /") as recording:
        pass
    with caplog.at_level("INFO", "shop.signals"):
        names["log"](Entry("a", "request", recording))
    assert "GET /: 0 dispatches, 0 queries" in caplog.text


def test_tasks_are_joined_as_the_page_does_it(folder, capsys):
    sink = FileSink("signals.jsonl", 100_000)
    sink(request("1"))
    sink(task("1"))
    [joining] = [code for _, code in blocks("record-tasks.md") if "import joined" in code]
    exec(joining, {})
    assert "└─ task ⟨shop.pack⟩" in capsys.readouterr().out


def test_links_between_the_pages_lead_somewhere():
    for page in HOW_TO.parent.rglob("*.md"):
        for target in re.findall(r"\]\((?!https:)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
