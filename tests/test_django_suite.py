from __future__ import annotations

import json
import unittest

from tests import django_suite, django_suite_runner
from tests.django_suite import Run


def lines(*reports: dict[str, object]) -> list[str]:
    return [json.dumps(report) for report in reports]


def test_a_report_adds_up_what_the_processes_recorded() -> None:
    run = django_suite.read_report(
        lines(
            {"recorded": {"dispatches": 2}, "trouble": []},
            {"result": {"ran": 3, "endings": [["failed", "a.B.test_c"]]}},
            {"recorded": {"dispatches": 5, "receiver calls": 1}, "trouble": ["a note"]},
        )
    )
    assert run == Run(
        ran=3,
        endings={("failed", "a.B.test_c")},
        recorded={"dispatches": 7, "receiver calls": 1},
        trouble=["a note"],
        processes=2,
    )


def test_a_report_without_a_result_is_none() -> None:
    assert django_suite.read_report(lines({"recorded": {}, "trouble": []})) is None
    assert django_suite.read_report([]) is None


def test_runs_that_end_alike_have_no_difference() -> None:
    plain = Run(ran=2, endings={("failed", "a"), ("skipped", "b")}, seconds=3)
    recorded = Run(ran=2, endings={("skipped", "b"), ("failed", "a")}, seconds=4, processes=1)
    assert django_suite.differences(plain, recorded) == []
    assert django_suite.story(plain, recorded)[-1] == "0 differences."


def test_each_test_that_ends_otherwise_is_a_difference() -> None:
    plain = Run(ran=3, endings={("failed", "a"), ("skipped", "b")})
    recorded = Run(ran=4, endings={("error", "a"), ("skipped", "b")})
    assert django_suite.differences(plain, recorded) == [
        "3 tests ran plain, 4 recorded",
        "only plain: failed a",
        "only recorded: error a",
    ]


def test_the_summary_of_a_result_names_what_did_not_pass() -> None:
    class Tests(unittest.TestCase):
        def test_passes(self) -> None:
            pass

        def test_fails(self) -> None:
            self.fail()

        def test_raises(self) -> None:
            raise LookupError

        def test_parts(self) -> None:
            with self.subTest(part=1):
                self.fail()

        @unittest.skip("not now")
        def test_skipped(self) -> None:
            raise LookupError

        @unittest.expectedFailure
        def test_expected(self) -> None:
            self.fail()

        @unittest.expectedFailure
        def test_unexpected(self) -> None:
            pass

    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(Tests).run(result)
    summary = django_suite_runner.summary(result)
    assert summary["ran"] == result.testsRun  # Python 3.12.1 leaves skipped ones out
    assert [(ending, test.rpartition(".")[2]) for ending, test in summary["endings"]] == [
        ("error", "test_raises"),
        ("failed", "test_fails"),
        ("failed", "test_parts (part=1)"),
        ("failed as expected", "test_expected"),
        ("passed unexpectedly", "test_unexpected"),
        ("skipped", "test_skipped"),
    ]
    assert json.loads(json.dumps(summary))["ran"] == summary["ran"]


def test_every_django_has_its_labels_and_pythons() -> None:
    options = django_suite.parser().parse_args(["--django", "5.2", "--labels", "dispatch"])
    assert (options.django, options.labels) == ("5.2", ["dispatch"])
    assert set(django_suite.PYTHONS) == {"5.2", "6.0", "6.1"}
    assert "asgi" in django_suite.parser().parse_args([]).labels
