from __future__ import annotations

import json

from tests.suites import comparing
from tests.suites.comparing import Run


def lines(*reports: dict[str, object]) -> list[str]:
    return [json.dumps(report) for report in reports]


def recorded(**what: object) -> dict[str, object]:
    return {"recorded": {}, "problems": {}, "examples": {}, "trouble": [], **what}


def test_a_report_adds_up_what_the_processes_recorded() -> None:
    run = comparing.read_report(
        lines(
            recorded(recorded={"dispatches": 2}, problems={"R007": 2}, examples={"R007": "one"}),
            {"result": {"ran": 3, "endings": [["failed", "a.B.test_c"]]}},
            recorded(
                recorded={"dispatches": 5, "receiver calls": 1},
                problems={"R007": 1, "R001": 1},
                examples={"R007": "another", "R001": "first"},
                trouble=["a note"],
            ),
        )
    )
    assert run == Run(
        ran=3,
        endings={("failed", "a.B.test_c")},
        recorded={"dispatches": 7, "receiver calls": 1},
        problems={"R007": 3, "R001": 1},
        examples={"R007": "one", "R001": "first"},
        trouble=["a note"],
        processes=2,
    )


def test_a_report_without_a_result_is_none() -> None:
    assert comparing.read_report(lines(recorded())) is None
    assert comparing.read_report([]) is None


def test_runs_that_end_alike_have_no_difference() -> None:
    plain = Run(ran=2, endings={("failed", "a"), ("skipped", "b")}, seconds=3)
    again = Run(ran=2, endings={("skipped", "b"), ("failed", "a")}, seconds=4, processes=1)
    assert comparing.differences(plain, again) == []
    assert comparing.story(plain, again)[-1] == "0 differences."


def test_each_test_that_ends_otherwise_is_a_difference() -> None:
    plain = Run(ran=3, endings={("failed", "a"), ("skipped", "b")})
    other = Run(ran=4, endings={("error", "a"), ("skipped", "b")})
    assert comparing.differences(plain, other) == [
        "3 tests ran plain, 4 recorded",
        "only plain: failed a",
        "only recorded: error a",
    ]


def test_the_story_counts_problems_by_rule_with_an_example() -> None:
    run = Run(ran=1, problems={"R007": 1_200}, examples={"R007": "slow was slow."})  # type: ignore[arg-type]
    assert "R007 in 1,200 tests, as: slow was slow." in comparing.story(Run(ran=1), run)
