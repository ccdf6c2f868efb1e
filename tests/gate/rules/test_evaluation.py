from signal_inspector.gate.rules import Rule, evaluate, waiting
from signal_inspector.wiring.graph import graph_of
from tests.graphs import ORDER, POST_SAVE, connection

GRAPH = graph_of([connection("shop.receivers.a", ORDER), connection("shop.receivers.b", ORDER)])
SUBJECT = f"orders.Order:{POST_SAVE} -> shop.receivers.a"


def rule(name="uids", level="error", exceptions=()):
    return Rule(name, "dispatch-uid", "So it is.", level, dict.fromkeys(exceptions, "old"))


def test_what_is_excepted_is_no_problem_and_the_rest_is():
    (problem,) = evaluate([rule(exceptions=[SUBJECT])], GRAPH)

    assert problem.rule == "uids"
    assert problem.sentence.startswith("shop.receivers.b ")


def test_an_exception_that_matches_nothing_is_an_error_with_the_nearest_as_hint():
    found = evaluate([rule(level="warning", exceptions=[SUBJECT[:-1] + "c"])], GRAPH)

    assert [problem.severity for problem in found] == ["warning", "warning", "error"]
    assert (
        found[-1].sentence
        == f"The exception {SUBJECT[:-1] + 'c'!r} of the rule 'uids' is not needed."
    )
    assert found[-1].fix.startswith("Did you mean ")


def test_an_exception_without_a_neighbour_is_to_be_removed():
    assert evaluate([rule(exceptions=["?"])], GRAPH)[-1].fix == "Remove it."


def test_a_rule_that_is_off_finds_nothing_and_needs_no_exceptions():
    assert evaluate([rule(level="off", exceptions=["?"])], GRAPH) == []


def test_rules_are_held_up_in_their_order():
    found = evaluate([rule("b"), rule("a")], GRAPH)

    assert [problem.rule for problem in found] == ["b", "b", "a", "a"]


def test_only_rules_over_recordings_wait_for_one():
    depth = Rule("deep", "max-depth", "So.", options={"max": 1})

    assert waiting([rule(), depth]) == [depth]
