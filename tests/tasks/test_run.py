"""A recording of a task, whatever queue it is from."""

import contextvars
import logging

import pytest
from django.dispatch import Signal

from signal_inspector import record
from signal_inspector.recording.strands import current
from signal_inspector.store.entry import current_id
from signal_inspector.tasks import run

kept = []
packed = Signal()


def take(entry):
    kept.append(entry)


def receive(**kwargs):
    pass


@pytest.fixture(autouse=True)
def _recorded(settings):
    kept.clear()
    settings.DEBUG = False
    settings.SIGNAL_INSPECTOR = {"RECORD_TASKS": True, "SINK": f"{__name__}.take"}
    packed.connect(receive)
    yield
    packed.disconnect(receive)


def test_what_a_task_sends_is_kept_with_its_origin():
    run.begin("shop.pack", "17", "a request")
    inside = current_id.get()
    packed.send("shop", number=3)
    run.end("17", run.DONE)
    [entry] = kept
    assert (entry.kind, entry.recording.name, entry.status) == ("task", "shop.pack", "done")
    assert (entry.id, entry.task_id, entry.parent) == (inside, "17", "a request")
    assert [each.arguments for each in entry.recording] == [{}]
    assert (current.get(), current_id.get()) == (None, "")


def test_inside_of_another_recording_it_is_part_of_that_one():
    with record() as recording:
        run.begin("shop.pack", "17")
        packed.send("shop")
        run.end("17", run.DONE)
    assert kept == []
    assert len(recording.dispatches) == 1


def test_a_recording_that_is_closed_is_no_other_one():
    context = contextvars.copy_context()

    def work():
        with record():
            inner = contextvars.copy_context()
        inner.run(run.begin, "shop.pack", "17")
        inner.run(run.end, "17", run.DONE)

    context.run(work)
    assert len(kept) == 1


def test_only_the_task_itself_ends_its_recording():
    run.begin("shop.pack", "17")
    run.end("18", run.DONE)
    assert kept == []
    run.end("17", run.FAILED)
    assert [entry.status for entry in kept] == ["failed"]


def test_it_is_off_by_default(settings):
    settings.SIGNAL_INSPECTOR = {"SINK": f"{__name__}.take"}
    run.begin("shop.pack", "17")
    assert current.get() is None


def test_failures_of_ours_go_to_the_log(settings, caplog):
    settings.SIGNAL_INSPECTOR = {"RECORD_TASKS": True, "SINK": "no.such.sink"}
    with caplog.at_level(logging.ERROR, "signal_inspector"):
        run.guarded(run.begin)("shop.pack", "17")
    assert "A task was not recorded." in caplog.text
    assert current.get() is None
