"""Entries as lines of JSON."""

import json

import pytest
from hypothesis import given

from signal_inspector.store import Entry
from signal_inspector.store.entry import new_id
from tests.recording.strategies import recordings


@given(recordings())
def test_an_entry_is_one_line_and_comes_back(recording):
    entry = Entry(new_id(), "task", recording, "done", "b", "c")
    line = entry.to_json()
    again = Entry.from_json(line)
    assert "\n" not in line
    assert again.recording == recording
    assert (again.id, again.kind, again.status) == (entry.id, "task", "done")
    assert (again.parent, again.task_id) == ("b", "c")


def test_ids_differ():
    assert len({new_id() for _ in range(100)}) == 100


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": 2}, "no entry of version 1"),
        ({"kind": "mail"}, "damaged"),
        ({"parent": None}, "damaged"),
        ({"recording": {}}, "no recording"),
    ],
)
def test_any_other_text_is_told(change, message):
    row = {"version": 1, "id": "a", "kind": "task", "status": "", "parent": "", "task_id": ""}
    with pytest.raises(ValueError, match=message):
        Entry.from_json(json.dumps({**row, "recording": {}, **change}))
    with pytest.raises(ValueError, match="not JSON"):
        Entry.from_json("{")
