"""Reading the files that a command is given."""

import json

import pytest
from django.core.management import CommandError, call_command

from signal_inspector.exporters import otlp
from signal_inspector.management.reading import recordings_of
from signal_inspector.store.files import FileSink
from tests.recordings import Called, build, saved
from tests.store.test_joining import request, task


def order():
    return build(saved("orders.Order", Called("example_project.orders.receivers.issue_invoice")))


@pytest.fixture
def files(tmp_path):
    recorded, spans = tmp_path / "order.json", tmp_path / "spans.json"
    recorded.write_text(order().to_json())
    spans.write_text(f"{otlp.render(order())}\n{otlp.render(build(saved('auth.User')))}\n")
    return str(recorded), f"otlp:{spans}"


def test_recordings_come_from_json_and_from_spans(files):
    found = recordings_of(files)
    assert [[each.sender for each in recording] for recording in found] == [
        ["orders.Order"], ["orders.Order"], ["auth.User"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "message"),
    [("{}", "an object with resourceSpans"), (b"\xff", "not JSON"), (None, "cannot be read")],
)
def test_spans_that_cannot_be_read_are_told_with_the_file(tmp_path, content, message):
    file = tmp_path / "spans.json"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CommandError, match=message) as caught:
        recordings_of([f"otlp:{file}"])
    assert caught.value.returncode == 2
    assert str(file) in str(caught.value)


def test_signalgraph_shows_the_traffic_that_spans_tell_of(files, capsys):
    call_command("signalgraph", "orders", "--format=json", "--observed", files[1])
    graph = json.loads(capsys.readouterr().out)
    call_command("signalgraph", "orders", "--format=json", "--observed", files[0])
    assert graph == json.loads(capsys.readouterr().out)
    assert '"calls": 1' in json.dumps(graph)


def test_a_file_of_the_sink_has_its_tasks_joined(tmp_path):
    path = tmp_path / "signals.jsonl"
    sink = FileSink(path, 100_000)
    sink(task("1"))
    sink(request("1"))
    [recording] = recordings_of([str(path)])
    assert [each.signal for each in recording][1:] == ["task"]


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "cannot be read: No such file"), ("{}\n", ":1: This is no entry")],
)
def test_a_file_of_the_sink_that_cannot_be_used_is_told(tmp_path, content, message):
    path = tmp_path / "signals.jsonl"
    if content is not None:
        path.write_text(content)
    with pytest.raises(CommandError, match=message) as caught:
        recordings_of([str(path)])
    assert caught.value.returncode == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [("idle.jsonl", ""), ("cut.jsonl", '{"version": 1'), ("spans.json", '{"resourceSpans": []}')],
)
def test_files_without_any_recording_are_no_observation(tmp_path, files, name, content):
    path = tmp_path / name
    path.write_text(content)
    empty = f"otlp:{path}" if name.startswith("spans") else str(path)

    with pytest.raises(CommandError, match=rf"^There is no recording in .*{name}\.$") as caught:
        recordings_of([empty])

    assert caught.value.returncode == 2
    assert len(recordings_of([empty, files[0]])) == 1, "of several some may be"
    assert recordings_of([]) == []
