"""Tasks of Django, from 6.0 on."""

import pytest

pytest.importorskip("django.tasks", reason="Django has no tasks before 6.0")

import contextvars

from django.dispatch import Signal
from django.tasks import default_task_backend, task
from django.tasks.signals import task_finished, task_started

from signal_inspector import record, tasks
from signal_inspector.store import Entry, joined

kept = []
packed, placed = Signal(), Signal()


def take(entry):
    kept.append(entry)


def weigh(**kwargs):
    pass


@task
def pack(number):
    packed.send("parcel", number=number)


@task
async def apack(number):
    await packed.asend("parcel", number=number)


@task
def lose():
    raise ValueError("lost")


@pytest.fixture(autouse=True)
def _recorded(settings):
    kept.clear()
    settings.SIGNAL_INSPECTOR = {"RECORD_TASKS": True, "SINK": f"{__name__}.take"}
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
    packed.connect(weigh)
    tasks.install()
    yield
    tasks.uninstall()
    packed.disconnect(weigh)


def names(recording):
    return [each.signal.rpartition(".")[2] for each in recording]


@pytest.mark.parametrize("each", [pack, apack])
def test_a_task_is_recorded_by_itself(each):
    result = each.enqueue(3)
    [entry] = kept
    assert (entry.kind, entry.status, entry.task_id) == ("task", "done", result.id)
    assert entry.recording.name == f"{__name__}.{each.func.__name__}"
    assert names(entry.recording) == ["packed"]
    assert [call.outcome for call in entry.recording.receiver_calls] == ["returned"]


def test_a_task_that_fails_is_kept_as_such():
    lose.enqueue()
    assert [entry.status for entry in kept] == ["failed"]


def test_receivers_after_ours_run_as_always():
    seen = []

    def later(task_result, **kwargs):
        seen.append(task_result.id)

    task_started.connect(later)
    task_finished.connect(later)
    result = pack.enqueue(3)
    task_started.disconnect(later)
    task_finished.disconnect(later)
    assert seen == [result.id, result.id]
    assert names(kept[0].recording) == ["packed"]


def test_what_runs_at_once_is_part_of_the_recording_around_it():
    with record() as recording:
        pack.enqueue(3)
    assert kept == []
    assert "packed" in names(recording)


def test_what_runs_elsewhere_is_joined_by_the_id_of_the_task():
    def enqueues(**kwargs):
        contextvars.Context().run(pack.enqueue, 3)  # as a worker would run it
        results.append(default_task_backend)

    results = []
    placed.connect(enqueues)
    with record("GET /") as recording:
        placed.send("order")
    placed.disconnect(enqueues)
    [entry] = kept
    call = recording.dispatches[0].receiver_calls[0]
    call.effects = type(call.effects)(tasks=("pack",), task_ids=(entry.task_id,))
    [top] = joined([entry, Entry("r", "request", recording)])
    assert names(top.recording) == ["placed", "task", "packed"]


def test_the_id_is_what_the_sender_was_given():
    def enqueues(**kwargs):
        given.append(pack.enqueue(3))

    given = []
    placed.connect(enqueues)
    with record() as recording:
        placed.send("order")
    placed.disconnect(enqueues)
    call = next(each for each in recording.receiver_calls if each.receiver.endswith("enqueues"))
    assert call.effects.task_ids == (given[0].id,)


def test_installing_twice_and_uninstalling_leaves_nothing():
    before = len(task_started.receivers)
    tasks.install()
    assert len(task_started.receivers) == before
    tasks.uninstall()
    assert len(task_started.receivers) == before - 1
