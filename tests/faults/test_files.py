"""Disks that are full and places that cannot be written: the old file stays, and exit code 2."""

from __future__ import annotations

import errno
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from signal_inspector import conf
from signal_inspector.exporters import FORMATS
from signal_inspector.management.graph_options.output import FORMATS as GRAPHS
from signal_inspector.store import Entry
from signal_inspector.store.files import FileSink, read
from signal_inspector.store.sinks import Keeper
from tests.recordings import Called, build, saved

ROOT = Path(__file__).parents[2]

# As the shell's `ulimit -f`, but from within: a write beyond the limit fails as on a full disk.
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16))
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", *sys.argv[1:]])
"""

SUFFIXES = [suffix for each in FORMATS.values() for suffix in each.suffixes[:1]]


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every new file that is to take the place of another one find a full disk."""

    def refused(source: object, target: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", refused)
    monkeypatch.setattr(os, "rename", refused)


def refused(*arguments: str, match: str) -> None:
    with pytest.raises(CommandError, match=match) as caught:
        call_command(*arguments)
    assert caught.value.returncode == 2


WRITERS = [
    *(pytest.param(("signalgraph", "orders", "-f", each, "-o"), "", id=each) for each in GRAPHS),
    *(pytest.param(("signaltrace", "-o"), each, id=each) for each in SUFFIXES),
    pytest.param(("signalgraph", "orders", "--write-baseline"), ".json", id="lock"),
]


def commanded(words: tuple[str, ...], file: Path) -> tuple[str, ...]:
    rest = ("--", "diffsettings") if words[0] == "signaltrace" else ()
    return (*words, str(file), *rest)


@pytest.mark.parametrize(("words", "suffix"), WRITERS)
class TestEachFormat:
    @pytest.mark.usefixtures("full")
    def test_leaves_the_old_file_and_no_other_on_a_full_disk(self, words, suffix, tmp_path):
        # A lock file replaces lock files only.
        old = b'{"version": 1, "channels": []}' if words[-1] == "--write-baseline" else b"old"
        file = tmp_path / f"written{suffix}"
        file.write_bytes(old)

        message = r"written\S* was not written: No space left on device\."
        refused(*commanded(words, file), match=message)

        assert file.read_bytes() == old
        assert list(tmp_path.iterdir()) == [file]

    @pytest.mark.parametrize(
        ("name", "message"),
        [
            ("{}", "is a directory"),
            ("nowhere/{}", "There is no (directory|folder)"),
            ("old/{}", "There is no (directory|folder)"),
            ("long" * 80 + "{}", "File name too long"),
        ],
        ids=["folder", "no folder", "below a file", "long name"],
    )
    def test_is_told_where_it_cannot_be(self, words, suffix, name, message, tmp_path):
        (tmp_path / f"folder{suffix}").mkdir()
        (tmp_path / "old").write_text("old")

        refused(*commanded(words, tmp_path / name.format(f"folder{suffix}")), match=message)

        assert (tmp_path / "old").read_text() == "old"
        assert len(list(tmp_path.iterdir())) == 2


def unmeasured() -> dict[str, str]:
    """An environment in which a process without room for files writes none of its own: neither
    compiled modules, which would break other processes, nor what coverage has measured.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1"}


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("signalgraph", "orders", "-o"), "signals.dot"),
        (("signalgraph", "orders", "--write-baseline"), "signals.json"),
        (("signaltrace", "--max-dispatches=9", "-o"), "trace.json"),
    ],
)
def test_a_process_out_of_room_ends_with_2_and_one_sentence(arguments, name, tmp_path):
    file = tmp_path / name
    file.write_bytes(b"\n")  # which may be overwritten by anything
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LIMITED, *commanded(arguments, file)],
        env=unmeasured() | {"DJANGO_SETTINGS_MODULE": "example_project.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == f"CommandError: {file} was not written: File too large."
    assert file.read_bytes() == b"\n"
    assert list(tmp_path.iterdir()) == [file]


def entry(name: str) -> Entry:
    return Entry(name, "request", build(saved("orders.Order", Called("shop.receivers.book"))))


class TestTheFileOfTheSink:
    def test_keeps_whole_entries_when_the_disk_is_full(self, tmp_path, monkeypatch):
        file = tmp_path / "signals.jsonl"
        sink = FileSink(file, 1_000_000)
        sink(entry("1"))
        before, write = file.read_bytes(), os.write

        def half(handle: int, line: bytes) -> int:
            if file.stat().st_size > len(before):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return write(handle, line[: len(line) // 2])

        monkeypatch.setattr(os, "write", half)
        with pytest.raises(OSError, match="No space left"):
            sink(entry("2"))

        assert file.read_bytes() == before
        monkeypatch.undo()
        sink(entry("3"))
        assert [each.id for each in read(file)] == ["1", "3"]

    @pytest.mark.parametrize("place", ["folder", "lock"])
    def test_that_cannot_be_opened_is_a_matter_for_the_log(self, place, tmp_path, caplog):
        file = tmp_path / "signals.jsonl"
        (file if place == "folder" else tmp_path / "signals.jsonl.lock").mkdir()
        keeper = Keeper(conf.current(sink=f"file:{file}"))

        keeper.keep(entry("1"))

        [told] = caplog.records
        assert (told.levelno, told.name) == (logging.ERROR, "signal_inspector")
        assert "was not kept" in told.message
        assert "Is a directory" in caplog.text


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("graph_format", ["dot", "png"])
def test_a_full_standard_output_is_one_sentence(graph_format):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "django", "signalgraph", "-f", graph_format],
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "example_project.settings"},
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    told = "CommandError: The output was not written: No space left on device."
    assert done.stderr.splitlines()[-1] == told
