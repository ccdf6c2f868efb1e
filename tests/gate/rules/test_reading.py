"""The setting RULES, right and wrong."""

import pytest
from django.core.checks import run_checks
from django.test import override_settings

from signal_inspector.gate.rules import read
from signal_inspector.gate.rules.kinds import KINDS

GOOD = {"kind": "dispatch-uid", "reason": "Two imports must not connect twice."}


def test_a_rule_has_defaults():
    ((rule,), mistakes) = read({"uids": GOOD})

    assert mistakes == []
    assert (rule.name, rule.level, rule.exceptions) == ("uids", "error", {})
    assert rule.origins == ("project",)


def test_everything_can_be_said():
    ((rule,), mistakes) = read(
        {
            "few": {
                "kind": "max-receivers",
                "reason": "Readers lose the thread.",
                "level": "warning",
                "except": {"x": "until 3.0"},
                "origin": ["project", "third-party"],
                "max": 5,
            }
        }
    )

    assert mistakes == []
    assert (rule.level, rule.exceptions) == ("warning", {"x": "until 3.0"})
    assert rule.origins == ("project", "third-party")
    assert rule.options == {"max": 5, "signals": ()}


def test_a_kind_has_a_function_and_a_test_of_the_options_that_are_needed():
    for kind in KINDS:
        _, mistakes = read({"r": {"kind": kind, "reason": "So."}})
        needed = [key for key, option in KINDS[kind].options.items() if option.default is None]
        assert [mistake.message.split("lacks ")[1] for mistake in mistakes] == [
            f"{key!r}." for key in needed
        ]


@pytest.mark.parametrize(
    ("change", "message", "hint"),
    [
        ({"kind": "dispatch-uids"}, "unknown kind 'dispatch-uids'", "Did you mean 'dispatch-uid'?"),
        ({"kind": ["x"]}, "unknown kind ['x']", "Known: allowed, any-sender"),
        ({"kind": None}, "unknown kind None", "Known: "),
        ({"resaon": "x"}, "unknown key 'resaon'", "Did you mean 'reason'?"),
        ({"max": 3}, "unknown key 'max'", "Known: except, kind, level, origin, reason."),
        ({"reason": " "}, "has no 'reason'", "Say why"),
        ({"reason": None}, "has no 'reason'", "Say why"),
        ({"level": "warn"}, "['level'] cannot be 'warn'", "Did you mean 'warning'?"),
        ({"except": ["a"]}, "['except'] must be a dictionary", "to the reason"),
        ({"except": {"a": ""}}, "['except']['a'] has no reason", "Say why"),
        ({"except": {"a": None}}, "['except']['a'] has no reason", "Say why"),
        ({"origin": "project"}, "['origin'] must be a list, not 'project'", "Known: django"),
        ({"origin": ["jango"]}, "['origin'] must be a list, not ['jango']", "Known: django"),
        ({"kind": "max-receivers"}, "lacks 'max'", "Add a whole number from 0."),
        ({"kind": "max-receivers", "max": "3"}, "['max'] cannot be '3'", "Use a whole number"),
        ({"kind": "max-depth", "max": True}, "['max'] cannot be True", "Use a whole number"),
        ({"kind": "max-depth", "max": 1, "origin": []}, "unknown key 'origin'", "Known: except"),
        ({"kind": "modules", "modules": "x"}, "['modules'] cannot be 'x'", "Use a list"),
        ({"kind": "layered", "layers": ["auth", 7]}, "['layers'] cannot be ", "Use a list"),
        (
            {"kind": "layered", "layers": ["auth", ["oders"]]},
            "['layers'] names the app 'oders', which is not installed",
            "Did you mean 'orders'?",
        ),
        (
            {"kind": "forbidden", "from": ["orders"], "to": ["nowhere"]},
            "['to'] names the app 'nowhere', which is not installed",
            "Known: accounts",
        ),
    ],
)
def test_mistakes_are_told_with_the_way_out(change, message, hint):
    rules, mistakes = read({"uids": GOOD | change})

    assert rules == []
    assert [mistake for mistake in mistakes if message in mistake.message and hint in mistake.hint]
    assert all("SIGNAL_INSPECTOR['RULES']['uids']" in mistake.message for mistake in mistakes)


@pytest.mark.parametrize("setting", [{7: GOOD}, {"": GOOD}, {"r": "dispatch-uid"}, {"r": None}])
def test_rules_are_dictionaries_with_names(setting):
    rules, mistakes = read(setting)

    assert rules == []
    assert len(mistakes) == 1


def test_right_rules_stand_beside_wrong_ones():
    rules, mistakes = read({"good": GOOD, "bad": {}})

    assert [rule.name for rule in rules] == ["good"]
    assert len(mistakes) == 1


def test_the_system_checks_tell_mistakes():
    with override_settings(SIGNAL_INSPECTOR={"RULES": {"uids": GOOD | {"level": "warn"}}}):
        found = [each for each in run_checks() if each.id == "signal_inspector.E002"]

    (error,) = found
    assert error.msg == "SIGNAL_INSPECTOR['RULES']['uids']['level'] cannot be 'warn'."
    assert error.hint == "Did you mean 'warning'?"
