"""Receivers that fork: two processes, each with a recording of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from signal_inspector import Recording, record
from tests.faults.children import child
from tests.recording.scenes import assert_same, cascade, dispatch, signal_with

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork"),
    # Python's warning from 3.12 on, about threads that other tests have left.
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]


def first(**kwargs: Any) -> int:
    return 1


def second(**kwargs: Any) -> int:
    return 2


def test_the_child_goes_on_as_without_us():
    def forks(**kwargs: Any) -> object:
        return child(lambda: [given for _, given in dispatch(signal_with(first, second))])

    def scene() -> object:
        return [given for _, given in dispatch(signal_with(forks, first))]

    detailed, *_ = assert_same(scene)
    assert scene() == [(0, [1, 2]), 1]
    # What the child sent is not of this process.
    assert cascade(detailed) == [(0, "forks"), (0, "first")]


def test_the_childs_recording_has_what_was_before_and_what_it_sent():
    def in_the_child() -> object:
        dispatch(signal_with(first, second))
        recorder.__exit__()
        return cascade(recording)

    seen: list[Any] = []

    def forks(**kwargs: Any) -> None:
        seen.append(child(in_the_child))

    recorder = record()
    with recorder as recording:
        dispatch(signal_with(first))
        dispatch(signal_with(forks))
        dispatch(signal_with(first))

    below = [[1, "first"], [1, "second"]]
    assert seen == [(0, [[0, "first"], [0, "forks"], *below])]
    assert cascade(recording) == [(0, "first"), (0, "forks"), (0, "first")]


def test_a_child_can_make_a_recording_of_its_own():
    def in_the_child() -> object:
        with record() as own:
            dispatch(signal_with(first))
        return cascade(own)

    with record():
        assert child(in_the_child) == (0, [[0, "first"]])


TRACED = """
import os, sys
from django.core.management.base import BaseCommand
from django.dispatch import Signal

placed = Signal()


def forks(**kwargs):
    process = os.fork()
    if process == 0:
        {end}
    os.waitpid(process, 0)


placed.connect(forks)


class Command(BaseCommand):
    requires_system_checks = ()

    def handle(self, **options):
        placed.send(sender="shop")
"""


@pytest.mark.parametrize("end", ["os._exit(0)", "sys.exit(0)", "raise ValueError('in the child')"])
def test_signaltrace_tells_once_whatever_becomes_of_the_child(end, tmp_path):
    folder = tmp_path / "shop" / "management" / "commands"
    folder.mkdir(parents=True)
    (folder / "place.py").write_text(TRACED.format(end=end))
    (tmp_path / "settings.py").write_text(
        "INSTALLED_APPS = ['shop', 'signal_inspector']\nSECRET_KEY = 'x'\n"
    )
    written = tmp_path / "place.json"
    command = ["-m", "django", "signaltrace", "-o", str(written), "--", "place"]
    path = os.pathsep.join([str(tmp_path), str(Path(__file__).parents[2])])
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *command],
        env={**os.environ, "PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("1 dispatch ·") == 1
    assert done.stderr.count("Wrote") == 1
    [call] = Recording.from_json(written.read_text()).receiver_calls
    assert call.outcome == "returned"
