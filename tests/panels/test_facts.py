from signal_inspector.panels import facts
from tests.recordings import Called, Sent, build, failed, saved


def said(found):
    return {fact.label: fact.value for fact in found}


def test_a_dispatch_opens_to_its_arguments_and_place():
    arguments = {"instance": "<shop.Order 12>", "created": True, "update_fields": None}
    (dispatch,) = build(saved("shop.Order", arguments=arguments)).dispatches
    found = facts.of_dispatch(dispatch, "")
    assert said(found) == {
        "Signal": "django.db.models.signals.post_save",
        "Sender": "shop.Order",
        "Method": "send()",
        "Sent at": "",
        "Arguments": "instance=<shop.Order 12>, created=True, update_fields=None",
        "Began": "1.00\N{NO-BREAK SPACE}ms after the start",
        "Thread": "MainThread",
    }
    ((spot, function),) = found[3].steps
    assert (spot.text, function) == ("tests/recordings.py:22", "sign_up")


def test_a_dispatch_of_which_little_is_known_opens_to_less():
    (dispatch,) = build(Sent("shop.signals.done", "None", site=None, thread="")).dispatches
    assert list(said(facts.of_dispatch(dispatch, ""))) == ["Signal", "Sender", "Method", "Began"]


def test_a_receiver_call_opens_to_its_connection():
    called = Called("shop.receivers.a", dispatch_uid="shop.a", connected_to="shop.Order")
    (call,) = build(saved("shop.Order", called)).receiver_calls
    assert said(facts.of_call(call, "")) == {
        "Receiver": "shop.receivers.a",
        "Connected to": "shop.Order",
        "Reference": "weak",
        "dispatch_uid": "shop.a",
        "Began": "1.00\N{NO-BREAK SPACE}ms after the start",
    }


def test_a_failed_call_opens_to_the_exception_with_its_frames():
    (call,) = build(saved("shop.Order", Called("shop.receivers.a", error=failed()))).receiver_calls
    found = facts.of_call(call, "")
    assert said(found)["Exception"] == "ValueError: out of stock"
    assert [(spot.text, name) for spot, name in found[-1].steps] == [
        ("tests/recordings.py:9", "reserve_stock")
    ]


def test_a_call_that_was_not_reached_never_began():
    called = Called("shop.receivers.a", outcome="not reached")
    (call,) = build(saved("shop.Order", called)).receiver_calls
    assert said(facts.of_call(call, "")) == {
        "Receiver": "shop.receivers.a",
        "Connected to": "any sender",
        "Reference": "weak",
    }


def test_a_folded_line_opens_to_the_first_the_slowest_and_the_last():
    roots = [
        saved("shop.Line", Called("audit.receivers.note", own_ms=ms)) for ms in (1, 2, 9, 3, 4)
    ]
    found = facts.examples(tuple(build(*roots).dispatches), "")
    assert [(each.label, each.receivers) for each in found] == [
        ("first", "note 1.00\N{NO-BREAK SPACE}ms"),
        ("slowest", "note 9.00\N{NO-BREAK SPACE}ms"),
        ("last", "note 4.00\N{NO-BREAK SPACE}ms"),
    ]


def test_the_first_may_be_the_slowest():
    roots = [saved("shop.Line", Called("audit.receivers.note", own_ms=ms)) for ms in (5, 1, 1)]
    found = facts.examples(tuple(build(*roots).dispatches), "")
    assert [each.label for each in found] == ["slowest", "last"]
