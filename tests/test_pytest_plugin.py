"""The pytest plugin, in runs of pytest within the test."""

from __future__ import annotations

import errno
import importlib.metadata
import os
from pathlib import Path

import pytest

from signal_inspector import Recording

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[1]

SIGNALS = """
from django.dispatch import Signal
from signal_inspector.testing import mute

placed = Signal()
paid = Signal()


def reserve(**kwargs):
    paid.send("till")


def refuse(**kwargs):
    raise ValueError("no stock")


placed.connect(reserve)
paid.connect(lambda **kwargs: None, weak=False)
"""

TESTS = """
import pytest
from shop_signals import paid, placed, refuse, reserve


@pytest.mark.parametrize("number", range(4))
def test_place(number):
    placed.send("shop")


def test_refuse():
    placed.connect(refuse)
    placed.send_robust("shop")
    placed.disconnect(refuse)
"""


@pytest.fixture
def project(pytester, settings):
    """Run tests in this process; its settings are those of the run outside."""
    settings.SIGNAL_INSPECTOR = {"SLOW_MS": 60_000}  # a busy machine is no problem
    pytester.makepyfile(shop_signals=SIGNALS)
    pytester.syspathinsert()
    return pytester


def run(project, *options):
    scope = ("-o", "asyncio_default_fixture_loop_scope=function")
    inert = ("-p", "no:django", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:randomly")
    return project.runpytest_inprocess(*plugin(), *inert, *scope, *options)


def plugin():
    """Name the plugin, unless the package is installed and pytest finds it."""
    found = importlib.metadata.entry_points(group="pytest11", name="signal_inspector")
    return () if found else ("-p", "signal_inspector.pytest_plugin")


def test_the_fixture_has_the_recording_and_its_assertions(project):
    project.makepyfile("""
        from shop_signals import paid, placed, reserve

        def test_sent(signal_recording):
            placed.send("shop")
            signal_recording.assert_order(placed, reserve, paid)

        def test_not_sent(signal_recording):
            placed.send("shop")
            signal_recording.assert_not_sent(paid)

        async def test_sent_by_a_coroutine(signal_recording):
            await placed.asend("shop")
            signal_recording.assert_received(reserve, times=1)
    """)
    result = run(project, "-o", "asyncio_mode=auto")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*paid was sent once, not never.*", "*└─ placed ⟨'shop'⟩*"])


ANYIO_TESTS = """
import pytest
from shop_signals import paid, placed, refuse, reserve


@pytest.fixture(scope="module")
def anyio_backend():
    return "asyncio"


@pytest.fixture(scope="module", autouse=True)
async def opened(anyio_backend):
    await placed.asend("opened")
    yield
    await placed.asend("closed")


@pytest.mark.anyio
class TestShop:
    @pytest.fixture
    async def counter(self):
        self.at_counter = True
        await placed.asend("counter")

    @pytest.mark.parametrize("number", range(3))
    async def test_sent(self, signal_recording, counter, number):
        await placed.asend("shop")
        assert self.at_counter
        signal_recording.assert_sent(placed, sender="counter", times=1)
        signal_recording.assert_sent(placed, sender="shop", times=1)


def test_nothing_is_left_open(signal_recording):
    signal_recording.assert_not_sent(placed)


@pytest.mark.anyio
async def test_refuse():
    placed.connect(refuse)
    await placed.asend_robust("shop")
    placed.disconnect(refuse)
"""


def test_what_anyio_runs_is_recorded(project, tmp_path):
    pytest.importorskip("anyio", reason="anyio is not installed")
    project.makepyfile(ANYIO_TESTS)
    file = tmp_path / "run.json"
    result = run(project, f"--signal-recording={file}", "--signal-problems=all")
    result.assert_outcomes(passed=4, failed=1)
    result.stdout.fnmatch_lines(["*FAILED *test_refuse*"])
    senders = [root.sender for root in Recording.from_json(file.read_text()).roots]
    assert senders == ["'opened'", *["'counter'", "'shop'"] * 3, "'shop'", "'closed'"]


def test_receivers_are_muted_until_the_test_ends(project):
    project.makepyfile("""
        from shop_signals import paid, placed, reserve

        def test_muted(mute_signals, signal_recording):
            assert mute_signals(placed, receiver=reserve) is None
            placed.send("shop")
            signal_recording.assert_not_sent(paid)

        def test_back(signal_recording):
            placed.send("shop")
            signal_recording.assert_sent(paid)
    """)
    run(project).assert_outcomes(passed=2)


def test_the_whole_run_is_written_as_one_recording(project, tmp_path):
    project.makepyfile(TESTS)
    file = tmp_path / "run.json"
    result = run(project, f"--signal-recording={file}")
    result.assert_outcomes(passed=5)
    result.stdout.fnmatch_lines([f"Wrote 10 dispatches of signals to {file}."])
    recording = Recording.from_json(file.read_text())
    assert [each.signal for each in recording.roots] == ["shop_signals.placed"] * 5
    assert len(recording.dispatches) == 10
    assert [call.outcome for call in recording.receiver_calls].count("swallowed") == 1


def test_a_full_disk_leaves_the_old_file_and_fails_the_run(project, tmp_path, monkeypatch):
    project.makepyfile(TESTS)
    file = tmp_path / "run.json"
    file.write_text("old")

    def refused(source, target):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", refused)
    monkeypatch.setattr(os, "rename", refused)
    result = run(project, f"--signal-recording={file}")
    result.assert_outcomes(passed=5)
    result.stdout.fnmatch_lines([f"{file} was not written: No space left on device."])
    assert result.ret == 2
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_instead_of_a_file_is_told_and_fails_the_run(project, tmp_path):
    project.makepyfile(TESTS)
    result = run(project, f"--signal-recording={tmp_path}")
    result.stdout.fnmatch_lines([f"{tmp_path} was not written: Is a directory."])
    assert result.ret == 2


def test_a_folder_that_is_not_there_is_a_usage_error(project, tmp_path):
    result = run(project, f"--signal-recording={tmp_path}/nowhere/run.json")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*there is no folder *nowhere*"])


@pytest.mark.parametrize("rules", ["all", "swallowed-exception", "R004, R002"])
def test_problems_fail_the_test_in_which_they_occur(project, rules):
    project.makepyfile(TESTS)
    result = run(project, f"--signal-problems={rules}")
    result.assert_outcomes(passed=4, failed=1)
    result.stdout.fnmatch_lines(["*refuse raised ValueError: no stock*", "*refuse *swallowed*"])


def test_other_problems_do_not(project):
    project.makepyfile(TESTS)
    run(project, "--signal-problems=recursion").assert_outcomes(passed=5)


def test_an_unknown_problem_is_a_usage_error(project):
    result = run(project, "--signal-problems=recursoin")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*no rule 'recursoin'*Did you mean 'recursion'*"])


def test_a_test_that_fails_by_itself_keeps_its_failure(project):
    project.makepyfile("""
        import pytest
        from shop_signals import placed, refuse

        def test_own():
            placed.connect(refuse)
            placed.send_robust("shop")
            placed.disconnect(refuse)
            assert "its own" == "failure"

        def test_skipped():
            pytest.skip("for a reason")
    """)
    result = run(project, "--signal-problems=all")
    result.assert_outcomes(failed=1, skipped=1)
    assert "no stock" not in result.stdout.str()


DJANGO_TESTS = """
import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models.signals import post_save
from django.test import TestCase, TransactionTestCase


def welcome(**kwargs):
    transaction.on_commit(lambda: None)


@pytest.fixture(autouse=True)
def connected():
    post_save.connect(welcome, sender=Group)
    yield
    post_save.disconnect(welcome, sender=Group)


@pytest.mark.django_db
def test_in_a_transaction(signal_recording):
    Group.objects.create(name="a")
    signal_recording.assert_received(welcome, times=1)


@pytest.mark.django_db(transaction=True)
def test_with_commits(signal_recording):
    Group.objects.create(name="b")
    signal_recording.assert_received(welcome, times=1)


@pytest.mark.django_db(transaction=True)
async def test_async(signal_recording):
    await Group.objects.acreate(name="c")
    signal_recording.assert_received(welcome, times=1)


class OfDjango(TestCase):
    def test_sync(self):
        Group.objects.create(name="d")

    async def test_async(self):
        await Group.objects.acreate(name="e")


class OfDjangoWithCommits(TransactionTestCase):
    def test_commits(self):
        Group.objects.create(name="f")
"""

SETTINGS = """
SECRET_KEY = "only-for-tests"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "signal_inspector"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
"""


@pytest.fixture
def django_project(pytester, monkeypatch):
    """Run tests in processes of their own, with settings of their own."""
    pytester.makepyfile(shop_settings=SETTINGS, test_django=DJANGO_TESTS)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(pytester.path)]))
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    return pytester


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one process", "workers"])
def test_database_tests_of_every_kind_are_recorded(django_project, tmp_path, workers):
    file = tmp_path / "run.json"
    options = ("-o", "asyncio_mode=auto", "--ds=shop_settings", f"--signal-recording={file}")
    result = django_project.runpytest_subprocess(*plugin(), *workers, *options)
    result.assert_outcomes(passed=6)
    recording = Recording.from_json(file.read_text())
    calls = [call for call in recording.receiver_calls if call.receiver.endswith("welcome")]
    assert len(calls) == 6
    assert {call.dispatch.sender for call in calls} == {"auth.Group"}
    assert recording.notes == []


def test_a_worker_that_crashes_is_told(django_project, tmp_path):
    django_project.makepyfile(test_django="import os\n\ndef test_crash():\n    os._exit(1)\n")
    file = tmp_path / "run.json"
    options = ("--max-worker-restart=0", "--ds=shop_settings", f"--signal-recording={file}")
    django_project.runpytest_subprocess(*plugin(), "-n", "1", *options)
    [note] = Recording.from_json(file.read_text()).notes
    assert note.startswith("What gw0 recorded is lost")


@pytest.mark.parametrize("option", ["--signal-recording=run.json", "--signal-problems=all"])
def test_without_settings_of_django_the_options_are_a_usage_error(pytester, monkeypatch, option):
    pytester.makepyfile("def test_it(): pass")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    result = pytester.runpytest_subprocess(*plugin(), "-p", "no:django", option)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*Signals cannot be recorded: *DJANGO_SETTINGS_MODULE*"])


def test_without_django_nothing_is_imported(pytester, monkeypatch):
    pytester.makepyfile("""
        import sys

        def test_inert():
            assert "signal_inspector.pytest_plugin" in sys.modules
            assert "django" not in sys.modules
    """)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    without = ("-p", "no:django", "-p", "no:xdist", "-p", "no:hypothesispytest", "-p", "no:asyncio")
    pytester.runpytest_subprocess(*plugin(), *without).assert_outcomes(passed=1)
