import pytest

from signal_inspector import conf
from signal_inspector.diagnosis import recorded
from signal_inspector.diagnosis.rules import RULES
from tests.diagnosis.recorded.found import find, only, slugs
from tests.recordings import MS, Called, Sent, build

NBSP = "\N{NO-BREAK SPACE}"


def asked(*calls, method="asend"):
    return Sent("shop.signals.asked", "shop.Order", calls, method=method)


@pytest.mark.parametrize("method", ["asend", "asend_robust"])
def test_a_slow_sync_receiver_of_an_async_dispatch_blocks_a_thread(method):
    problem = only(find(asked(Called("shop.receivers.log", own_ms=80), method=method)))
    assert problem.rule == "signal_inspector.R016"
    assert problem.sentence == (f"{method}() waited 80.0{NBSP}ms for log, which blocked a thread.")


def test_quick_ones_do_not():
    assert find(asked(Called("shop.receivers.log", own_ms=49))) == []


def test_a_slow_receiver_of_a_sync_dispatch_is_just_slow():
    assert slugs(asked(Called("shop.receivers.log", own_ms=80), method="send")) == ["slow-receiver"]


def test_a_slow_async_receiver_blocks_nothing():
    call = Called("shop.receivers.quote", own_ms=80, is_async=True)
    assert slugs(asked(call)) == ["slow-receiver"]


QUOTES = [
    Called("shop.receivers.quote_bicycle", own_ms=60, is_async=True),
    Called("shop.receivers.quote_van", own_ms=90, is_async=True),
]


def test_async_receivers_one_after_the_other_lose_time():
    problem = find(asked(*QUOTES), slow_ms=60)[-1]
    assert problem.rule == "signal_inspector.R017"
    assert problem.sentence == (
        f"quote_bicycle, quote_van ran one after another: 60.0{NBSP}ms could be saved."
    )
    assert problem.fix.startswith("quote_bicycle does not let the others run")
    assert problem.subject == "shop.receivers.quote_bicycle"


def test_they_may_where_little_is_lost():
    assert "serial-async" not in slugs(asked(*QUOTES), slow_ms=61)


def test_async_receivers_side_by_side_are_fine():
    recording = build(asked(*QUOTES))
    first, second = recording.receiver_calls
    second.start_ns = first.start_ns + MS
    found = recorded.find(recording, conf.current())
    assert {RULES[each.rule].slug for each in found} == {"slow-receiver"}


def test_sync_receivers_cannot_overlap():
    sync = [Called(f"shop.receivers.log{n}", own_ms=80) for n in range(2)]
    assert set(slugs(asked(*sync))) == {"blocking-receiver"}
