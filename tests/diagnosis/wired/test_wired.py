"""Each rule over a wiring made by hand: with the problem, and with its harmless neighbour."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AbstractUser, Group, User
from django.contrib.sessions.models import Session
from hypothesis import given, strategies as st

from signal_inspector.diagnosis.rules import RULES
from signal_inspector.diagnosis.wired import judge
from signal_inspector.diagnosis.wired.reading import Sent, Wiring
from signal_inspector.wiring.ledger import Entry, Site
from signal_inspector.wiring.senders import ANY, Sender
from signal_inspector.wiring.unimported import Unimported
from tests.graphs import ORDER, PLACED, POST_SAVE, USER, connection

PAY = "orders.receivers.pay"
NOTE = "audit.receivers.note"
POST_INIT = "django.db.models.signals.post_init"
POST_DELETE = "django.db.models.signals.post_delete"
INVOICE = Sender("orders.Invoice", "model", "orders")


def connected(receiver=PAY, sender=ORDER, signal=POST_SAVE, **more):
    more.setdefault("receiver_key", receiver)
    return connection(receiver, sender, signal, **more)


def found(*connections, **more):
    return judge(Wiring(connections=connections, **more))


def only(problems):
    (problem,) = problems
    return problem


def test_a_wiring_in_order_has_no_problems():
    wiring = [
        connected(),
        connected(NOTE, ORDER),
        connected(PAY, INVOICE),
        connected(PAY, ORDER, PLACED, takes_kwargs=True),
        connected(NOTE, ANY, PLACED),
        connected(NOTE, ANY, POST_DELETE),
    ]
    assert found(*wiring) == []


class TestConnectedTwice:
    def test_under_two_dispatch_uids(self):
        site = Site("orders/apps.py", 12)
        pair = [connected(dispatch_uid=uid, site=site) for uid in ("a", None)]
        problem = only(found(*pair))
        assert problem.rule == "signal_inspector.W010"
        assert problem.sentence == (
            "pay is connected 2 times to post_save ⟨orders.Order⟩, and runs as often:"
            " the dispatch_uids are 'a' and none."
        )
        assert problem.fix == (
            "Connect it once (see orders/apps.py:12), or always with the same dispatch_uid."
        )
        assert (problem.path, problem.subject) == ("orders/receivers.py", PAY)

    def test_two_functions_of_one_factory_are_fine(self):
        pair = [connected("shop.make.<locals>.pay", receiver_key=number) for number in (1, 2)]
        assert found(*pair) == []

    def test_what_others_connect_is_theirs(self):
        pair = [connected(dispatch_uid=uid, origin="third-party") for uid in "ab"]
        assert found(*pair) == []


class TestImportedTwice:
    def test_under_two_module_names(self):
        one = connected("project.orders.receivers.pay", file="orders/receivers.py", line=3)
        other = connected("orders.receivers.pay", file="orders/receivers.py", line=3)
        problem = only(found(one, other))
        assert problem.rule == "signal_inspector.W011"
        assert problem.sentence == (
            "pay runs 2 times for post_save ⟨orders.Order⟩: orders/receivers.py was imported as"
            " 'orders.receivers' and 'project.orders.receivers'."
        )
        assert problem.fix == "Import it everywhere as 'project.orders.receivers'."

    def test_functions_of_one_name_in_two_files_are_fine(self):
        assert found(connected("a.receivers.pay"), connected("b.receivers.pay")) == []

    def test_two_lambdas_of_one_line_are_fine(self):
        pair = [
            connected(f"{module}.<lambda>", file="a.py", line=3, receiver_key=module)
            for module in ("a", "b.a")
        ]
        assert found(*pair) == []


class TestSenderAndAny:
    def test_both(self):
        problem = only(found(connected(signal=PLACED), connected(sender=ANY, signal=PLACED)))
        assert problem.rule == "signal_inspector.W012"
        assert problem.sentence == (
            "pay is connected to order_placed for orders.Order and for ANY sender, and runs twice."
        )

    def test_two_receivers_are_fine(self):
        assert found(connected(signal=PLACED), connected(NOTE, ANY, PLACED)) == []

    def test_two_signals_are_fine(self):
        assert found(connected(), connected(sender=ANY, signal=PLACED)) == []


LOCAL = Entry(
    POST_SAVE,
    "orders.Order",
    "shop.apps.ShopConfig.ready.<locals>.pay",
    Site("shop/apps.py", 9),
    None,
    Site("shop/apps.py", 11),
)


def test_a_collected_receiver():
    problem = only(found(lost=[LOCAL, LOCAL._replace(sender="orders.Invoice")]))
    assert problem.rule == "signal_inspector.W013"
    assert problem.sentence == (
        "ShopConfig.ready.<locals>.pay was connected to post_save ⟨orders.Order⟩ and"
        " post_save ⟨orders.Invoice⟩ at shop/apps.py:11, and garbage-collected: it does not run."
    )
    assert (problem.path, problem.line) == ("shop/apps.py", 11)


def test_a_receiver_that_lives_only_while_debug_is_on():
    problem = only(found(connected("shop.apps.ready.<locals>.pay", debug_only=True)))
    assert problem.rule == "signal_inspector.W014"
    assert problem.sentence == (
        "ready.<locals>.pay of post_save ⟨orders.Order⟩ is alive only because DEBUG is on:"
        " nothing but a cache of Django holds it."
    )


def test_an_ignored_connect():
    entry = LOCAL._replace(receiver=PAY, dispatch_uid="paid", by="orders.receivers.bill")
    problem = only(found(ignored=[entry]))
    assert problem.rule == "signal_inspector.W015"
    assert problem.sentence == (
        "pay was not connected to post_save ⟨orders.Order⟩ at shop/apps.py:11:"
        " bill has the dispatch_uid 'paid'."
    )
    assert problem.subject == PAY


def test_a_receiver_that_was_disconnected():
    entry = LOCAL._replace(receiver=PAY, by="shop/views.py:31")
    problem = only(found(disconnected=[entry]))
    assert problem.rule == "signal_inspector.W024"
    assert problem.sentence == (
        "pay was disconnected from post_save ⟨orders.Order⟩ at shop/views.py:31,"
        " and not connected again."
    )


class ShopConfig:
    """Stand for the configuration of an app."""


@pytest.mark.parametrize(("connects", "count"), [(1, "1 receiver"), (2, "2 receivers")])
def test_a_module_that_nothing_imports(connects, count):
    module = Unimported("shop.receivers", ShopConfig(), "shop/receivers.py", 7, connects)
    problem = only(found(unimported=[module]))
    assert problem.rule == "signal_inspector.W016"
    assert problem.sentence == f"shop.receivers connects {count}, and nothing imports it."
    assert problem.fix == "Import it in ShopConfig.ready()."
    assert (problem.line, problem.subject) == (7, "shop.receivers")


class TestSenders:
    def test_an_abstract_model(self):
        problem = only(found(connected(sender=Sender("orders.Base", "abstract", "orders"))))
        assert problem.rule == "signal_inspector.W017"
        assert problem.sentence == (
            "pay waits for post_save ⟨orders.Base⟩: orders.Base is abstract, no save sends it."
        )

    def test_an_abstract_sender_of_a_custom_signal_may_be_sent(self):
        base = Sender("orders.Base", "abstract", "orders")
        assert found(connected(sender=base, signal=PLACED)) == []

    def test_a_swapped_model(self):
        meta = SimpleNamespace(label="auth.User", label_lower="auth.user", swapped="shop.User")
        meta.proxy = False
        swapped = type("User", (), {"_meta": meta})
        problem = only(found(connected(sender=USER), models=[swapped]))
        assert problem.rule == "signal_inspector.W017"
        assert problem.sentence == (
            "pay waits for post_save ⟨auth.User⟩: auth.User is swapped for shop.User."
        )

    def test_a_model_that_is_not_swapped(self):
        assert found(connected(sender=USER), models=[User, Group]) == []

    @pytest.mark.parametrize(
        ("name", "fix"),
        [("auth.usr", "Did you mean 'auth.User'?"), ("x.y", "Correct the sender's name.")],
    )
    def test_a_lazy_sender_that_is_not_there(self, name, fix):
        sender = Sender(name, "unresolved")
        problem = only(found(connected(sender=sender), models=[User, Session]))
        assert problem.rule == "signal_inspector.W018"
        assert problem.sentence == f"pay waits for the model {name!r}, and there is none."
        assert problem.fix == fix


def model(label, *bases, proxy=False):
    meta = SimpleNamespace(label=label, label_lower=label.lower(), swapped=None, proxy=proxy)
    return type(label.rpartition(".")[2], bases, {"_meta": meta})


PLACE = model("food.Place")
CAFE = model("food.Cafe", PLACE)
TOP = model("food.TopPlace", PLACE, proxy=True)
AT_PLACE = Sender("food.Place", "model", "food")


class TestOtherClass:
    def test_children_and_proxies_send_themselves(self):
        problem = only(found(connected(sender=AT_PLACE), models=[PLACE, CAFE, TOP]))
        assert problem.rule == "signal_inspector.W019"
        assert problem.sentence == (
            "pay of post_save ⟨food.Place⟩ does not run for food.Cafe and food.TopPlace:"
            " a save sends the class of its instance."
        )

    def test_connected_for_each_it_is_fine(self):
        cafe = connected(sender=Sender("food.Cafe", "model", "food"))
        assert found(connected(sender=AT_PLACE), cafe, models=[PLACE, CAFE]) == []

    def test_connected_for_any_it_runs(self):
        problems = found(connected(sender=AT_PLACE), connected(sender=ANY), models=[PLACE, CAFE])
        assert "signal_inspector.W019" not in [each.rule for each in problems]

    def test_deleting_sends_the_parents_too(self):
        assert found(connected(sender=AT_PLACE, signal=POST_DELETE), models=[PLACE, CAFE]) == []

    def test_a_receiver_of_the_child_alone_is_fine(self):
        cafe = connected(sender=Sender("food.Cafe", "model", "food"))
        assert found(cafe, models=[PLACE, CAFE]) == []

    def test_abstract_parents_are_no_parents(self):
        assert found(connected(sender=USER), models=[AbstractUser, User]) == []


class TestInModels:
    def test_is_information(self, settings):
        one = connected("example_project.orders.models.pay", app="orders")
        other = connected("example_project.orders.models.bill", app="orders")
        for each in (one, other):
            object.__setattr__(each, "module", "example_project.orders.models")
        problem = only(found(one, other))
        assert (problem.rule, problem.severity) == ("signal_inspector.I020", "info")
        assert problem.sentence == (
            "example_project.orders.models defines receivers: pay and bill."
        )

    def test_methods_of_models_are_fine(self):
        method = connected("orders.models.Order.saved", app="orders", module="orders.models")
        assert found(method) == []


class TestAnySender:
    def test_on_hot_signals(self):
        problem = only(found(connected(NOTE, ANY), connected(NOTE, ANY, POST_INIT)))
        assert problem.rule == "signal_inspector.W021"
        assert problem.sentence == (
            "note runs at post_save and post_init of every model, also of those of packages."
        )
        assert problem.subject == NOTE

    def test_on_others_it_is_fine(self):
        assert found(connected(NOTE, ANY, POST_DELETE)) == []


class TestNoKwargs:
    def test_is_refused_under_debug(self):
        problem = only(found(connected(takes_kwargs=False)))
        assert problem.rule == "signal_inspector.W022"
        assert problem.sentence == (
            "pay of post_save ⟨orders.Order⟩ does not accept **kwargs: connect() refuses it while"
            " DEBUG is on."
        )

    @pytest.mark.parametrize("takes", [True, None])
    def test_others_and_unreadable_ones_are_fine(self, takes):
        assert found(connected(takes_kwargs=takes)) == []


def sent(method="send", line=36):
    return Sent(PLACED, method, "orders/views.py", line)


class TestThreadHop:
    def test_a_sync_receiver_of_asend(self):
        problem = only(found(connected(signal=PLACED), sent=[sent("asend")]))
        assert (problem.rule, problem.severity) == ("signal_inspector.I023", "info")
        assert problem.sentence == (
            "pay is sync, and order_placed is sent by asend() at orders/views.py:36:"
            " each dispatch takes a thread for it."
        )

    @pytest.mark.parametrize("sends", [[], [sent()], [sent(), sent("asend")]])
    def test_a_sync_receiver_of_send_is_fine(self, sends):
        assert found(connected(signal=PLACED), sent=sends) == []

    def test_an_async_receiver_of_send(self):
        problem = only(found(connected(signal=PLACED, is_async=True), sent=[sent()]))
        assert problem.sentence == (
            "pay is async, and order_placed is sent by send() at orders/views.py:36:"
            " each dispatch runs an event loop for it."
        )

    def test_an_async_receiver_of_models(self):
        problem = only(found(connected(is_async=True)))
        assert "post_save is sent by send() of Django" in problem.sentence

    def test_an_async_receiver_of_asend_is_fine(self):
        assert found(connected(signal=PLACED, is_async=True), sent=[sent("asend")]) == []


def test_a_signal_that_nothing_sends():
    problem = only(found(connected(signal=PLACED), unsent=frozenset({PLACED})))
    assert (problem.rule, problem.severity) == ("signal_inspector.I025", "info")
    assert problem.sentence == f"Nothing sends {PLACED}, which pay would receive."
    assert problem.subject == PLACED


def test_a_signal_that_nobody_hears():
    problem = only(found(sent=[sent(), sent(line=40)], unheard=frozenset({PLACED})))
    assert (problem.rule, problem.severity) == ("signal_inspector.I026", "info")
    assert problem.sentence == (
        f"{PLACED} is sent at orders/views.py:36 and orders/views.py:40, and has no receivers."
    )
    assert found(sent=[sent()]) == []


SENDERS = [ANY, ORDER, INVOICE, Sender("x.y", "unresolved"), Sender("orders.Base", "abstract")]
CONNECTIONS = st.builds(
    connected,
    st.sampled_from([PAY, NOTE, "shop.make.<locals>.pay", "functools.partial(shop.pay)", ""]),
    st.sampled_from(SENDERS),
    st.sampled_from([POST_SAVE, PLACED, POST_INIT, "Signal @ unknown"]),
    receiver_key=st.integers(1, 3),
    dispatch_uid=st.none() | st.text(max_size=3),
    debug_only=st.booleans(),
    takes_kwargs=st.none() | st.booleans(),
    is_async=st.booleans(),
    is_alive=st.booleans(),
    line=st.integers(0, 2),
)


@given(st.lists(CONNECTIONS, max_size=6), st.lists(st.sampled_from([sent(), sent("asend")])))
def test_whatever_is_connected_is_judged(connections, sends):
    problems = found(*connections, sent=sends, unsent=frozenset({PLACED}), models=[PLACE, CAFE])
    for problem in problems:
        assert problem.rule in RULES
        assert problem.sentence.endswith(".")
        assert problem.fix
    assert found(*connections[::-1], sent=sends) or not found(*connections, sent=sends)
