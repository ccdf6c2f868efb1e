from hypothesis import given, strategies as st

from signal_inspector.panels import bars
from tests.recordings import MS, Called, build, saved


def test_a_bar_is_placed_in_hundredths_of_the_recording():
    assert bars.of_spans([(25, 50)], 100) == (bars.Bar("25.00", "50.00"),)


def test_a_short_call_at_the_very_end_can_be_seen():
    (bar,) = bars.of_spans([(100, 0)], 100)
    assert (bar.x, bar.width) == ("99.60", "0.40")


@given(st.integers(-10, 2000), st.integers(0, 2000), st.integers(0, 1000))
def test_a_bar_never_leaves_the_timeline(start, length, total):
    (bar,) = bars.of_spans([(start, length)], total)
    assert 0 <= float(bar.x) <= float(bar.x) + float(bar.width) <= 100.011


def test_many_stretches_become_one():
    spans = [(number * 10, 5) for number in range(bars.MOST + 1)]
    assert bars.of_spans(spans, 405) == (bars.Bar("0.00", "100.00"),)
    assert len(bars.of_spans(spans[:-1], 405)) == bars.MOST


def call(sends):
    return build(saved("shop.Order", Called("shop.receivers.a", sends, own_ms=2))).receiver_calls[0]


def test_own_time_is_what_lies_between_the_dispatches_that_a_call_sent():
    recorded = call([saved("shop.Line", Called("shop.receivers.b", own_ms=3))])
    recorded.duration_ns += MS
    assert bars.of_call(recorded, 10 * MS) == (
        bars.Bar("10.00", "60.00"),
        bars.Bar("10.00", "20.00", own=True),
        bars.Bar("60.00", "10.00", own=True),
    )


def test_a_call_that_sent_nothing_is_all_its_own():
    assert [bar.own for bar in bars.of_call(call([]), 4 * MS)] == [False, True]


def test_a_call_that_sent_very_much_shows_its_whole_time_only():
    recorded = call([saved("shop.Line", Called("shop.receivers.b"))] * (bars.MOST + 1))
    assert len(bars.of_call(recorded, 10 * MS)) == 1
