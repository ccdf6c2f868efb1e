import pytest

from signal_inspector.diagnosis.problem import Problem, gravest_first
from signal_inspector.diagnosis.rules import BYPASSED, EXCEPTION, RULES, SLOW, of_rules, rule_named


def test_ids_and_slugs_are_unique_and_in_order():
    slugs = [rule.slug for rule in RULES.values()]
    assert len(set(slugs)) == len(slugs)
    ids = [rule.short_id for rule in RULES.values()]
    recorded = [each for each in ids if each[0] == "R"]
    wired = [each[1:] for each in ids if each[0] != "R"]
    assert (recorded, wired) == (sorted(recorded), sorted(wired))
    assert len({rule.short_id for rule in RULES.values()}) == len(RULES)


@pytest.mark.parametrize("word", ["signal_inspector.R007", "R007", "r007", "slow-receiver"])
def test_a_rule_is_known_by_id_short_id_and_slug(word):
    assert rule_named(word) is SLOW


def test_an_unknown_rule_has_a_suggestion():
    with pytest.raises(ValueError, match=r"no rule 'slow-reciever'. Did you mean 'slow-receiver'"):
        rule_named("slow-reciever")


def test_a_rule_says_where_it_is_explained():
    assert SLOW.page == "docs/reference/problems.md#r007"


def problem(rule, severity="warning"):
    return Problem(rule.id, severity, "It happened.", "Do this.")


@pytest.mark.parametrize(
    ("words", "but", "count"),
    [
        ([], [], 2),
        (["all"], [], 2),
        (["R001"], [], 1),
        (["exception", "R007"], [], 2),
        (["R012"], [], 0),
        ([], ["slow-receiver"], 1),
        (["all", "bypassed-receivers"], [], 3),
        (["R014"], [], 1),
    ],
)
def test_problems_are_chosen_by_rules(words, but, count):
    found = [problem(EXCEPTION), problem(SLOW), problem(BYPASSED, "info")]
    assert len(of_rules(found, words, but=but)) == count


def test_the_gravest_come_first_and_the_others_stay_in_order():
    found = [problem(SLOW, "info"), problem(SLOW), problem(EXCEPTION, "error"), problem(EXCEPTION)]
    assert [(each.severity, each.rule) for each in gravest_first(found)] == [
        ("error", EXCEPTION.id), ("warning", SLOW.id), ("warning", EXCEPTION.id), ("info", SLOW.id),
    ]  # fmt: skip
