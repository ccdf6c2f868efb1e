import json

import pytest
from debug_toolbar.store import deserialize, serialize

from signal_inspector.panels import stored
from signal_inspector.recording.records import Counted, Effects, Queries
from tests.recordings import Called, Sent, build, failed, saved


@pytest.fixture
def recording():
    return build(
        saved(
            "auth.User",
            Called(
                "accounts.receivers.create_profile",
                [saved("accounts.Profile", Called("audit.receivers.note", own_ms=2))],
            ),
            Called(
                "accounts.receivers.fail",
                error=failed(),
                outcome="raised",
                effects=Effects((Queries("default", 5, 1_500_000),), mails=1),
            ),
        ),
        counted=[Counted("app.signals.quiet", "None", "no receivers", 3)],
        notes=["A note."],
    )


def packed(recording, **numbers):
    summary = stored.summary_of(recording, **{"hidden": 0, "problems": 0, **numbers})
    return stored.pack(recording, summary)


def test_a_recording_comes_back_from_the_store_of_the_toolbar(recording):
    stats = deserialize(serialize(packed(recording)))
    assert stored.unpack(stats) == recording


def test_the_stored_form_is_plain_json_without_translated_text(recording):
    stats = packed(recording, hidden=4, problems=2)
    assert json.loads(json.dumps(stats)) == stats
    assert stats["summary"] == {
        "dispatches": 2,
        "receiver_calls": 3,
        "receivers_ms": 4.0,
        "request_ms": 6.0,
        "errors": 1,
        "queries": 5,
        "queries_ms": 1.5,
        "depth": 2,
        "counted": 3,
        "hidden": 4,
        "problems": 2,
    }


def test_ten_thousand_dispatches_take_at_most_200_kilobytes():
    sites = [None, *(saved("app.Model").site for _ in range(3))]
    roots = [
        Sent(
            f"shop.signals.signal_{number % 50}",
            f"shop.Model{number % 13}",
            [Called(f"shop.receivers.receiver_{number % 70}", own_ms=(number * 7919 % 997) / 1000)],
            site=sites[number % 4],
            arguments={"instance": f"<shop.Model{number % 13} {number}>", "created": True},
        )
        for number in range(10_000)
    ]
    assert len(packed(build(*roots))["data"]) < 200_000


@pytest.mark.parametrize(
    ("stats", "reason"),
    [
        ({"v": 2, "data": ""}, "version 2, not 1"),
        ({}, "version None, not 1"),
        ({"v": 1}, "nothing was stored"),
        (stored.failure("TypeError: no"), "TypeError: no"),
        ({"v": 1, "data": "é"}, "damaged"),
        ({"v": 1, "data": "bm90IHpsaWI="}, "damaged"),
        ({"v": 1, "data": "eJwDAAAAAAE="}, "damaged"),
        ({"v": 1, "data": None}, "damaged"),
    ],
)
def test_what_cannot_be_read_says_why(stats, reason):
    with pytest.raises(stored.UnreadableError, match=reason):
        stored.unpack(stats)


def test_half_a_recording_is_damaged(recording):
    stats = packed(recording)
    with pytest.raises(stored.UnreadableError, match="damaged"):
        stored.unpack({**stats, "data": stats["data"][: len(stats["data"]) // 8 * 4]})
