from __future__ import annotations

import gc
import json

import pytest

from benchmarks import dispatches, measure, overhead
from benchmarks.measure import Pair
from benchmarks.table import HEADINGS, Row, as_json, markdown, text_line
from signal_inspector import record


def test_ratio_and_added_time_are_medians_over_the_rounds() -> None:
    rounds = [Pair(100, 110), Pair(200, 400), Pair(1000, 900)]
    assert measure.ratio(rounds) == 1.1
    assert measure.added_us(rounds) == 0.01


def test_each_round_measures_both_in_changing_order() -> None:
    order: list[str] = []

    def timed(name: str, time: int) -> measure.Timed:
        return lambda: order.append(name) or time

    found = measure.pairs(timed("plain", 5), timed("other", 7), rounds=12)
    assert found == [Pair(5, 7)] * 12
    rounds = {tuple(order[i : i + 2]) for i in range(0, len(order), 2)}
    assert rounds == {("plain", "other"), ("other", "plain")}


def test_the_median_leaves_the_first_round_out() -> None:
    times = iter([1_000_000, 3, 1, 2])
    assert measure.median_ns(lambda: next(times), rounds=3) == 2


def test_runs_of_the_garbage_collector_are_counted_in_the_block_only() -> None:
    callbacks = list(gc.callbacks)
    with measure.collector_runs() as runs:
        gc.collect()
        gc.collect(0)
    gc.collect()
    assert [runs.count(2), runs.count(0) >= 1] == [1, True]
    assert gc.callbacks == callbacks


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        (Row("a", 1.1249, goal=1.12), ("a", "≤ 1.12 ×", "1.12 ×", "yes")),
        (Row("b", 1.126, goal=1.12), ("b", "≤ 1.12 ×", "1.13 ×", "no")),
        (Row("c", 90.06, "bytes", 90), ("c", "≤ 90 bytes", "90.1 bytes", "no")),
        (Row("d", -3.0, "µs", 50), ("d", "≤ 50 µs", "-3 µs", "yes")),
        (Row("e", 4.5), ("e", "-", "4.50 ×", "-")),
    ],
)
def test_a_row_tells_its_goal_and_whether_it_is_met(row: Row, cells: tuple[str, ...]) -> None:
    assert row.cells() == cells
    assert row.met is (cells[3] != "no")


def test_the_lines_of_a_table_are_aligned() -> None:
    rows = [Row("short", 1.0, goal=1.0), Row("a longer title", 12345.6, "ms", 50)]
    lines = [text_line(HEADINGS), *(text_line(row.cells()) for row in rows)]
    assert len({len(line) for line in lines}) == 1
    assert "12,345.6 ms" in lines[2]


def test_markdown_has_a_line_for_each_row_and_names_the_versions() -> None:
    lines = markdown([Row("idle", 1.0, goal=1.02), Row("peer", 2.0)]).splitlines()
    assert lines[:4] == [
        "| case | goal | measured | met |",
        "| --- | --: | --: | --- |",
        "| idle | ≤ 1.02 × | 1.00 × | yes |",
        "| peer | - | 2.00 × | - |",
    ]
    assert "Django" in lines[-1]


def test_json_holds_the_numbers_as_measured() -> None:
    document = json.loads(as_json([Row("idle", 1.23456, goal=1.02)], rounds=7))
    assert document["rounds"] == 7
    assert document["rows"] == [
        {"case": "idle", "measured": 1.23456, "unit": "×", "goal": 1.02, "met": False}
    ]


def test_the_options_choose_cases_rounds_and_form() -> None:
    parser = overhead.parser(["idle", "one"])
    options = parser.parse_args(["--case", "one", "--case", "idle", "--rounds", "5", "--json"])
    assert (options.case, options.rounds, options.json) == (["one", "idle"], 5, True)
    assert parser.parse_args([]).case is None


@pytest.mark.parametrize("wrong", [["--case", "two"], ["--json", "--markdown"], ["--rounds", "0"]])
def test_wrong_options_are_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        overhead.parser(["idle", "one"]).parse_args(wrong)
    assert stopped.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_there_are_cases_for_each_line_of_the_table() -> None:
    assert {"idle", "nobody", "one", "three", "nested", "listing", "saves", "empty"} <= set(
        overhead.cases()
    )


@pytest.mark.parametrize(
    ("chain", "dispatches_a_send", "calls_a_send"),
    [
        (dispatches.Chain(1), 1, 1),
        (dispatches.Chain(3, caching=False), 1, 3),
        (dispatches.Chain(1, depth=5), 5, 5),
    ],
)
def test_a_chain_sends_what_its_case_says(
    chain: dispatches.Chain, dispatches_a_send: int, calls_a_send: int
) -> None:
    with record(**dispatches.TIMES) as recording:
        chain.send(4)
    assert len(recording.dispatches) == 4 * dispatches_a_send
    assert len(recording.receiver_calls) == 4 * calls_a_send
    assert recording.summary.depth == dispatches_a_send


@pytest.mark.parametrize("chain", [dispatches.Chain(0), dispatches.Chain(1, sender=int)])
def test_a_chain_without_receivers_is_counted(chain: dispatches.Chain) -> None:
    chain.send(1)  # Django notes that nobody receives it
    with record() as recording:
        chain.send(4)
    assert [(each.reason, each.count) for each in recording.counted] == [("no receivers", 4)]
