import pytest

from signal_inspector.recording.instrumentation.effects.database import text_of
from signal_inspector.recording.records import Effects, Queries, Statement
from tests.diagnosis.recorded.found import find, only, slugs
from tests.recordings import Called, saved

LINES = 'SELECT "shop_line"."id", "shop_line"."order_id" FROM "shop_line" WHERE "id" = %s'


def asking(*statements, receiver="shop.receivers.count"):
    count = sum(times for _, times in statements)
    found = Effects((Queries("default", count, 1_000),), tuple(Statement(*s) for s in statements))
    return Called(receiver, effects=found)


def test_a_query_repeated_in_one_call():
    problem = only(find(saved("shop.Order", asking((LINES, 7)))))
    assert problem.rule == "signal_inspector.R008"
    assert problem.severity == "warning"
    assert problem.sentence == (
        'count executed one query 7 times in a call: SELECT … FROM "shop_line" WHERE "id" = %s'
    )
    assert problem.subject == "shop.receivers.count"
    assert problem.line == 7


def test_of_a_long_query_whose_from_was_cut_out_the_end_is_told():
    columns = ", ".join(f'"shop_line"."column_{number}"' for number in range(9))
    joins = " ".join(f'INNER JOIN "shop_{name}" ON ("id")' for name in "abcdefgh")
    sql = text_of(f'SELECT {columns} FROM "shop_line" {joins} WHERE "shop_line"."id" = %s')
    assert "FROM" not in sql

    told = only(find(saved("shop.Order", asking((sql, 7))))).sentence.partition(": ")[2]

    assert only(find(saved("shop.Order", asking(("SELECT 1", 7))))).sentence.endswith(": SELECT 1")
    assert told.startswith('SELECT … "shop_d" ON ("id") INNER JOIN "shop_e" ')
    assert len(told) == 80


@pytest.mark.parametrize(("times", "count"), [(4, 0), (5, 1)])
def test_it_counts_from_the_limit_on(times, count):
    assert len(find(saved("shop.Order", asking((LINES, times))))) == count
    assert len(find(saved("shop.Order", asking((LINES, times))), repeat_limit=times + 1)) == 0


def test_repeated_writes_are_no_queries():
    assert find(saved("shop.Order", asking(("INSERT INTO shop_line", 20)))) == []


def test_different_queries_are_no_repetition():
    assert find(saved("shop.Order", asking((LINES, 3), ("SELECT 1", 3)))) == []


def test_many_calls_are_one_problem_at_the_worst():
    roots = [saved("shop.Order", asking((LINES, times))) for times in (6, 9)]
    problem = only(find(*roots))
    assert " 9 times " in problem.sentence
    assert (problem.node.index, problem.count) == (1, 2)


def test_a_query_repeated_in_each_of_many_calls():
    problem = only(find(*[saved("shop.Order", asking((LINES, 1)))] * 5))
    assert problem.rule == "signal_inspector.R009"
    assert problem.sentence == (
        "count executed one query in 5 calls for post_save ⟨shop.Order⟩:"
        ' SELECT … FROM "shop_line" WHERE "id" = %s'
    )
    assert problem.count == 5


def test_few_calls_may_query():
    assert find(*[saved("shop.Order", asking((LINES, 1)))] * 4) == []


def test_queries_of_different_receivers_are_not_added_up():
    one, other = asking((LINES, 1)), asking((LINES, 1), receiver="shop.receivers.other")
    assert find(*[saved("shop.Order", one, other)] * 3) == []


def test_calls_that_query_different_things_do_not_repeat():
    roots = [saved("shop.Order", asking((f"SELECT {n}", 1))) for n in range(8)]
    assert find(*roots) == []


def test_a_receiver_with_both_is_told_of_once():
    assert slugs(*[saved("shop.Order", asking((LINES, 6)))] * 6) == ["n-plus-one"]
