from hypothesis import given, strategies as st

from signal_inspector.overlay.cycles import Step, cycles, cyclic

LETTERS = st.sampled_from("abcdefg")
STEPS = st.lists(st.builds(Step, LETTERS, st.sampled_from("rst"), LETTERS), max_size=14)


def reachable(steps: list[Step], start: str) -> set[str]:
    """Return the channels that some steps lead to."""
    found: set[str] = set()
    pending = {start}
    while pending:
        targets = {step.target for step in steps if step.channel in pending}
        pending = targets - found
        found |= targets
    return found


@given(STEPS)
def test_a_step_is_in_a_cycle_if_its_end_leads_back_to_its_beginning(steps: list[Step]) -> None:
    expected = {
        step for step in steps if step.channel in reachable(steps, step.target) | {step.target}
    }

    assert cyclic(steps) == expected


@given(STEPS)
def test_each_cycle_is_a_shortest_way_back_to_where_it_begins(steps: list[Step]) -> None:
    found = cycles(steps)

    for cycle in found:
        assert set(cycle) <= cyclic(steps)
        ends = [step.target for step in cycle]
        assert ends == [*(step.channel for step in cycle[1:]), cycle[0].channel]
        assert len(set(ends)) == len(ends)
    in_any = {step.channel for step in cyclic(steps)}
    starts = {
        min(other for other in in_any if _both_ways(steps, channel, other)) for channel in in_any
    }
    assert [cycle[0].channel for cycle in found] == sorted(starts)


def _both_ways(steps: list[Step], one: str, other: str) -> bool:
    return other in reachable(steps, one) and one in reachable(steps, other)


def test_the_receivers_of_a_cycle_are_told() -> None:
    steps = [Step("a", "r", "b"), Step("b", "s", "c"), Step("c", "t", "a"), Step("b", "u", "a")]

    assert cycles(steps) == [(Step("a", "r", "b"), Step("b", "u", "a"))]


def test_a_receiver_that_sends_what_called_it_is_a_cycle_of_one() -> None:
    assert cycles([Step("a", "r", "a"), Step("a", "s", "b")]) == [(Step("a", "r", "a"),)]


def test_a_long_way_costs_no_stack() -> None:
    ring = [Step(f"{n:05}", "r", f"{(n + 1) % 20000:05}") for n in range(20000)]

    (cycle,) = cycles(ring)

    assert len(cycle) == 20000
