from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from benchmarks import chromium, panel, recorded
from signal_inspector.recording import tree
from signal_inspector.recording.recording import Recording


@pytest.mark.django_db
@pytest.mark.parametrize("name", recorded.SHAPES)
def test_a_shape_has_as_many_dispatches_as_are_asked_for(name: str) -> None:
    recording = recorded.SHAPES[name](300)
    assert len(recording.dispatches) == 300
    assert recording.notes == []


@pytest.mark.parametrize(
    ("shape", "depth", "roots", "rows"),
    [
        (recorded.flat, 1, 40, 80),
        (recorded.folded, 1, 40, 2),
        (recorded.wide, 2, 1, 80),
        (recorded.crowded, 1, 40, 40 * 11),
    ],
)
def test_a_shape_is_what_its_name_says(
    shape: Callable[[int], Recording], depth: int, roots: int, rows: int
) -> None:
    recording = shape(40)
    assert recording.summary.depth == depth
    assert len(recording.roots) == roots
    assert len(tree.rows(recording.roots)) == rows


def test_deep_is_as_deep_as_the_limit() -> None:
    assert recorded.deep(200).summary.depth == recorded.DEEP


@pytest.mark.django_db
def test_receivers_fail_and_query_where_that_is_said() -> None:
    assert recorded.failing(20).summary.errors == 20
    assert recorded.querying(20).summary.queries == 20


@pytest.mark.urls("benchmarks.views")
def test_goals_are_those_that_are_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panel, "median_ns", lambda timed, rounds: 300_100_000)
    stats = panel.stored_as(recorded.flat(20))
    assert [row.met for row in panel.server_rows("flat", stats, 1)] == [True, False]
    assert [row.goal for row in panel.server_rows("crowded", stats, 1)] == [None, None]


def test_without_chromium_there_is_nothing_to_miss(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "_program", lambda: None)
    (row,) = panel.chromium_rows({}, 1)
    assert row.case == "no Chromium on PATH: nothing is opened there"
    assert row.met


@pytest.fixture(autouse=True)
def empty_store() -> Iterator[None]:
    from debug_toolbar.store import get_store

    yield
    get_store().clear()
