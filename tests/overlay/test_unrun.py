import pytest

from signal_inspector.overlay import unrun as module
from signal_inspector.overlay.unrun import unrun
from signal_inspector.recording.records import BulkWrite, Counted, Effects
from signal_inspector.wiring.senders import DEAD, UNKNOWN, Sender
from tests.graphs import ORDER, PLACED, POST_SAVE, USER, connection
from tests.recordings import Called, Sent, build, failed, saved

BIG = Sender("orders.BigOrder", "proxy", "orders")


def reasons(recording, *connections):
    return [(each.reason, each.receiver) for each in unrun(recording, connections)]


@pytest.fixture
def kin(monkeypatch):
    """Make BigOrder a proxy of Order."""
    pair = {"orders.Order", "orders.BigOrder"}
    monkeypatch.setattr(module, "kinship", lambda *both: "proxy" if set(both) == pair else None)


def test_receivers_that_ran_are_not_told_of():
    recording = build(saved("orders.Order", Called("x.y.a", connected_to="orders.Order")))
    assert reasons(recording, connection("x.y.a", ORDER), connection("x.y.a", USER)) == []


def test_receivers_of_other_signals_are_not_told_of():
    recording = build(saved("orders.Order", Called("x.y.a")))
    assert reasons(recording, connection("x.y.b", ORDER, PLACED)) == []


def test_a_receiver_of_another_sender_is_told_of_once():
    recording = build(saved("orders.Order", Called("x.y.a")), saved("orders.Line", Called("x.y.a")))
    tag = Sender("orders.Tag", "model", "orders")
    (found,) = unrun(recording, [connection("x.y.b", USER), connection("x.y.b", tag)])
    assert found.reason == "other sender"
    assert found.senders == ("auth.User", "orders.Tag")
    assert found.sent == ("orders.Line", "orders.Order")


def test_a_sender_that_only_has_the_same_name_is_another_one():
    recording = build(saved("<shop.Basket object>", Called("x.y.a")))
    basket = Sender("<shop.Basket object>", "object", "shop")
    assert reasons(recording, connection("x.y.b", basket)) == [("other sender", "x.y.b")]


def test_a_receiver_of_the_proxy_or_of_its_model(kin):
    recording = build(saved("orders.BigOrder", Called("x.y.a")))
    (found,) = unrun(recording, [connection("x.y.b", ORDER)])
    assert (found.reason, found.senders, found.sent) == (
        "proxy",
        ("orders.Order",),
        ("orders.BigOrder",),
    )


def test_a_receiver_of_both_the_model_and_its_proxy_has_run(kin):
    recording = build(saved("orders.BigOrder", Called("x.y.b", connected_to="orders.BigOrder")))
    assert reasons(recording, connection("x.y.b", ORDER), connection("x.y.b", BIG)) == []


def test_a_receiver_behind_one_that_failed():
    order = saved(
        "orders.Order",
        Called("x.y.a", error=failed(), outcome="raised"),
        Called("x.y.b", outcome="not reached", connected_to="orders.Order", line=31),
    )
    (found,) = unrun(build(order, order), [connection("x.y.b", ORDER)])
    assert (found.reason, found.because, found.count) == ("not reached", "x.y.a", 2)
    assert (found.senders, found.line) == (("orders.Order",), 31)


def test_receivers_that_rows_passed_by():
    write = BulkWrite("bulk_create", "orders.Order", 20, ("x.y.a", "x.y.b", "x.y.a"))
    recording = build(saved("auth.User", Called("x.y.c", effects=Effects(bulk_writes=(write,)))))
    recording.effects = Effects(
        bulk_writes=(BulkWrite("update", "orders.Order", None, ("x.y.a",)),)
    )
    place = connection("x.y.a", ORDER, PLACED, path="/x/y.py", line=3)
    found = unrun(recording, [place])
    assert [(each.receiver, each.because, each.count) for each in found] == [
        ("x.y.a", "update", 0),
        ("x.y.a", "bulk_create", 20),
        ("x.y.b", "bulk_create", 20),
    ]
    assert {each.reason for each in found} == {"bypassed"}
    assert (found[0].path, found[0].line) == ("/x/y.py", 3)


def test_a_receiver_that_is_no_longer_called():
    with_it = saved("orders.Order", Called("x.y.a"), Called("x.y.b"))
    without = saved("orders.Order", Called("x.y.a"))
    (found,) = unrun(build(with_it, with_it, without, without, without), [])
    assert (found.reason, found.receiver, found.count) == ("disconnected", "x.y.b", 3)


def test_a_receiver_that_comes_back_was_not_lost():
    with_it = saved("orders.Order", Called("x.y.a"), Called("x.y.b"))
    without = saved("orders.Order", Called("x.y.a"))
    assert reasons(build(with_it, without, with_it)) == []


def test_a_receiver_that_was_connected_too_late():
    recording = build(
        saved("orders.Order", Called("x.y.a")),
        counted=[Counted(POST_SAVE, "auth.User", "no receivers", 4)],
    )
    (found,) = unrun(recording, [connection("x.y.b", USER)])
    assert (found.reason, found.sent, found.count) == ("connected later", ("auth.User",), 4)
    (found,) = unrun(recording, [connection("x.y.b")])
    assert (found.senders, found.sent, found.count) == ((), ("auth.User", "orders.Order"), 5)


@pytest.mark.parametrize("reason", ["muted", "limit", "depth"])
def test_nothing_is_claimed_of_dispatches_that_were_only_counted(reason):
    recording = build(counted=[Counted(POST_SAVE, "auth.User", reason, 4, 4)])
    assert reasons(recording, connection("x.y.b", USER), connection("x.y.c")) == []


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (connection("collected receiver", ORDER, is_alive=False), "died"),
        (connection("x.y.b", DEAD), "sender gone"),
        (connection("x.y.b", UNKNOWN), "sender gone"),
        (connection("x.y.b", Sender("shop.nope", "unresolved")), "unresolved"),
    ],
)
def test_connections_that_can_never_be_used(given, reason):
    recording = build(saved("orders.Order", Called("x.y.a")))
    assert reasons(recording, given) == [(reason, given.receiver)]


def test_signals_of_one_name_are_numbered_in_the_registry_only():
    name = "Signal @ unknown"
    recording = build(Sent(name, "None", [Called("x.y.a")]))
    assert reasons(recording, connection("x.y.b", USER, f"{name}~2")) == [("other sender", "x.y.b")]


def test_what_surprises_comes_first(kin):
    order = saved(
        "orders.BigOrder",
        Called("x.y.a", error=failed(), outcome="raised"),
        Called("x.y.z", outcome="not reached"),
    )
    found = reasons(build(order), connection("x.y.b", USER), connection("x.y.c", ORDER))
    assert [reason for reason, _ in found] == ["not reached", "proxy", "other sender"]


def test_commit_callbacks_are_no_signals():
    callback = Sent("django.db.transaction.on_commit", "default", [Called("x.y.a")])
    assert reasons(build(callback, callback, Sent(callback.signal, "default", []))) == []
