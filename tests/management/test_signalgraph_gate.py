"""The gate as people call it: what it prints and writes, and with which code it ends."""

import io
import json
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from signal_inspector.diagnosis.problem import Problem
from signal_inspector.management.places import from_root
from tests.management.test_signalgraph import SIGNAL, process
from tests.management.wired import connected, label, packed
from tests.recordings import Called, Sent, build

CHOSEN = ("--signal", SIGNAL)
UIDS = {"kind": "dispatch-uid", "reason": "Two imports must not connect twice."}
WEIGH = "tests.management.wired.weigh"
LABEL = f"ANY:{SIGNAL} -> tests.management.wired.label"


@pytest.fixture(autouse=True)
def receivers(monkeypatch, settings):
    settings.SIGNAL_INSPECTOR = {}
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    with connected():
        yield


@pytest.fixture
def lock(tmp_path):
    """A lock file of the wiring as it is."""
    path = tmp_path / "signals.lock.json"
    run("--write-baseline", str(path))
    return path


def run(*arguments, **options):
    """What the command wrote to stdout and stderr, and the code of its end."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("signalgraph", *CHOSEN, *arguments, stdout=out, stderr=err, **options)
    except CommandError as error:
        err.write(str(error))
        code = error.returncode
    return out.getvalue(), err.getvalue(), code


class TestReportFile:
    def test_the_report_goes_to_the_file_whatever_its_suffix(self, lock, tmp_path):
        path = tmp_path / "report.sarif"
        in_file = run("--check", str(lock), "--report", "sarif", "-o", str(path))
        on_stdout = run("--check", str(lock), "--report", "sarif")

        assert in_file == ("", *on_stdout[1:])
        assert path.read_text() == on_stdout[0]

    def test_problems_fail_all_the_same(self, lock, tmp_path):
        lock.write_text(lock.read_text().replace("weigh", "gone"))
        path = tmp_path / "report.xml"

        assert run("--check", str(lock), "--report", "junit", "-o", str(path))[2] == 1
        assert "gone" in path.read_text()

    def test_a_file_that_cannot_be_written_is_an_error_of_its_own(self, lock, tmp_path):
        _, err, code = run("--check", str(lock), "-o", str(tmp_path / "none" / "report"))

        assert "There is no directory" in err
        assert code == 2

    def test_the_file_that_the_setting_names_is_that_of_drawings(self, lock, tmp_path, settings):
        path = tmp_path / "signals.svg"
        settings.SIGNAL_INSPECTOR = {"SIGNALGRAPH": {"output": str(path)}}

        assert json.loads(run("--check", str(lock), "--report", "json")[0])["problems"] == []
        assert not path.exists()

    def test_a_baseline_has_no_second_file(self, tmp_path):
        _, err, code = run("--write-baseline", str(tmp_path / "a.json"), "-o", "b.json")

        assert err == "--write-baseline names its file itself: leave out --output."
        assert code == 2


class TestWriting:
    def test_the_file_has_what_was_chosen(self, lock):
        document = json.loads(lock.read_bytes())

        assert document == {
            "version": 1,
            "selection": {"signals": [SIGNAL], "origins": ["project", "third-party"]},
            "channels": [
                {
                    "signal": SIGNAL,
                    "sender": None,
                    "receivers": [],
                    "async": ["tests.management.wired.label"],
                },
                {
                    "signal": SIGNAL,
                    "sender": "auth.Group",
                    "receivers": ["tests.management.wired.weigh"],
                },
            ],
        }

    def test_it_says_what_it_did_and_writes_no_graph(self, tmp_path):
        path = tmp_path / "a.json"

        assert run("--write-baseline", str(path)) == (
            "",
            f"{path} was written: 2 channels, 2 connections.\n",
            0,
        )
        assert run("--write-baseline", str(path))[1] == (
            f"{path} is as it was: 2 channels, 2 connections.\n"
        )
        assert run("--write-baseline", str(path), verbosity=0)[1] == ""

    def test_the_file_has_a_name_by_default(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)

        assert run("--write-baseline")[2] == 0
        assert run("--check")[2] == 0
        assert [path.name for path in tmp_path.iterdir()] == ["signals.lock.json"]

    @pytest.mark.parametrize(
        "content",
        [b'{"version": 2, "channels": []}', b'{"version": 1,\n<<<<<<< HEAD\n"channels": []}', b""],
    )
    def test_what_was_a_lock_file_is_overwritten(self, lock, content):
        whole = lock.read_bytes()
        lock.write_bytes(content)

        assert run("--write-baseline", str(lock))[2] == 0
        assert lock.read_bytes() == whole

    def test_a_file_of_another_kind_is_left_alone(self, tmp_path):
        package = tmp_path / "package.json"
        package.write_text('{"name": "shop"}')

        _, err, code = run("--write-baseline", str(package))

        assert (err, code) == (
            f"{package} is there, and no lock file. Remove it, or name another file.",
            2,
        )
        assert package.read_text() == '{"name": "shop"}'

    def test_an_app_label_in_the_wrong_place_writes_nothing(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)

        _, err, code = run("--write-baseline", "auth")

        assert code == 2
        assert "its name must end in '.json'" in err
        assert list(tmp_path.iterdir()) == []

    def test_a_file_that_cannot_be_written_is_an_error_and_stays(self, lock, monkeypatch):
        lock.write_text('{"version": 1, "channels": []}')

        def replace(self, target):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "replace", replace)
        _, err, code = run("--write-baseline", str(lock))

        assert (err, code) == (f"{lock} was not written: No space left on device.", 2)
        assert lock.read_text() == '{"version": 1, "channels": []}'
        assert [path.name for path in lock.parent.iterdir()] == [lock.name]

    def test_there_has_to_be_a_folder(self, tmp_path):
        _, err, code = run("--write-baseline", str(tmp_path / "no" / "a.json"))

        assert code == 2
        assert "There is no directory" in err

    @pytest.mark.parametrize("other", ["--check", "--rules"])
    def test_it_is_not_done_while_judging(self, lock, other):
        before = lock.read_bytes()

        _, err, code = run("--write-baseline", str(lock), other)

        assert (err, code) == (f"--write-baseline and {other} exclude each other.", 2)
        assert lock.read_bytes() == before


class TestChecking:
    def test_the_wiring_as_written_passes_with_its_counts(self, lock):
        assert run("--check", str(lock)) == (
            "",
            f"{lock}: 2 channels, 2 connections. No rules.\n",
            0,
        )
        assert run("--check", str(lock), verbosity=0) == ("", "", 0)

    def test_a_new_receiver_fails(self, lock):
        def late(**kwargs):
            """A receiver that nobody agreed to."""

        packed.connect(late)
        try:
            out, err, code = run("--check", str(lock))
        finally:
            packed.disconnect(late)

        assert code == 1
        assert out.startswith("error  lock-added  tests/management/test_signalgraph_gate.py:")
        assert "late receives packed ⟨ANY⟩" in out
        assert err == f"{lock}: 2 channels, 2 connections, +1. No rules.\n1 problem."

    def test_a_stale_entry_fails(self, lock):
        packed.disconnect(label)
        try:
            out, err, code = run("--check", str(lock))
        finally:
            packed.connect(label)

        assert code == 1
        assert "tests.management.wired.label (async) no longer receives packed ⟨ANY⟩." in out
        assert "2 connections, -1." in err

    def test_the_lock_file_is_not_touched(self, lock):
        lock.write_bytes(lock.read_bytes().replace(b"weigh", b"weight"))
        before = lock.read_bytes()

        assert run("--check", str(lock))[2] == 1
        assert lock.read_bytes() == before

    def test_a_check_is_about_what_was_written(self, lock):
        _, err, code = run("--check", str(lock), "--origin", "project")

        assert code == 2
        assert err == (
            f"{lock} is about signals {SIGNAL}; origins project, third-party, and this check is "
            f"about signals {SIGNAL}; origins project. Give the options that it was written with, "
            "or write it anew by --write-baseline."
        )

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"{", "is not JSON"),
            (b"[]", "is no lock file"),
            (b'{"version": 9, "channels": []}', "has version 9"),
            (b'{"version": 1, "channels": 1}', "'channels' must be a list"),
        ],
    )
    def test_a_broken_file_is_no_failed_check(self, lock, content, message):
        lock.write_bytes(content)

        out, err, code = run("--check", str(lock))

        assert (out, code) == ("", 2)
        assert message in err
        assert lock.read_bytes() == content

    def test_a_missing_file_is_no_failed_check(self, tmp_path):
        path = tmp_path / "signals.lock.json"

        assert run("--check", str(path)) == (
            "",
            f"There is no file {path}. Write it by --write-baseline.",
            2,
        )

    def test_a_file_that_cannot_be_read_is_no_failed_check(self, lock, monkeypatch):
        def read_bytes(self):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "read_bytes", read_bytes)

        assert run("--check", str(lock))[1:] == (
            f"{lock} cannot be read: Permission denied.",
            2,
        )


@pytest.mark.parametrize("asked", ["--check", "--rules", "--write-baseline"])
@pytest.mark.parametrize("view", [["--focus", "x"], ["--diff", "x.json"]])
def test_what_only_shows_a_part_is_refused(asked, view, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    _, err, code = run(*view, asked)

    assert (err, code) == (f"{view[0]} cannot be combined with the options of the gate.", 2)
    assert list(tmp_path.iterdir()) == []


class TestIdleOptions:
    """An option without an effect is told: who gave it would take the answer for another."""

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (
                ["--check", "--format", "json"],
                "--format does nothing beside --check: --report chooses the form of problems.",
            ),
            (["--check", "--collapse", "app"], "--collapse does nothing beside --check: leave it"),
            (["--check", "--orphans", "show"], "--orphans does nothing beside --check: leave it"),
            (["--rules", "--depth", "2"], "--depth does nothing beside --rules: leave it"),
            (["--write-baseline", "--report", "json"], "--report does nothing beside --write-"),
            (
                ["--write-baseline", "-f", "json"],
                "--format does nothing beside --write-baseline: l",
            ),
            (["--write-baseline", "--fail-level", "ERROR"], "--fail-level does nothing beside"),
            (["--write-baseline", "--observed", "a.json"], "--observed does nothing beside"),
            (["--report", "json"], "--signal does nothing beside --report: leave it out."),
            (["--fail-level", "WARNING"], "--fail-level is for --check, --rules or --report: give"),
        ],
    )
    def test_they_are_told(self, arguments, message, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)

        out, err, code = run(*arguments)

        assert err.startswith(message)
        assert (out, code) == ("", 2)
        assert list(tmp_path.iterdir()) == []

    def test_a_report_alone_is_about_no_app(self):
        with pytest.raises(CommandError, match=r"judges the whole wiring: leave out the app lab"):
            call_command("signalgraph", "auth", "--report", "json")

    def test_defaults_of_the_setting_are_for_drawings_too(self, lock, settings):
        settings.SIGNAL_INSPECTOR = {
            "SIGNALGRAPH": {"format": "svg", "collapse": "app", "orphans": "show", "depth": 2}
        }

        assert run("--check", str(lock), all=False)[2] == 0


class TestReports:
    @pytest.fixture
    def stale(self, lock):
        lock.write_bytes(lock.read_bytes().replace(b"wired.label", b"wired.labels"))
        return lock

    def test_json(self, stale):
        out, _, code = run("--check", str(stale), "--report", "json")

        found = json.loads(out)["problems"]
        assert code == 1
        assert [each["rule"] for each in found] == ["lock-added", "lock-removed"]
        assert found[0]["file"] == "tests/management/wired.py"

    @pytest.mark.parametrize(
        ("form", "start"),
        [("junit", "<?xml"), ("sarif", "{"), ("github", "::error file="), ("text", "error  ")],
    )
    def test_the_others(self, stale, form, start):
        out, _, code = run("--check", str(stale), "--report", form)

        assert code == 1
        assert out.startswith(start)

    def test_github_gets_its_own_without_asking(self, stale, monkeypatch):
        monkeypatch.setenv("GITHUB_ACTIONS", "true")

        assert run("--check", str(stale))[0].startswith("::error file=tests/management/wired.py,")
        assert run("--check", str(stale), "--report", "text")[0].startswith("error  ")

    def test_a_passed_check_is_a_whole_document(self, lock):
        out, _, code = run("--check", str(lock), "--report", "json")

        assert code == 0
        assert json.loads(out)["problems"] == []


class TestRules:
    def test_they_are_held_up_with_a_check_and_alone(self, lock):
        with override_settings(SIGNAL_INSPECTOR={"RULES": {"uids": UIDS}}):
            checked, alone = run("--check", str(lock)), run("--rules")

        assert checked[2] == alone[2] == 1
        assert "wired.label is connected to packed ⟨ANY⟩ without dispatch_uid." in alone[0]
        assert alone[0] in checked[0]
        assert "1 rule, 0 exceptions." in alone[1]

    def test_warnings_fail_from_their_level_on(self):
        rules = {"uids": UIDS | {"level": "warning"}}

        with override_settings(SIGNAL_INSPECTOR={"RULES": rules}):
            assert "warning  uids" in run("--rules")[0]
            assert run("--rules")[2] == 0
            assert run("--rules", "--fail-level", "WARNING")[2] == 1

    def test_what_fails_the_command_fails_in_junit_too(self):
        rules = {"uids": UIDS | {"level": "warning"}}

        with override_settings(SIGNAL_INSPECTOR={"RULES": rules}):
            passed = run("--rules", "--report", "junit")
            failed = run("--rules", "--report", "junit", "--fail-level", "WARNING")

        assert (passed[2], passed[0].count("<failure ")) == (0, 0)
        assert (failed[2], failed[0].count("<failure ")) == (1, passed[0].count("<system-out>"))
        assert 'failures="0"' not in failed[0]

    def test_the_whole_wiring_counts_whatever_is_selected(self):
        rules = {"uids": UIDS | {"except": {LABEL: "It is a test."}}}

        with override_settings(SIGNAL_INSPECTOR={"RULES": rules}):
            out, _, _ = run("--rules", "--sender", "no such sender")

        assert "not needed" not in out
        assert "wired.label" not in out

    def test_rules_over_recordings_are_said_to_wait(self):
        rules = {"deep": {"kind": "max-depth", "max": 3, "reason": "So."}}

        with override_settings(SIGNAL_INSPECTOR={"RULES": rules}):
            assert "not held up without --observed: 'deep'." in run("--rules")[1]

    def test_rules_over_recordings_are_held_up_by_observed(self, tmp_path):
        rules = {"deep": {"kind": "max-depth", "max": 1, "reason": "So."}}
        file = tmp_path / "recording.json"
        inner = Called(WEIGH, connected_to="auth.Group")
        outer = Called(WEIGH, [Sent(SIGNAL, "auth.Group", [inner])], connected_to="auth.Group")
        file.write_text(build(Sent(SIGNAL, "auth.Group", [outer])).to_json())

        with override_settings(SIGNAL_INSPECTOR={"RULES": rules}):
            out, err, code = run("--rules", "--observed", str(file))

        assert code == 1
        assert "deep" in out
        assert "without --observed" not in err

    def test_rules_over_recordings_are_held_up_with_one(self, tmp_path):
        recording = build(Sent("shop.a", "A", [Called("x", [Sent("shop.b", "B")])]))
        (tmp_path / "run.json").write_text(recording.to_json())
        rules = {"deep": {"kind": "max-depth", "max": 1, "reason": "So."}}

        with override_settings(SIGNAL_INSPECTOR={"RULES": rules}):
            out, err, code = run("--rules", "--observed", str(tmp_path / "run.json"))

        assert code == 1
        assert "The cascade is deeper than 1: A:shop.a -> x -> B:shop.b." in out
        assert err.startswith("1 rule, 0 exceptions.")

    def test_a_mistake_in_them_ends_with_2_and_the_nearest_word(self):
        with override_settings(SIGNAL_INSPECTOR={"RULES": {"uids": UIDS | {"level": "warn"}}}):
            out, err, code = run("--rules", skip_checks=True)
            checked = run("--rules", skip_checks=False)

        assert (out, code) == ("", 2)
        assert err.endswith("['level'] cannot be 'warn'. Did you mean 'warning'?")
        assert checked[2] == 2
        assert "signal_inspector.E002" in checked[1]

    def test_they_are_asked_for_on_the_command_line_only(self):
        with override_settings(SIGNAL_INSPECTOR={"SIGNALGRAPH": {"check": "a.json"}}):
            _, err, code = run()

        assert code == 2
        assert "['check'] is no option of signalgraph" in err


class TestPlaces:
    def test_short_paths_begin_at_the_root(self, tmp_path, monkeypatch):
        source = tmp_path / "src" / "shop" / "receivers.py"
        source.parent.mkdir(parents=True)
        source.touch()
        monkeypatch.syspath_prepend(str(tmp_path / "src"))
        monkeypatch.chdir(tmp_path)

        assert from_root(problem("shop/receivers.py")).path == "src/shop/receivers.py"
        assert from_root(problem(str(source))).path == "src/shop/receivers.py"

    def test_github_says_where_the_root_is(self, tmp_path, monkeypatch):
        (tmp_path / "backend").mkdir()
        (tmp_path / "backend" / "views.py").touch()
        monkeypatch.chdir(tmp_path / "backend")
        monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))

        assert from_root(problem("views.py")).path == "backend/views.py"

    @pytest.mark.parametrize("path", ["", "no/such/file.py", os.__file__])
    def test_what_is_not_in_there_stays(self, path, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)

        assert from_root(problem(path)).path == path


def problem(path):
    return Problem("r", "error", "s", "f", path=path, line=3)


class TestProcess:
    def test_the_same_bytes_for_any_hash_seed(self, tmp_path):
        files = [tmp_path / f"{seed}.json" for seed in ("0", "1", "random")]
        for file in files:
            arguments = ("-m", "django", "signalgraph", "--all", "--write-baseline", str(file))
            done = process(*arguments, PYTHONHASHSEED=file.stem)
            assert done.returncode == 0, done.stderr

        contents = {file.read_bytes() for file in files}
        assert len(contents) == 1
        assert b"update_last_login" in contents.pop()

    @pytest.mark.parametrize(
        ("content", "code"),
        [(None, 2), ('{"version": 1, "channels": []}', 2), ("{}", 2)],
    )
    def test_the_exit_code_of_what_cannot_be_checked(self, content, code, tmp_path):
        file = tmp_path / "a.json"
        if content is not None:
            file.write_text(content)

        assert process("-m", "django", "signalgraph", "--check", str(file)).returncode == code

    def test_the_exit_code_of_a_failed_check(self, tmp_path):
        file = tmp_path / "a.json"
        whole = ("-m", "django", "signalgraph", "--all")
        assert process(*whole, "--write-baseline", str(file)).returncode == 0
        assert process(*whole, "--check", str(file)).returncode == 0
        file.write_bytes(file.read_bytes().replace(b"update_last_login", b"update_login"))

        done = process(*whole, "--check", str(file))

        assert done.returncode == 1
        assert b"lock-removed" in done.stdout
        assert b"2 problems." in done.stderr
