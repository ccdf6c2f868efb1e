from __future__ import annotations

from signal_inspector.recording.instrumentation.labels import Label
from signal_inspector.recording.records import Connection, Dispatch, Error
from signal_inspector.recording.replay.open_dispatch import OpenDispatch, closings
from signal_inspector.recording.strands import TIMED, Failure, Method, Plan

SEND = Method("send", robust=False, awaited=False)
A, B, C = (Connection(f"shop.{name}", "", 0) for name in "abc")
ERROR = Error("ValueError", "no")


def failure(*, ends: bool, cancelled: bool = False) -> Failure:
    return Failure(0, "ValueError", "no", (), inherited=False, ends=ends, cancelled=cancelled)


def opened(
    *synchronous: Connection, later: tuple[Connection, ...] = (), size: int | None = None
) -> OpenDispatch:
    plan = Plan(SEND, None, Label("shop.Order"), TIMED)
    plan.synchronous, plan.asynchronous = list(synchronous), list(later)
    plan.size = len(synchronous) if size is None else size
    return OpenDispatch(plan, Dispatch(0, "shop.s", "shop.Order", "send", 0, -1))


def calls(found: OpenDispatch) -> list[tuple[str, str, int, int]]:
    return [
        (each.receiver.rpartition(".")[2], each.outcome, each.start_ns, each.duration_ns)
        for each in found.dispatch.receiver_calls
    ]


def test_a_receiver_begins_when_the_one_before_has_ended():
    found = opened(A, B)
    for time in (5, 7, 12):
        found.time(time)
    found.end(12)
    assert (found.dispatch.start_ns, found.dispatch.duration_ns) == (5, 7)
    assert calls(found) == [("a", "returned", 5, 2), ("b", "returned", 7, 5)]


def test_an_exception_that_ends_the_dispatch_leaves_the_rest_unreached():
    found = opened(A, B, later=(C,))
    found.time(5)
    found.fail(failure(ends=True), ERROR, 8)
    assert found.left == 0
    found.end(8)
    found.list_not_reached()
    assert calls(found) == [
        ("a", "raised", 5, 3),
        ("b", "not reached", 8, 0),
        ("c", "not reached", 8, 0),
    ]
    assert found.dispatch.receiver_calls[0].error is ERROR


def test_an_exception_that_is_swallowed_lets_the_next_one_begin():
    found = opened(A, B)
    found.time(5)
    found.fail(failure(ends=False), ERROR, 8)
    found.time(9)
    found.end(9)
    found.list_not_reached()
    assert calls(found) == [("a", "swallowed", 5, 3), ("b", "returned", 8, 1)]


def test_a_cancelled_call_leaves_the_rest_unreached_too():
    found = opened(A, B)
    found.time(5)
    found.fail(failure(ends=True, cancelled=True), ERROR, 6)
    found.end(6)
    found.list_not_reached()
    assert [outcome for _, outcome, *_ in calls(found)] == ["cancelled", "not reached"]


def test_receivers_that_were_not_known_beforehand_are_announced():
    found = opened(size=-1)
    found.time(5)
    found.call = found.add_call(A, -1)
    found.time(6)
    found.time(9)
    found.end(11)
    assert calls(found) == [("a", "returned", 6, 3)]
    assert found.dispatch.duration_ns == 6


def test_all_async_receivers_close_together():
    assert closings(opened(A, B).plan) == 2
    assert closings(opened(A, B, later=(C, C)).plan) == 3
    assert closings(opened(size=-1, later=(C,)).plan) == -1


def test_what_has_not_ended_is_unfinished_until_the_end():
    found = opened(A, B)
    found.time(5)
    found.time(6)
    found.leave_unfinished(20)
    assert found.dispatch.duration_ns == 15
    assert calls(found) == [("a", "returned", 5, 1), ("b", "unfinished", 6, 14)]


def test_what_has_not_begun_begins_and_ends_with_the_recording():
    found = opened(A)
    found.leave_unfinished(20)
    assert (found.dispatch.start_ns, found.dispatch.duration_ns) == (20, 0)
    assert calls(found) == []


def test_a_call_that_was_announced_only_begins_with_the_dispatch():
    found = opened(size=-1)
    found.time(5)
    found.call = found.add_call(A, -1)
    found.leave_unfinished(20)
    assert calls(found) == [("a", "unfinished", 5, 15)]
