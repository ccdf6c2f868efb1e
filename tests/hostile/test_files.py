"""Files that others wrote: they are read, or refused in a sentence that names them; never more."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from hypothesis import HealthCheck, given, settings, strategies as st

from signal_inspector import Recording
from signal_inspector.exporters import FORMATS, otlp
from signal_inspector.gate.lock import dumps, lock_of
from signal_inspector.management.judging import compared, write_baseline
from signal_inspector.management.reading import graph_of, recordings_of
from signal_inspector.overlay import lay
from signal_inspector.recording.records import BulkWrite, Effects, Frame, Queries, Statement
from signal_inspector.renderers import json as graph_json, text
from signal_inspector.store import Entry
from signal_inspector.wiring.diff import compare
from signal_inspector.wiring.selection import Selection
from tests.graphs import POST_SAVE, every_kind
from tests.hostile.mutations import mutated
from tests.recordings import Called, build, failed, saved

GRAPH = every_kind()
LOCK = dumps(lock_of(GRAPH, Selection()))
PATIENT = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def recording() -> Recording:
    """A recording with something in each table."""
    effects = Effects(
        queries=(Queries("default", 3, 5),),
        statements=(Statement("SELECT 1", 3),),
        bulk_writes=(BulkWrite("update", "orders.Order", 3, ("a.b",), Frame("a.py", 3, "f")),),
        mails=1,
        tasks=("shop.tell",),
    )
    inner = saved("orders.Invoice", Called("audit.receivers.note", effects=effects))
    outer = saved(
        "orders.Order",
        Called("orders.receivers.reserve_stock", [inner]),
        Called("orders.receivers.mark_paid", error=failed(), outcome="raised"),
        Called("search.receivers.reindex", outcome="not reached", is_async=True),
        arguments={"created": True, "instance": "<orders.Order 3>"},
    )
    return build(outer, saved("auth.User", Called("accounts.receivers.create_profile")))


def entry() -> dict[str, Any]:
    written = Entry("1", "request", recording(), "200").to_json()
    found: dict[str, Any] = json.loads(written)
    return found


def shown(found: list[Recording]) -> None:
    """Do with recordings what commands do with them."""
    laid = lay(GRAPH, found)
    graph_json.render(laid.graph)
    text.render(laid.graph)
    for each in found:
        assert each.problems is not None
        for written in FORMATS.values():
            written.render(each).encode()


def refused_or(action: Callable[[], object], file: Path) -> bool:
    """Do it; the only failure that is allowed is a sentence about the file, with exit code 2, and
    the file as it was. Whether it was refused.
    """
    before, refusal = file.read_bytes(), None
    try:
        action()
    except CommandError as error:
        refusal = error
    if refusal is not None:
        assert refusal.returncode == 2
        assert str(file) in str(refusal)
        assert len(str(refusal)) < 2_000
        assert str(refusal).replace("\n", "").isprintable()
        assert file.read_bytes() == before
    return refusal is not None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@PATIENT
@given(content=mutated(json.loads(recording().to_json())))
def test_a_recording(folder, content):
    file = folder / "recording.json"
    file.write_bytes(content)
    refused_or(lambda: shown(recordings_of([str(file)])), file)


@PATIENT
@given(content=mutated(entry()), other=mutated(entry()))
def test_a_file_of_the_sink(folder, content, other):
    file = folder / "recordings.jsonl"
    file.write_bytes(content + b"\n" + other + b"\n")
    refused_or(lambda: shown(recordings_of([str(file)])), file)


@PATIENT
@given(content=mutated(json.loads(otlp.render(recording()))))
def test_spans(folder, content):
    file = folder / "spans.json"
    file.write_bytes(content)
    refused_or(lambda: shown(recordings_of([f"otlp:{file}"])), file)


@PATIENT
@given(content=mutated(json.loads(graph_json.render(GRAPH))))
def test_a_graph_to_compare_with(folder, content):
    file = folder / "graph.json"
    file.write_bytes(content)

    def shown_differences() -> None:
        graph = compare(graph_of(str(file)), GRAPH)
        graph_json.render(graph)
        text.render(graph)

    refused_or(shown_differences, file)


@PATIENT
@given(content=mutated(json.loads(LOCK)))
def test_a_lock_file(folder, content):
    file = folder / "signals.lock.json"
    file.write_bytes(content)
    refused_or(lambda: compared(GRAPH, Selection(), str(file)), file)
    if not refused_or(lambda: write_baseline(GRAPH, Selection(), str(file)), file):
        assert file.read_bytes() == LOCK


READERS = {
    "recording": lambda name: recordings_of([name]),
    "sink": lambda name: recordings_of([name]),
    "spans": lambda name: recordings_of([f"otlp:{name}"]),
    "graph": graph_of,
    "lock": lambda name: compared(GRAPH, Selection(), name),
}


@pytest.mark.parametrize("kind", READERS)
@PATIENT
@given(
    content=st.binary(max_size=40)
    | st.sampled_from([b"[" * 100_000, b'{"a":' * 50_000, b"1" * 9_000])
)
def test_any_bytes(folder, kind, content):
    file = folder / ("bytes.jsonl" if kind == "sink" else "bytes.json")
    file.write_bytes(content)
    refused_or(lambda: READERS[kind](str(file)), file)


def test_the_documents_are_read_as_long_as_nothing_is_changed(folder):
    """Else the tests above would show nothing."""
    for name, content in {
        "whole.json": recording().to_json(),
        "whole.jsonl": json.dumps(entry()) + "\n",
        "spans.json": otlp.render(recording()),
    }.items():
        (folder / name).write_text(content)
        prefix = "otlp:" if name == "spans.json" else ""
        [found] = recordings_of([f"{prefix}{folder / name}"])
        assert [each.signal for each in found] == [POST_SAVE] * 3
        shown([found])
