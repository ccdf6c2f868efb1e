"""Budgets of a recording."""

from signal_inspector.diagnosis.budgets import exceeded
from signal_inspector.recording.records import Counted
from tests.recordings import Called, build, saved


def deep():
    return build(saved("a.A", Called("a.x", [saved("a.B", Called("a.y", own_ms=2))])))


def test_what_is_within_the_budget_is_not_told():
    assert exceeded(deep(), max_depth=2, max_dispatches=2, max_ms=3) == []
    assert exceeded(deep()) == []


def test_each_budget_is_told_with_what_was_used():
    assert exceeded(deep(), max_depth=1, max_dispatches=1, max_ms=2.5) == [
        "The cascade is 2 deep; the budget is 1.",
        "There were 2 dispatches; the budget is 1.",
        "Receivers took 3.0 ms; the budget is 2.5 ms.",
    ]


def test_what_was_only_counted_counts_where_it_had_receivers():
    counted = [Counted("a.s", "a.A", "limit", 5, 5), Counted("a.s", "a.A", "no receivers", 9)]
    recording = build(saved("a.A", Called("a.x")), counted=counted)
    assert exceeded(recording, max_dispatches=6) == []
    assert exceeded(recording, max_dispatches=5) != []


def test_beyond_the_depth_limit_every_depth_is_too_deep():
    recording = build(saved("a.A", Called("a.x")), counted=[Counted("a.s", "a.A", "depth", 1)])
    assert exceeded(recording, max_depth=50) == [
        "The cascade is more than 1 deep; the budget is 50."
    ]
