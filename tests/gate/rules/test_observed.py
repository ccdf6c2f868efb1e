"""What was observed: no-cycles and max-depth, over recordings made by hand."""

from hypothesis import given, strategies as st

from signal_inspector.gate.rules import Rule, evaluate
from signal_inspector.recording.records import ON_COMMIT
from signal_inspector.wiring.nodes import SignalGraph
from tests.recordings import HERE, Called, Sent, build, saved


def problems(kind, *recordings, exceptions=(), **options):
    rule = Rule("r", kind, "Why.", exceptions=dict.fromkeys(exceptions, "so"), options=options)
    return evaluate([rule], SignalGraph(), recordings)


def sent(sender, *calls):
    return Sent("shop.ping", sender, calls)


def step(above, receiver, below):
    return f"{above}:shop.ping -> {receiver} -> {below}:shop.ping"


A_TO_B = sent("A", Called("x", [sent("B")]))
B_TO_A = sent("B", Called("y", [sent("A")]))


def callback(*below):
    return Sent(ON_COMMIT, "default", [Called("<lambda>", below)])


def by_callback(sender, receiver, *below):
    """A dispatch of ``sender`` whose receiver sends what is below after the commit."""
    recording = build(sent(sender, Called(receiver)), callback(*below))
    recording.dispatches[1].registered_by = recording.dispatches[0].receiver_calls[0]
    return recording


class TestNoCycles:
    def test_a_cascade_without_one_is_fine(self):
        assert problems("no-cycles", build(A_TO_B, A_TO_B, sent("C", Called("x")))) == []

    def test_a_channel_that_leads_to_itself_is_one(self):
        recording = build(sent("A", Called("x", [sent("A", Called("x"))])))

        (problem,) = problems("no-cycles", recording)

        assert problem.sentence == (
            "A:shop.ping -> A:shop.ping is a cycle. Without A:shop.ping -> x -> A:shop.ping, taken "
            "×1, it is none."
        )
        assert HERE.endswith(problem.path)
        assert problem.line == 22

    def test_it_may_be_seen_in_several_recordings_piece_by_piece(self):
        (problem,) = problems("no-cycles", build(A_TO_B, A_TO_B), build(B_TO_A))

        assert problem.sentence.startswith("A:shop.ping -> B:shop.ping -> A:shop.ping is a cycle.")

    def test_the_rarest_step_is_named_to_break_it(self):
        (problem,) = problems("no-cycles", build(A_TO_B, A_TO_B, B_TO_A))

        assert f"Without {step('B', 'y', 'A')}, taken ×1" in problem.sentence

    def test_a_receiver_of_two_channels_joins_them_by_nothing(self):
        recording = build(sent("A", Called("x", [sent("B", Called("x"))])))

        assert problems("no-cycles", recording) == []

    def test_an_excepted_step_is_taken_out_of_all_cycles(self):
        recording = build(A_TO_B, A_TO_B, B_TO_A)

        assert problems("no-cycles", recording, exceptions=[step("A", "x", "B")]) == []

    def test_an_exception_that_breaks_no_cycle_is_not_needed(self):
        (problem,) = problems("no-cycles", build(A_TO_B), exceptions=[step("A", "x", "B")])

        assert problem.sentence.endswith("of the rule 'r' is not needed.")
        assert problem.severity == "error"

    def test_two_receivers_that_close_a_cycle_are_two_steps(self):
        also = sent("B", Called("z", [sent("A")]))

        found = problems("no-cycles", build(A_TO_B, A_TO_B, A_TO_B, B_TO_A, also))

        assert [problem.sentence.count("cycle") for problem in found] == [1, 1]
        assert {step("B", "y", "A") in each.sentence for each in found} == {True, False}

    def test_commit_callbacks_lead_from_one_channel_to_the_next_and_are_none(self):
        forth = by_callback("A", "x", sent("B", Called("y", [callback(sent("C"))])))

        assert problems("no-cycles", forth) == []

    def test_a_cycle_through_commit_callbacks_is_named_by_who_registered_them(self):
        round_about = by_callback("A", "x", sent("B", Called("y", [callback(sent("A"))])))

        (problem,) = problems("no-cycles", round_about)

        assert problem.sentence.startswith("A:shop.ping -> B:shop.ping -> A:shop.ping is a cycle.")
        assert step("A", "x", "B") in problem.sentence

    @given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=14))
    def test_there_is_a_problem_exactly_if_there_is_a_cycle(self, pairs):
        roots = [sent(str(a), Called("x", [sent(str(b))])) for a, b in pairs]

        found = problems("no-cycles", build(*roots))

        reached = {(a, b) for a, b in pairs}
        for middle in range(5):
            for a in range(5):
                for b in range(5):
                    if {(a, middle), (middle, b)} <= reached:
                        reached.add((a, b))
        assert bool(found) == any((node, node) in reached for node in range(5))


class TestMaxDepth:
    DEEP = build(sent("A", Called("x", [sent("B", Called("y", [sent("C"), sent("C")]))])))

    def test_a_root_is_one_deep(self):
        assert problems("max-depth", self.DEEP, max=3) == []

    def test_the_way_down_is_told_once(self):
        (problem,) = problems("max-depth", self.DEEP, self.DEEP, max=2)

        assert problem.sentence == (
            "The cascade is deeper than 2: A:shop.ping -> x -> B:shop.ping -> y -> C:shop.ping."
        )

    def test_commit_callbacks_do_not_count(self):
        recording = by_callback("A", "x", sent("B", Called("y", [callback(sent("C"))])))

        assert problems("max-depth", recording, max=3) == []
        (problem,) = problems("max-depth", recording, max=2)
        assert problem.sentence == (
            "The cascade is deeper than 2: A:shop.ping -> x -> B:shop.ping -> y -> C:shop.ping."
        )

    def test_nothing_may_be_sent_at_a_depth_of_0(self):
        (problem,) = problems("max-depth", self.DEEP, max=0)

        assert problem.sentence == "The cascade is deeper than 0: A:shop.ping."
        assert problems("max-depth", self.DEEP, max=0, exceptions=["A:shop.ping"]) == []

    def test_a_step_can_be_excepted(self):
        assert problems("max-depth", self.DEEP, max=2, exceptions=[step("B", "y", "C")]) == []


def test_without_recordings_nothing_is_held_up_and_no_exception_judged():
    assert problems("max-depth", exceptions=["never seen"], max=0) == []


def test_names_of_unnamed_signals_have_no_lines():
    recording = build(
        Sent("Signal @ shop.apps:3", "A", [Called("x", [saved("B")])]),
    )

    (problem,) = problems("max-depth", recording, max=1)

    assert "A:Signal @ shop.apps -> x" in problem.sentence
