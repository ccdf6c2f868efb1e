"""Tasks of Celery, through the transport in memory and through Redis."""

from __future__ import annotations

import shutil
import socket
import subprocess
from queue import Queue

import pytest

pytest.importorskip("celery", reason="celery is not installed")

from celery.contrib.testing.worker import start_worker
from celery.signals import task_postrun
from django.test import Client

from signal_inspector import record, tasks
from signal_inspector.recording import tree
from signal_inspector.store import joined, read
from tests.tasks import shop


@pytest.fixture
def kept(tmp_path, settings):
    """The entries that were kept in a file; tasks and the site are recorded."""
    file = tmp_path / "signals.jsonl"
    settings.ROOT_URLCONF = "tests.tasks.shop"
    settings.MIDDLEWARE = ["signal_inspector.middleware.SignalInspectorMiddleware"]
    settings.SIGNAL_INSPECTOR = {"SINK": f"file:{file}", "REQUEST_RATE": 1, "RECORD_TASKS": True}
    for signal, receiver in shop.CONNECTIONS:
        signal.connect(receiver)
    tasks.install()
    yield lambda: list(read(file))
    tasks.uninstall()
    for signal, receiver in shop.CONNECTIONS:
        signal.disconnect(receiver)


@pytest.fixture(scope="module")
def redis():
    """The address of a Redis of this module."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("there is no redis-server on PATH")
    pytest.importorskip("redis", reason="redis is not installed")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen([program, *options], stdout=subprocess.PIPE, text=True)
    for line in server.stdout:
        if "Ready to accept connections" in line:
            break
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.communicate(timeout=10)


@pytest.fixture(scope="module", params=["memory", "redis"])
def app(request):
    """An app whose worker runs in a thread."""
    broker = "memory://" if request.param == "memory" else request.getfixturevalue("redis")
    app = shop.new_app(
        broker_url=broker,
        result_backend="cache+memory://",
        broker_connection_retry_on_startup=False,
    )
    with start_worker(app, perform_ping_check=False, pool="solo"):
        yield app
    app.close()


@pytest.fixture
def wait(kept, app):
    """Wait for so many tasks to end; told after the recorder, which is hooked in before."""
    done = Queue()

    def note(task_id, **_):
        done.put(task_id)

    task_postrun.connect(note, weak=False)
    yield lambda number: [done.get(timeout=20) for _ in range(number)]
    task_postrun.disconnect(note)


def names(entry):
    return [
        (depth, getattr(node, "receiver", None) or node.signal.rpartition(".")[2])
        for depth, node in tree.walk(entry.recording.roots)
        if "request" not in getattr(node, "signal", "")
    ]


def test_a_task_shows_under_the_receiver_that_enqueued_it(kept, wait):
    Client().get("/place/")
    wait(2)
    entries = kept()
    assert sorted(entry.kind for entry in entries) == ["request", "task", "task"]
    by_name = {entry.recording.name: entry for entry in entries}
    assert by_name["shop.pack"].parent == by_name["GET /place/"].id
    assert by_name["shop.label"].parent == by_name["shop.pack"].id
    [top] = joined(entries)
    assert [(depth, name.rpartition(".")[2]) for depth, name in names(top)] == [
        (0, "placed"),
        (1, "notify"),
        (2, "task"),
        (3, "pack"),
        (4, "packed"),
        (5, "weigh"),
        (4, "task"),
        (5, "label"),
        (6, "labelled"),
        (7, "weigh"),
    ]


def test_a_task_that_fails_is_kept_as_such(kept, wait):
    shop.tasks["shop.lose"].delay()
    wait(1)
    [entry] = kept()
    assert (entry.status, entry.parent) == ("failed", "")


def test_a_task_that_is_tried_again_shows_both_runs(kept, wait):
    Client().get("/reprint/")
    wait(2)
    entries = kept()
    tasks = [entry for entry in entries if entry.kind == "task"]
    assert [entry.status for entry in tasks] == ["retried", "done"]
    assert len({entry.task_id for entry in tasks}) == 1
    [top] = joined(entries)
    assert [(depth, name.rpartition(".")[2]) for depth, name in names(top)] == [
        (0, "task"),
        (1, "label_again"),
        (2, "labelled"),
        (3, "weigh"),
        (2, "task"),
        (3, "label_again"),
        (4, "labelled"),
        (5, "weigh"),
    ]


def test_a_task_that_is_given_up_is_not_done(kept, wait):
    shop.tasks["shop.leave"].delay()
    wait(1)
    assert [entry.status for entry in kept()] == ["ignored"]


def test_without_a_recording_messages_carry_nothing_of_ours(kept, wait):
    shop.seen.clear()
    shop.tasks["shop.look"].delay()
    wait(1)
    [headers] = shop.seen
    assert "signal_inspector" not in (headers or {})


def test_eager_tasks_are_part_of_the_request(kept):
    shop.new_app(task_always_eager=True)
    with record() as recording:
        shop.placed.send("order")
    assert kept_names(recording) == ["placed", "packed", "labelled"]


def kept_names(recording):
    return [each.signal.rpartition(".")[2] for each in recording]
