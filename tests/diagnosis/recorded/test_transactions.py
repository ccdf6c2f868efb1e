import pytest

from signal_inspector.recording.records import Effects
from tests.diagnosis.recorded.found import find, only
from tests.recordings import Called, saved


def with_effects(**effects):
    return saved("shop.Order", Called("shop.receivers.bill", effects=Effects(**effects)))


@pytest.mark.parametrize(
    ("effects", "what"),
    [
        ({"mails": 1}, "1 mail"),
        ({"mails": 2}, "2 mails"),
        ({"requests": ("pay.example", "pay.example")}, "2 requests to pay.example"),
        ({"mails": 1, "requests": ("pay.example",)}, "1 mail, 1 request to pay.example"),
        # Queues in the database want to be inside.
        ({"mails": 1, "tasks": ("shop.tasks.pack",)}, "1 mail"),
    ],
)
def test_what_is_sent_inside_a_transaction(effects, what):
    problem = only(find(with_effects(**effects, in_atomic=1)))
    assert problem.rule == "signal_inspector.R010"
    assert problem.severity == "warning"
    assert problem.sentence == f"bill sent {what} inside a transaction."
    assert "on_commit" in problem.fix


@pytest.mark.parametrize("effects", [{"mails": 1}, {"requests": ("pay.example",)}])
def test_what_is_sent_outside_of_transactions_is_fine(effects):
    assert find(with_effects(**effects)) == []


def test_tasks_may_be_enqueued_inside():
    assert find(with_effects(tasks=("shop.tasks.pack",))) == []


def test_what_outlived_its_transaction_is_an_error():
    problem = only(find(with_effects(mails=1, tasks=("shop.tasks.pack",), in_atomic=1, survived=2)))
    assert problem.rule == "signal_inspector.R011"
    assert problem.severity == "error"
    assert problem.sentence == (
        "bill sent 1 mail, 1 task (pack), then the transaction was rolled back."
    )


def test_rows_that_were_rolled_back_are_fine():
    assert find(with_effects(rolled_back=3)) == []


def test_calls_of_one_receiver_are_one_problem():
    assert only(find(*[with_effects(mails=1, in_atomic=1)] * 3)).count == 3
