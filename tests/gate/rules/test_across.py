"""Who may listen to whom: the kinds forbidden, allowed and layered."""

import pytest

from signal_inspector.gate.rules import Rule, evaluate
from signal_inspector.wiring.graph import graph_of
from tests.graphs import ORDER, PLACED, POST_SAVE, USER, connection

AUDIT_ORDER = f"orders.Order:{POST_SAVE} -> audit.receivers.note"


def broken(kind, found, origins=("project",), **options):
    """The receivers in the sentences of the problems."""
    defaults = {"forbidden": {}, "allowed": {"from": (), "to": ()}, "layered": {}}[kind]
    rule = Rule("r", kind, "Because.", origins=origins, options=defaults | options)
    problems = evaluate([rule], graph_of(found))
    return [problem.sentence.partition(",")[0].rpartition(".")[2] for problem in problems]


ORDERS_TO_AUDIT = connection("audit.receivers.note", ORDER)
USERS_TO_AUDIT = connection("audit.receivers.watch", USER)
ORDERS_TO_ORDERS = connection("orders.receivers.pack", ORDER, position=1)
EVERYTHING_TO_AUDIT = connection("audit.receivers.all_saved", position=2)
PLACED_TO_AUDIT = connection("audit.receivers.placed", signal=PLACED)


class TestForbidden:
    def test_receivers_of_one_app_for_senders_of_another(self):
        found = [ORDERS_TO_AUDIT, USERS_TO_AUDIT, ORDERS_TO_ORDERS]

        assert broken("forbidden", found, **{"from": ["orders"], "to": ["audit"]}) == ["note"]
        assert broken("forbidden", found, **{"from": ["audit"], "to": ["orders"]}) == []

    def test_any_sender_of_a_signal_of_no_app_is_every_app(self):
        wanted = {"from": ["orders"], "to": ["audit"]}

        assert broken("forbidden", [EVERYTHING_TO_AUDIT], **wanted) == ["all_saved"]

    def test_an_app_may_receive_what_it_sends(self):
        wanted = {"from": ["orders", "audit"], "to": ["orders", "audit"]}

        assert broken("forbidden", [ORDERS_TO_ORDERS, ORDERS_TO_AUDIT], **wanted) == ["note"]

    def test_the_sentence_names_both_apps_and_the_place(self):
        rule = Rule("r", "forbidden", "Why.", options={"from": ["orders"], "to": ["audit"]})

        (problem,) = evaluate([rule], graph_of([ORDERS_TO_AUDIT]))

        assert problem.sentence == (
            "audit.receivers.note, of the app audit, receives post_save ⟨orders.Order⟩ of the app "
            "orders."
        )
        assert (problem.path, problem.line) == ("audit/receivers.py", ORDERS_TO_AUDIT.line)
        assert problem.fix == f"Why. If it must be, except {AUDIT_ORDER!r} with the reason."


class TestAllowed:
    def test_nothing_crosses_without_a_list(self):
        found = [ORDERS_TO_AUDIT, ORDERS_TO_ORDERS, EVERYTHING_TO_AUDIT]

        assert broken("allowed", found) == ["all_saved", "note"]

    def test_apps_that_are_not_the_projects_may_be_listened_to(self):
        assert broken("allowed", [USERS_TO_AUDIT]) == []
        assert broken("allowed", [USERS_TO_AUDIT], **{"from": ["auth"]}) == ["watch"]

    def test_the_listed_may_listen(self):
        found = [ORDERS_TO_AUDIT, connection("search.receivers.reindex", ORDER, position=1)]

        assert broken("allowed", found, to=["audit"]) == ["reindex"]

    def test_only_what_the_named_apps_send_counts(self):
        found = [ORDERS_TO_AUDIT]

        assert broken("allowed", found, **{"from": ["orders"]}) == ["note"]
        assert broken("allowed", found, **{"from": ["search"]}) == []

    def test_a_receiver_of_no_app_crosses(self):
        found = [connection("receiver", ORDER, module="scripts", app=None)]

        assert broken("allowed", found) == ["receiver"]

    def test_receivers_of_packages_count_when_their_origin_is_given(self):
        found = [connection("audit.receivers.note", ORDER, origin="third-party")]

        assert broken("allowed", found) == []
        assert broken("allowed", found, origins=("project", "third-party")) == ["note"]


class TestLayered:
    @pytest.mark.parametrize(
        ("layers", "expected"),
        [
            (["audit", "orders"], []),
            (["orders", "audit"], ["note"]),
            ([["orders", "audit"]], ["note"]),
            (["orders", "search"], []),
            (["search", "audit"], []),
        ],
    )
    def test_who_is_higher_may_listen(self, layers, expected):
        assert broken("layered", [ORDERS_TO_AUDIT, ORDERS_TO_ORDERS], layers=layers) == expected

    def test_any_sender_is_for_the_highest_alone(self):
        assert broken("layered", [EVERYTHING_TO_AUDIT], layers=["audit", "orders"]) == []
        assert broken("layered", [EVERYTHING_TO_AUDIT], layers=["orders", "audit"]) == ["all_saved"]
        assert broken("layered", [EVERYTHING_TO_AUDIT], layers=[["audit", "orders"]]) == [
            "all_saved"
        ]

    def test_any_sender_of_an_apps_own_signal_is_of_that_app(self):
        found = [connection("audit.receivers.placed", signal=PLACED)]

        assert graph_of(found).channels[0].app is None  # no such app is installed here
        assert broken("layered", found, layers=["orders", "audit"]) == ["placed"]
