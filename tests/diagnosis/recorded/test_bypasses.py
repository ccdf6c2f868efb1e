import pytest

from signal_inspector.recording.records import BulkWrite, Effects, Frame, Queries, Statement
from signal_inspector.recording.sums import sum_effects
from tests.diagnosis.recorded.found import find, only
from tests.recordings import DJANGO, HERE, Called, saved

SITE = Frame(HERE, 50, "import_orders")


def wrote(*bypassed, method="bulk_create", rows=20, site=SITE):
    return Effects(bulk_writes=(BulkWrite(method, "shop.Order", rows, bypassed, site),))


def test_a_bulk_write_past_receivers_is_a_note():
    problem = only(find(effects=wrote("tests.receivers.bill", "tests.receivers.note")))
    assert problem.rule == "signal_inspector.R014"
    assert problem.severity == "info"
    assert problem.sentence == (
        "bulk_create() wrote 20 rows of shop.Order past 2 receivers: bill, note did not run."
    )
    assert (problem.subject, problem.path, problem.line) == ("shop.Order", HERE, 50)


def test_a_bulk_write_of_a_receiver_is_shown_at_the_receiver():
    call = Called("shop.receivers.bill", effects=wrote("tests.receivers.note", method="update"))
    problem = only(find(saved("shop.Order", call)))
    assert problem.sentence == (
        "update() wrote 20 rows of shop.Order past 1 receiver: note did not run."
    )
    assert problem.node.receiver == "shop.receivers.bill"


@pytest.mark.parametrize(
    "write",
    [
        wrote(),
        wrote("tests.receivers.note", rows=0),
        wrote("tests.receivers.note", site=Frame(DJANGO, 3, "delete")),
        wrote("django.contrib.auth.signals.note"),
    ],
)
def test_writes_that_leave_nobody_of_the_project_out_are_fine(write):
    assert find(effects=write) == []


def test_writes_of_one_line_are_one_problem():
    call = Called("shop.receivers.bill", effects=wrote("tests.receivers.note"))
    of_each = only(find(*[saved("shop.Order", call)] * 4))
    added_up = only(find(effects=sum_effects([call.effects] * 3)))
    assert (of_each.count, added_up.count) == (4, 3)
    assert " wrote 80 rows of shop.Order in all past " in of_each.sentence
    assert " wrote 60 rows of shop.Order in all past " in added_up.sentence


@pytest.mark.parametrize(
    ("rows", "said"), [(1, "wrote 1 row of shop.Order p"), (None, "wrote rows of shop.Order p")]
)
def test_the_rows_are_told_as_far_as_they_are_known(rows, said):
    assert said in only(find(effects=wrote("tests.receivers.note", rows=rows))).sentence


def sql(text):
    return Effects((Queries("default", 1, 1_000),), (Statement(text, 1),))


def loaded(*calls, raw=True):
    return saved("shop.Order", *calls, arguments={"instance": "<shop.Order 1>", "raw": raw})


WRITING = [
    Called("shop.receivers.bill", effects=sql("INSERT INTO shop_invoice")),
    Called("shop.receivers.bill", effects=sql("update shop_invoice")),
    Called("shop.receivers.bill", effects=wrote()),
    Called("shop.receivers.bill", [saved("shop.Invoice", Called("shop.receivers.note"))]),
]


@pytest.mark.parametrize("call", WRITING)
def test_writing_while_a_fixture_is_loaded(call):
    problem = only(find(loaded(call)))
    assert problem.rule == "signal_inspector.R015"
    assert problem.sentence == (
        "bill wrote to the database for post_save ⟨shop.Order⟩ of a fixture."
    )
    assert problem.subject == "shop.receivers.bill"


@pytest.mark.parametrize("call", WRITING)
def test_writing_at_other_times_is_fine(call):
    assert find(loaded(call, raw=False)) == []


@pytest.mark.parametrize(
    "call",
    [
        Called("shop.receivers.bill"),
        Called("shop.receivers.bill", effects=sql("SELECT 1")),
        Called("shop.receivers.bill", effects=Effects(mails=1)),
    ],
)
def test_a_receiver_that_writes_nothing_may_see_fixtures(call):
    assert find(loaded(call)) == []


def test_fixtures_of_many_rows_are_one_problem():
    assert only(find(*[loaded(WRITING[0])] * 3)).count == 3
