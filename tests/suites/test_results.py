"""How tests of others ended: the same words for those of Django's runner and of pytest."""

from __future__ import annotations

import json
import unittest
from typing import Any

import pytest
from django.test.runner import DiscoverRunner

from tests.suites.inside import suite_pytest, suite_unittest

pytest_plugins = ["pytester"]

APART = [word for name in ("asyncio", "cacheprovider", "django") for word in ("-p", f"no:{name}")]


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


Tests.__test__ = False  # type: ignore[attr-defined]  # run below, not by pytest


def result_of_tests() -> unittest.TestResult:
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(Tests).run(result)
    return result


def test_the_summary_of_results_names_what_did_not_pass() -> None:
    result = result_of_tests()
    summary = suite_unittest.summary([result, result_of_tests()])
    assert summary["ran"] == 2 * result.testsRun  # Python 3.12.1 leaves skipped ones out
    assert [(ending, test.rpartition(".")[2]) for ending, test in summary["endings"]] == [
        ("error", "test_raises"),
        ("failed", "test_fails"),
        ("failed", "test_parts (part=1)"),
        ("failed as expected", "test_expected"),
        ("passed unexpectedly", "test_unexpected"),
        ("skipped", "test_skipped"),
    ]
    assert json.loads(json.dumps(summary))["ran"] == summary["ran"]


def test_suites_that_tests_run_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def run_suite(self: Any, suite: Any, **kwargs: Any) -> Any:
        return suite(self) if callable(suite) else suite

    monkeypatch.setattr(DiscoverRunner, "run_suite", run_suite)
    results = suite_unittest.keep_results()
    runner = DiscoverRunner()
    runner.run_suite("first")
    runner.run_suite(lambda runner: [runner.run_suite("inner"), "second"][1])
    assert results == ["first", "second"]


def test_what_pytest_reports_has_the_same_words(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_all="""
        import pytest
        def test_passes(): pass
        def test_fails(): assert False
        @pytest.fixture
        def broken(): raise LookupError
        def test_raises(broken): pass
        @pytest.mark.skip
        def test_skipped(): pass
        @pytest.mark.xfail(strict=False)
        def test_expected(): assert False
        @pytest.mark.xfail(strict=False)
        def test_unexpected(): pass
        """,
        test_unreadable="import nothing_of_this_name",
    )
    results = suite_pytest.Results()
    pytester.inline_run(*APART, "--continue-on-collection-errors", plugins=[results])
    assert results.summary() == {
        "ran": 6,
        "endings": [
            ("error", "test_all.py::test_raises"),
            ("error", "test_unreadable.py"),
            ("failed", "test_all.py::test_fails"),
            ("failed as expected", "test_all.py::test_expected"),
            ("passed unexpectedly", "test_all.py::test_unexpected"),
            ("skipped", "test_all.py::test_skipped"),
        ],
    }


def test_each_test_of_pytest_is_recorded_from_its_set_up_on(pytester: pytest.Pytester) -> None:
    told: list[str] = []

    class Recorded:
        def start_test(self) -> None:
            told.append("start")

        def stop_test(self, test: str) -> None:
            told.append(test)

    pytester.makepyfile(test_all="def test_one(): pass\ndef test_two(): assert False")
    results = suite_pytest.Results(Recorded())
    pytester.inline_run(*APART, plugins=[results])
    assert told == ["start", "test_all.py::test_one", "start", "test_all.py::test_two"]
