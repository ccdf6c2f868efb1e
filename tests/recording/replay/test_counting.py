from __future__ import annotations

from typing import Any

from django.dispatch import Signal
from hypothesis import given, strategies as st

from signal_inspector import record
from signal_inspector.recording.recorder import Recorder
from signal_inspector.recording.records import Counted
from signal_inspector.recording.replay import added_up
from tests.recording.scenes import Another, Sender, signal_with

quiet = Signal()


def first(**kwargs: Any) -> int:
    return 1


def row(signal: str = "a.s", sender: str = "a.A", reason: str = "muted", count: int = 1) -> Counted:
    return Counted(signal, sender, reason, count, 2 * count, 10 * count, count)  # type: ignore[arg-type]


def test_rows_of_one_signal_sender_and_reason_are_added_up():
    assert added_up([row(), row(count=2), row(reason="limit"), row(sender="a.B", count=5)]) == [
        row(sender="a.B", count=5),
        row(count=3),
        row(reason="limit"),
    ]


def test_rows_of_equal_count_are_in_the_order_of_their_names():
    rows = [row("a.t"), row("a.s", "a.B"), row("a.s", "a.A")]
    assert added_up(rows) == rows[::-1]


ROWS = st.builds(
    row,
    signal=st.sampled_from("ab"),
    sender=st.sampled_from("AB"),
    count=st.integers(1, 9),
)


@given(st.lists(ROWS))
def test_nothing_is_lost_and_adding_up_again_changes_nothing(rows):
    found = added_up(rows)
    for what in ("count", "receiver_calls", "duration_ns", "errors"):
        before, after = (sum(getattr(each, what) for each in some) for some in (rows, found))
        assert before == after
    assert added_up(found) == found


def test_counts_are_of_plans_unheard_signals_and_inner_recordings():
    heard, unheard = signal_with(first), signal_with(use_caching=True)
    with record(dispatch_limit=0) as recording:
        heard.send(sender=Sender)
        unheard.send(sender=Sender)
        inner = Recorder()
        inner.start()
        unheard.send(sender=Another)
        inner.stop()

    found = [(row.sender.rpartition(".")[2], row.reason, row.count) for row in recording.counted]
    assert sorted(found) == [
        ("Another", "no receivers", 1), ("Sender", "limit", 1), ("Sender", "no receivers", 1),
    ]  # fmt: skip


def test_what_a_muted_signal_called_is_counted_with_it():
    quiet.connect(first)
    with record(muted=[f"{__name__}.quiet"]) as recording:
        quiet.send(sender=Sender)
        quiet.send_robust(sender=Sender)

    [found] = recording.counted
    assert (found.reason, found.count, found.receiver_calls, found.errors) == ("muted", 2, 2, 0)
    assert found.duration_ns > 0
