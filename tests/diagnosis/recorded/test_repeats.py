import pytest

from signal_inspector.recording.records import Frame
from tests.diagnosis.recorded.found import find, only, slugs
from tests.recordings import HERE, Called, Sent, saved

ADA = {"instance": "<accounts.Profile 1>", "created": False, "raw": False, "update_fields": None}


def profile(line=17, receivers=(), **arguments):
    return saved(
        "accounts.Profile",
        *receivers,
        arguments=ADA | arguments,
        site=Frame(HERE, line, "create_profile"),
    )


def sign_up(*second):
    return saved(
        "auth.User",
        Called("accounts.receivers.create_profile", [profile(created=True)]),
        Called("accounts.receivers.save_profile", second),
    )


def test_an_instance_saved_twice_by_receivers():
    problem = only(find(sign_up(profile(line=22))))
    assert problem.rule == "signal_inspector.R012"
    assert problem.sentence == (
        "accounts.Profile 1 was saved 2 times, by create_profile, save_profile:"
        " tests/recordings.py:17, tests/recordings.py:22."
    )
    assert (problem.subject, problem.line) == ("accounts.Profile", 22)


@pytest.mark.parametrize(
    "second",
    [
        {"instance": "<accounts.Profile 2>"},
        {"instance": "<accounts.Profile>"},
        {"update_fields": "last_seen"},
        {"raw": True},
        {"using": "other"},
    ],
)
def test_saves_of_something_else_or_of_chosen_fields_are_fine(second):
    assert find(sign_up(profile(**second))) == []


def test_what_the_view_saves_twice_is_its_own_affair():
    assert find(profile(), profile(line=22)) == []


def test_one_problem_for_all_instances_saved_alike():
    def pair(number):
        name = f"<accounts.Profile {number}>"
        return saved(
            "auth.User",
            Called("accounts.receivers.create_profile", [profile(instance=name)]),
            Called("accounts.receivers.save_profile", [profile(line=22, instance=name)]),
        )

    assert only(find(pair(1), pair(2), pair(3))).count == 3


def test_a_save_inside_itself_is_a_recursion_and_no_repetition():
    inner = profile(receivers=[Called("accounts.receivers.save")])
    outer = profile(receivers=[Called("accounts.receivers.save", [inner])])
    assert slugs(outer) == ["recursion"]


PAID = {"order": "<shop.Order 12>", "amount": 12, "request": "<WSGIRequest>"}


def paid(line=5, **arguments):
    return Sent(
        "shop.signals.paid",
        "shop.Order",
        [Called("shop.receivers.bill")],
        site=Frame(HERE, line, "pay"),
        arguments=PAID | arguments,
    )


def test_a_signal_sent_twice_for_one_instance():
    problem = only(find(paid(), paid(9)))
    assert problem.rule == "signal_inspector.R013"
    assert problem.sentence == (
        "paid ⟨shop.Order⟩ was sent 2 times for shop.Order 12:"
        " tests/recordings.py:5, tests/recordings.py:9."
    )
    assert (problem.subject, problem.line, problem.count) == ("shop.signals.paid", 9, 2)


@pytest.mark.parametrize(
    "other",
    [
        {"order": "<shop.Order 13>"},
        {"amount": 13},
        {"note": "<str>"},
        {"basket": "<shop.Basket>"},
        {"lines": "<list of 2>"},
    ],
)
def test_other_arguments_or_unknown_ones_are_fine(other):
    assert find(paid(), paid(**other)) == []
    hidden = str(next(iter(other.values()))).startswith("<") and "order" not in other
    assert slugs(paid(**other), paid(**other)) == ([] if hidden else ["sent-twice"])


def test_signals_without_an_instance_may_be_sent_again():
    assert find(*[Sent("shop.signals.tick", "None", arguments={"hour": 3})] * 2) == []


def test_django_sends_a_save_once_for_each_save():
    deleted = Sent("django.db.models.signals.post_delete", "shop.Order", arguments=PAID)
    assert find(deleted, deleted) == []
