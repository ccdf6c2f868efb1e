"""The schemas of files: each document that is written fits, and has no key that is not named."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from referencing import Registry, Resource

from signal_inspector.gate import lock
from signal_inspector.renderers.json import as_data
from signal_inspector.store import Entry
from signal_inspector.wiring.collapse import collapse
from signal_inspector.wiring.diff import compare
from tests.docs.pages import ROOT
from tests.graphs import every_kind
from tests.observed import observed
from tests.recording.strategies import recordings
from tests.recording.test_document import sample

SCHEMAS = {
    path.name: json.loads(path.read_text("utf-8"))
    for path in (ROOT / "docs/reference/schemas").iterdir()
}


def closed(schema: Any) -> Any:
    """The schema without room for keys that it does not name."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    rest = {"additionalProperties": False} if "properties" in schema else {}
    return rest | {key: closed(each) for key, each in schema.items()}


def validator(name, schemas=SCHEMAS):
    registry = Registry().with_resources(
        (name, Resource.from_contents(schema)) for name, schema in schemas.items()
    )
    schema = schemas[f"{name}.schema.json"]
    return jsonschema.Draft202012Validator(schema, registry=registry)


def exact(name):
    return validator(name, closed(SCHEMAS))


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_is_a_schema(name):
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["$id"] == name


@settings(max_examples=40, deadline=None)
@given(recordings())
def test_any_recording_fits(recording):
    exact("recording").validate(json.loads(recording.to_json()))


def test_a_line_of_recordings_fits():
    entry = Entry("1", "request", sample(), status="200")
    exact("entry").validate(json.loads(entry.to_json()))


@pytest.mark.parametrize(
    "graph",
    [
        pytest.param(every_kind, id="every kind"),
        pytest.param(observed, id="observed"),
        pytest.param(lambda: collapse(observed(), "app"), id="apps"),
        pytest.param(lambda: collapse(every_kind(), "signal"), id="signals"),
        pytest.param(lambda: compare(observed(), every_kind()), id="compared"),
    ],
)
def test_a_graph_fits(graph):
    exact("graph").validate(as_data(graph()))


def test_a_lock_file_fits():
    exact("lock").validate(json.loads(lock.dumps(lock.lock_of(every_kind()))))
    agreed = ROOT / "example_project/signals.lock.json"
    exact("lock").validate(json.loads(agreed.read_text("utf-8")))


@pytest.mark.parametrize("key", json.loads(sample().to_json()))
def test_a_recording_without_one_of_its_keys_does_not_fit(key):
    document = json.loads(sample().to_json())
    del document[key]
    assert not validator("recording").is_valid(document)


def test_keys_may_be_added_and_versions_may_not():
    document = json.loads(sample().to_json())
    newer = copy.deepcopy(document) | {"version": 2}
    document["calls"]["cpu_ns"] = []
    assert validator("recording").is_valid(document | {"host": "web-1"})
    assert not exact("recording").is_valid(document)
    assert not validator("recording").is_valid(newer)
