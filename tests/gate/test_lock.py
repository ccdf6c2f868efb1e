import json

import pytest
from hypothesis import given, strategies as st

from signal_inspector.gate.lock import Lock, LockedChannel, LockError, dumps, loads, lock_of
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.selection import Selection
from signal_inspector.wiring.senders import Sender
from tests.graphs import ORDER, PLACED, POST_SAVE, connection, every_kind

NAMES = st.text(min_size=1, max_size=12)


def written(**changes):
    channel = {"signal": "shop.paid", "sender": None, "receivers": ["shop.receivers.a"]}
    return json.dumps({"version": 1, "channels": [channel | changes]}).encode()


def test_receivers_stand_in_the_order_of_their_calls_and_async_ones_apart():
    lock = lock_of(
        graph_of(
            [
                connection("shop.receivers.z", ORDER, position=0),
                connection("shop.receivers.b", ORDER, position=1, is_async=True),
                connection("shop.receivers.a", ORDER, position=2),
                connection("shop.receivers.a", ORDER, position=3, dispatch_uid="again"),
                connection("shop.receivers.a", ORDER, position=4, is_async=True),
            ]
        )
    )

    (channel,) = lock.channels
    assert channel.receivers == ("shop.receivers.z", "shop.receivers.a", "shop.receivers.a")
    assert channel.async_receivers == ("shop.receivers.a", "shop.receivers.b")
    assert lock.size == 5


def test_channels_are_sorted_with_any_sender_first():
    keys = [channel.key for channel in lock_of(every_kind()).channels]

    assert keys[:2] == [(POST_SAVE, None), (POST_SAVE, "auth.User")]
    assert keys[-2:] == [(PLACED, None), (PLACED, "'nightly import'")]


def test_senders_of_one_name_share_a_channel():
    basket = Sender("<shop.Basket object>", "object")
    graph = graph_of(
        [
            connection("shop.receivers.a", basket, sender_key=1),
            connection("shop.receivers.b", basket, sender_key=2, position=1),
        ]
    )

    (channel,) = lock_of(graph).channels
    assert channel.receivers == ("shop.receivers.a", "shop.receivers.b")


def test_the_file_tells_no_lines_paths_or_versions():
    content = dumps(lock_of(every_kind())).decode()

    assert ".py" not in content
    assert "line" not in content
    assert set(json.loads(content)) == {"version", "channels"}


def test_the_file_is_the_same_when_lines_and_files_move():
    def lock(**more):
        return dumps(lock_of(graph_of([connection("shop.receivers.a", ORDER, **more)])))

    assert lock() == lock(line=400) == lock(file="elsewhere.py")


def test_the_file_is_what_is_documented():
    graph = graph_of([connection("shop.receivers.a", ORDER, is_async=True)])

    assert json.loads(dumps(lock_of(graph, Selection(apps=["b", "a", "b"])))) == {
        "version": 1,
        "selection": {"apps": ["a", "b"]},
        "channels": [
            {
                "signal": POST_SAVE,
                "sender": "orders.Order",
                "receivers": [],
                "async": ["shop.receivers.a"],
            }
        ],
    }


@given(st.lists(st.tuples(NAMES, NAMES, st.booleans()), max_size=8))
def test_any_names_come_back(found):
    graph = graph_of(
        [
            connection(
                receiver,
                Sender(sender, "object"),
                module="",
                position=number,
                is_async=is_async,
            )
            for number, (receiver, sender, is_async) in enumerate(found)
        ]
    )
    lock = lock_of(graph, Selection(origins=["project"]))

    assert loads(dumps(lock), "x") == lock
    assert dumps(loads(dumps(lock), "x")) == dumps(lock)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "x.json is not JSON"),
        (b"<<<<<<< HEAD\n", "x.json is not JSON"),
        (b"\xff\xfe\x00", "x.json is not JSON"),
        (b"[" * 200_000, "x.json is not JSON"),
        (b"[]", "x.json is no lock file"),
        (b"{}", "x.json is no lock file"),
        (b'{"version": 2, "channels": []}', "has version 2, and version 1 is read here"),
        (b'{"version": true, "channels": []}', "has version True"),
        (b'{"version": 1, "channels": {}}', "'channels' must be a list"),
        (b'{"version": 1, "channels": [], "lines": 1}', "unknown key 'lines' in the document"),
        (b'{"version": 1, "channels": [7]}', "channel 1 must be an object, not 7"),
        (b'{"version": 1, "channels": [], "selection": []}', "'selection' must be an object"),
        (b'{"version": 1, "channels": [], "selection": {"focus": []}}', "unknown key 'focus'"),
        (b'{"version": 1, "channels": [], "selection": {"apps": "a"}}', "'apps' of 'selection'"),
        (written(signal=None), "'signal' of channel 1 must be a text, not None"),
        (written(sender=7), "'sender' of channel 1 must be a text or null, not 7"),
        (written(sender=""), "'sender' of channel 1 must be a text or null"),
        (written(receivers="a"), "'receivers' of channel 1 must be a list of texts"),
        (written(receivers=[None]), "'receivers' of channel 1 must be a list of texts"),
        (written(line=3), "unknown key 'line' in channel 1"),
        (written(**{"async": [1]}), "'async' of channel 1 must be a list of texts"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_a_way_out(content, message):
    with pytest.raises(LockError) as error:
        loads(content, "x.json")

    assert message in str(error.value)
    assert "--write-baseline" in str(error.value) or "Give the name" in str(error.value)


def test_a_channel_cannot_be_there_twice():
    channel = LockedChannel("shop.paid", None, ("a",))

    with pytest.raises(LockError, match=r"the channel ANY:shop.paid is there 2 times"):
        loads(dumps(Lock((channel, channel))), "x.json")


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode(errors="ignore")))
def test_no_content_but_a_lock_or_a_clear_error(content):
    try:
        lock = loads(content, "x.json")
    except LockError as error:
        assert str(error).startswith("x.json")  # noqa: PT017 - most contents are no locks
    else:
        assert isinstance(lock, Lock)
