"""The setting SINK."""

import logging

import pytest
from django.core.checks import run_checks

from signal_inspector import conf
from signal_inspector.store import Entry, read
from signal_inspector.store.sinks import Keeper, SinkError, sink_of
from tests.recordings import build

taken = []


def take(entry):
    taken.append(entry)


def refuse(entry):
    raise ValueError("full")


no_function = 5


@pytest.fixture(autouse=True)
def _empty():
    taken.clear()


def keeper(**options):
    return Keeper(conf.current(**options))


ENTRY = Entry("a", "request", build())


def test_a_function_takes_the_entries():
    keeper(sink=f"{__name__}.take").keep(ENTRY)
    assert taken == [ENTRY]


def test_a_file_takes_the_entries(tmp_path):
    keeper(sink=f"file:{tmp_path}/a.jsonl").keep(ENTRY)
    assert [each.id for each in read(tmp_path / "a.jsonl")] == ["a"]


def test_what_a_sink_raises_goes_to_the_log(caplog):
    with caplog.at_level(logging.ERROR, "signal_inspector"):
        keeper(sink=f"{__name__}.refuse").keep(ENTRY)
    assert "A recording of signals was not kept: GET /" in caplog.text
    assert "ValueError: full" in caplog.text


def test_nothing_leaves_the_process_by_default():
    assert sink_of(conf.current()) is None
    assert not keeper()
    assert keeper(sink=f"{__name__}.take")


@pytest.mark.parametrize(
    ("sink", "message"),
    [
        ("file:/no/such/folder/a.jsonl", "no folder"),
        ("file:", "no folder"),
        ("tests.store.test_sinks.missing", "cannot be imported"),
        ("nonsense", "cannot be imported"),
        ("tests.store.test_sinks.no_function", "is no function"),
    ],
)
def test_what_cannot_be_used_is_told_by_a_check(sink, message, settings):
    with pytest.raises(SinkError, match=message):
        sink_of(conf.current(sink=sink))
    settings.SIGNAL_INSPECTOR = {"SINK": sink}
    [found] = [each for each in run_checks() if each.id == "signal_inspector.E005"]
    assert message in found.msg


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"REQUEST_RATE": 5}, "from 0 to 1, not 5"),
        ({"REQUEST_SECRET": "short"}, "too short to be a secret"),
        ({"RECORD_TASKS": True}, "nothing takes the recordings"),
    ],
)
def test_other_settings_are_checked_too(setting, message, settings):
    settings.SIGNAL_INSPECTOR = setting
    [found] = [each for each in run_checks() if each.id == "signal_inspector.E005"]
    assert message in found.msg
