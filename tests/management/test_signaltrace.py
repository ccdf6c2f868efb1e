"""`manage.py signaltrace -- COMMAND`."""

import json

import pytest
from django.core.management import CommandError, call_command

from signal_inspector import Recording

pytestmark = pytest.mark.django_db


def trace(*words, options=()):
    call_command("signaltrace", *options, "--", *words)


def test_the_cascade_follows_what_the_command_prints(capsys):
    trace("createsuperuser", "--noinput", "--username=ann", "--email=ann@example.com")
    out = capsys.readouterr().out
    assert out.startswith("Superuser created")
    assert "post_save ⟨auth.User⟩" in out
    assert "create_profile" in out


def test_equal_paths_can_be_merged(capsys):
    trace(
        "createsuperuser",
        "--noinput",
        "--username=bo",
        "--email=b@example.com",
        options=["--merge"],
    )
    assert "post_save ⟨auth.User⟩  ×1" in capsys.readouterr().out


def test_the_recording_is_written_whole(tmp_path, capsys):
    file = tmp_path / "trace.json"
    trace("check", options=["-o", str(file)])
    assert json.loads(file.read_text())["version"] == 1
    assert Recording.from_json(file.read_text()).name == "check"
    assert f"Wrote {file}." in capsys.readouterr().err


def test_the_suffix_of_the_file_chooses_the_format(tmp_path):
    for name in ("trace.speedscope.json", "trace.chrome.json", "trace.txt"):
        trace("check", options=["-o", str(tmp_path / name)])
    assert "profiles" in json.loads((tmp_path / "trace.speedscope.json").read_text())
    assert "traceEvents" in json.loads((tmp_path / "trace.chrome.json").read_text())
    assert (tmp_path / "trace.txt").read_text().startswith("check")


def test_a_suffix_that_is_unknown_is_told_before_anything_runs(tmp_path, capsys):
    with pytest.raises(CommandError, match=r"Did you mean '\.json'") as caught:
        trace("check", options=["-o", str(tmp_path / "trace.jsn")])
    assert caught.value.returncode == 2
    assert capsys.readouterr().out == ""


def test_a_folder_that_is_not_there_is_told_before_anything_runs(tmp_path, capsys):
    with pytest.raises(CommandError, match="no folder") as caught:
        trace("check", options=["-o", str(tmp_path / "nowhere" / "x.json")])
    assert caught.value.returncode == 2
    assert capsys.readouterr().out == ""


def test_an_unknown_command_is_told_with_the_nearest_one():
    with pytest.raises(CommandError, match=r"'chek'\. Did you mean 'check'") as caught:
        trace("chek")
    assert caught.value.returncode == 2


def test_no_command_is_a_usage_error():
    with pytest.raises(CommandError, match="Which command") as caught:
        trace()
    assert caught.value.returncode == 2


def test_the_exit_status_of_the_command_is_kept(capsys):
    with pytest.raises(SystemExit) as caught:
        trace("createsuperuser", "--noinput", "--username=cy", "--email=no address")
    assert caught.value.code == 1
    captured = capsys.readouterr()
    assert "valid email address" in captured.err
    assert "dispatches" in captured.out
