from __future__ import annotations

from hypothesis import given, settings, strategies as st

from signal_inspector import Recording
from signal_inspector.recording import paths, tree
from signal_inspector.recording.records import (
    Dispatch,
    ReceiverCall,
)
from tests.recording.strategies import recordings
from tests.recordings import MS, Called, Sent, build, failed, saved

deep = st.integers(0, 3)


def lines(rows: list[tree.Row]) -> list[str]:
    return [
        "  " * row.depth
        + (
            f"{row.node.sender} ×{len(row.dispatches)}"
            if isinstance(row.node, Dispatch)
            else row.node.receiver
        )
        for row in rows
    ]


def sample() -> Recording:
    profile = saved("Profile", Called("welcome", own_ms=2))
    return build(
        saved("User", Called("create_profile", [profile, profile], own_ms=3), Called("log")),
        saved("Group", Called("log", outcome="raised", error=failed())),
    )


class TestWalk:
    def test_goes_depth_first_in_the_order_of_the_calls(self):
        found = [
            (depth, node.sender if isinstance(node, Dispatch) else node.receiver)
            for depth, node in tree.walk(sample().roots)
        ]
        assert found == [
            (0, "User"), (1, "create_profile"), (2, "Profile"), (3, "welcome"), (2, "Profile"),
            (3, "welcome"), (1, "log"), (0, "Group"), (1, "log"),
        ]  # fmt: skip

    @settings(max_examples=25)
    @given(recordings())
    def test_meets_every_dispatch_and_every_call_once(self, recording):
        nodes = [node for _, node in tree.walk(recording.roots)]

        assert len({id(node) for node in nodes}) == len(nodes)
        assert {id(each) for each in nodes if isinstance(each, Dispatch)} == set(
            map(id, recording.dispatches)
        )
        assert {id(each) for each in nodes if isinstance(each, ReceiverCall)} == set(
            map(id, recording.receiver_calls)
        )

    def test_costs_no_stack(self):
        chain = saved("Order", Called("again"))
        for _ in range(5_000):
            chain = saved("Order", Called("again", [chain]))
        recording = build(chain)

        assert max(depth for depth, _ in tree.walk(recording.roots)) == 10_001
        assert len(tree.rows(recording.roots)) == 10_002
        assert recording.summary.depth == 5_001
        merged, depth = paths.merge(recording), 0
        while merged:
            merged, depth = merged[0].inner, depth + 1
        assert depth == 10_002
        assert recording.roots[0].receiver_calls[0].self_ns == MS


class TestRows:
    def test_fold_equal_neighbours_into_one(self):
        one = saved("Line", Called("log"))
        recording = build(saved("Order", Called("add_lines", [one] * 5)))

        assert lines(tree.rows(recording.roots)) == [
            "Order ×1", "  add_lines", "    Line ×5", "      log",
        ]  # fmt: skip

    def test_fold_only_as_many_as_told(self):
        recording = build(*[saved("Line", Called("log"))] * 4)

        assert len(tree.rows(recording.roots)) == 8
        assert lines(tree.rows(recording.roots, fold_from=4)) == ["Line ×4", "  log"]
        assert len(tree.rows(recording.roots, fold_from=0)) == 8

    def test_keep_apart_what_differs_failed_or_led_further(self):
        kinds = [
            saved("Line", Called("log")),
            saved("Other", Called("log")),
            saved("Line", Called("log", line=8)),
            saved("Line", Called("log", outcome="raised", error=failed())),
            saved("Line", Called("log", [saved("Line")])),
            Sent("django.db.models.signals.pre_save", "Line", [Called("log")]),
            saved("Line", Called("log"), method="send_robust"),
        ]
        recording = build(*kinds)

        assert [row.same for row in tree.rows(recording.roots, fold_from=2)] == [()] * 15

    def test_folded_hold_their_dispatches_in_order(self):
        recording = build(*[saved("Line", Called("log"))] * 5)
        [row, _] = tree.rows(recording.roots)

        assert list(row.dispatches) == recording.dispatches
        assert tree.rows(recording.roots)[1].dispatches == ()

    @settings(max_examples=25)
    @given(recordings(), st.integers(0, 3))
    def test_stand_for_every_dispatch_once(self, recording, fold_from):
        rows = tree.rows(recording.roots, fold_from)
        found = [each for row in rows for each in (row.dispatches if row.same else ())]
        found += [row.node for row in rows if isinstance(row.node, Dispatch) and not row.same]

        assert sorted(each.index for each in found) == list(range(len(recording.dispatches)))


class TestMerge:
    def test_adds_equal_paths_up(self):
        [user, group] = paths.merge(sample())

        assert (user.count, group.count) == (1, 1)
        create, log = user.inner
        [profile] = create.inner
        [welcome] = profile.inner
        assert (profile.count, profile.total_ns, welcome.count) == (2, 4 * MS, 2)
        assert create.call is not None
        assert (create.call.receiver, create.dispatch) == ("create_profile", None)
        assert profile.dispatch is not None
        assert (profile.dispatch.sender, profile.call) == ("Profile", None)
        assert log.inner == []

    def test_adds_up_what_was_recorded(self):
        """There, calls by one connection have one and the same."""
        recording = sample()
        [first, *others] = recording.receiver_calls
        for each in others:
            each.connection = first.connection
        [user, group] = paths.merge(recording)

        [merged] = user.inner
        assert (merged.count, merged.inner[0].count) == (2, 2)
        assert sum(each.count for node in (user, group) for each in node.inner) == len(
            [call for each in recording.roots for call in each.receiver_calls]
        )

    @settings(max_examples=25)
    @given(recordings())
    def test_keeps_counts_and_times(self, recording):
        channels = receivers = channels_ns = receivers_ns = 0
        stack = list(paths.merge(recording))
        while stack:
            node = stack.pop()
            stack += node.inner
            if node.dispatch is not None:
                channels += node.count
                channels_ns += node.total_ns
            else:
                receivers += node.count
                receivers_ns += node.total_ns

        assert channels == len(recording.dispatches)
        assert channels_ns == sum(each.duration_ns for each in recording.dispatches)
        assert receivers == len(recording.receiver_calls)
        assert receivers_ns == sum(each.duration_ns for each in recording.receiver_calls)


class TestSummary:
    def test_of_a_cascade(self):
        summary = sample().summary

        assert (summary.dispatches, summary.receiver_calls, summary.depth) == (4, 5, 2)
        assert summary.errors == 1
        assert summary.receivers_ns == sum(each.duration_ns for each in sample().roots)

    def test_counts_neither_what_was_not_reached_nor_an_exception_twice(self):
        inner = saved("Profile", Called("b", outcome="raised", error=failed()))
        recording = build(
            saved(
                "User",
                Called("a", [inner], outcome="raised", error=failed(inherited=True)),
                Called("c", outcome="not reached"),
            )
        )

        assert (recording.summary.receiver_calls, recording.summary.errors) == (2, 1)

    def test_of_nothing(self):
        summary = Recording().summary
        assert (summary.dispatches, summary.depth, summary.counted, summary.errors) == (0, 0, 0, 0)


class TestCoveredTime:
    def test_counts_overlaps_once(self):
        assert tree.covered_ns([(10, 5), (0, 4), (12, 10), (2, 1), (30, 0)]) == 4 + 12
        assert tree.covered_ns([]) == 0

    @given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), max_size=8))
    def test_is_the_number_of_moments_in_any_span(self, spans):
        moments = {at for start, length in spans for at in range(start, start + length)}
        assert tree.covered_ns(spans) == len(moments)


class TestOwnTime:
    def test_leaves_out_what_the_dispatches_took(self):
        [create, *_] = sample().receiver_calls
        assert create.self_ns == 3 * MS
        assert create.duration_ns == 7 * MS

    def test_counts_dispatches_side_by_side_once(self):
        call = build(saved("A", Called("a", [saved("B"), saved("C"), saved("D")]))).receiver_calls[
            0
        ]
        for dispatch, (start, length) in zip(
            call.dispatches, ((10, 20), (20, 20), (25, 5)), strict=True
        ):
            dispatch.start_ns, dispatch.duration_ns = start, length
        call.start_ns, call.duration_ns = 0, 100

        assert call.self_ns == 70

    def test_is_never_negative(self):
        call = build(saved("A", Called("a", [saved("B")]))).receiver_calls[0]
        call.dispatches[0].start_ns = call.start_ns
        call.dispatches[0].duration_ns = call.duration_ns * 2

        assert call.self_ns == 0


class TestTotals:
    def test_by_receiver_the_one_with_most_own_time_first(self):
        recording = sample()
        totals = tree.by_receiver(recording)

        assert [(each.name, each.count, each.self_ns // MS) for each in totals] == [
            ("welcome", 2, 4), ("create_profile", 1, 3), ("log", 2, 2),
        ]  # fmt: skip
        log = totals[2]
        assert (log.errors, log.total_ns, log.slowest_ns) == (1, 2 * MS, MS)
        assert {recording.receiver_calls[place].receiver for place in log.places} == {"log"}

    def test_by_receiver_leave_out_what_was_not_reached(self):
        recording = build(saved("User", Called("a", outcome="not reached")))
        assert tree.by_receiver(recording) == []

    def test_by_channel_the_most_frequent_first(self):
        totals = tree.by_channel(sample())

        assert [(each.sender, each.count) for each in totals] == [
            ("Profile", 2), ("Group", 1), ("User", 1),
        ]  # fmt: skip
        assert [each.errors for each in totals] == [0, 1, 0]
        assert totals[2].self_ns == 4 * MS
        assert totals[2].name == "django.db.models.signals.post_save"
