"""What fails a run of signaltrace."""

import pytest

from signal_inspector.diagnosis import rules
from signal_inspector.diagnosis.problem import Problem
from signal_inspector.management.tracing.verdict import check_words, failing, reasons
from tests.recordings import Called, build, saved

ERROR = Problem(rules.EXCEPTION.id, "error", "It raised.", "Catch it.")
WARNING = Problem(rules.SLOW.id, "warning", "It was slow.", "Speed it up.")
INFO = Problem(rules.BYPASSED.id, "info", "It was bypassed.", "Mind that.")
ALL = [ERROR, WARNING, INFO]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], []),
        (["error"], [ERROR]),
        (["warning"], [ERROR, WARNING]),
        (["info"], ALL),
        (["all"], [ERROR, WARNING]),
        (["slow-receiver"], [WARNING]),
        (["error", "R014"], [ERROR, INFO]),
    ],
)
def test_severities_and_rules_choose(words, expected):
    check_words(words)
    assert failing(ALL, words) == expected


def test_what_is_neither_is_told():
    with pytest.raises(ValueError, match="Did you mean 'slow-receiver'"):
        check_words(["error", "slow-reciever"])


def test_budgets_and_problems_are_reasons():
    recording = build(saved("a.A", Called("a.x")))
    assert reasons(recording, ALL, ["error"], max_depth=1) == ["Problems to fail on: exception."]
    assert reasons(recording, ALL, [], max_depth=0) == ["The cascade is 1 deep; the budget is 0."]
