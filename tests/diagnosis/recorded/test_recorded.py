from contextlib import suppress

import pytest
from django.dispatch import Signal
from hypothesis import given

from signal_inspector import conf, record
from signal_inspector.diagnosis import recorded
from signal_inspector.diagnosis.problem import SEVERITIES
from signal_inspector.diagnosis.rules import RULES
from signal_inspector.recording.instrumentation.failures import LOST
from signal_inspector.recording.records import Counted, Error, Frame
from tests.recording.strategies import recordings
from tests.recordings import DJANGO, HERE, Called, Sent, build, failed, saved

SAVE = "accounts.receivers.save_profile"


def find(*roots, slow_ms=50, **options):
    return recorded.find(build(*roots, **options), conf.current(slow_ms=slow_ms))


def only(found):
    (problem,) = found
    return problem


def test_a_recording_in_order_has_no_problems():
    inner = saved("accounts.Profile", Called("audit.receivers.note"))
    assert find(saved("auth.User", Called("accounts.receivers.create_profile", [inner]))) == []


def test_an_exception_that_the_sender_got_is_an_error_at_its_innermost_own_line():
    frames = (Frame(HERE, 7, "reserve"), Frame(HERE, 9, "count"), Frame(DJANGO, 3, "get"))
    error = Error("shop.errors.OutOfStock", "none left.\nSecond line", frames)
    problem = only(
        find(saved("shop.Order", Called("shop.receivers.reserve", error=error, outcome="raised")))
    )
    assert problem.severity == "error"
    assert problem.sentence == (
        "reserve raised OutOfStock: none left, and the sender of post_save ⟨shop.Order⟩ got it."
    )
    assert (problem.path, problem.line) == (HERE, 9)
    assert problem.node.receiver == "shop.receivers.reserve"


def test_an_exception_without_frames_is_placed_at_the_receiver():
    error = Error("KeyError", "")
    problem = only(
        find(saved("shop.Order", Called("shop.receivers.reserve", error=error, outcome="raised")))
    )
    assert (problem.path, problem.line) == (HERE, 7)
    assert "raised KeyError, and" in problem.sentence


def test_a_swallowed_exception_is_a_warning():
    call = Called("shop.receivers.reserve", error=failed(), outcome="swallowed")
    problem = only(find(Sent("shop.signals.done", "None", [call], method="send_robust")))
    assert problem.severity == "warning"
    assert problem.sentence == (
        "reserve raised ValueError: out of stock, and send_robust() swallowed it."
    )


def test_an_exception_swallowed_further_up_is_reported_once_where_it_began():
    inner = saved("shop.Invoice", Called("shop.receivers.number", error=failed(), outcome="raised"))
    outer = Called(
        "shop.receivers.invoice", [inner], error=failed(inherited=True), outcome="swallowed"
    )
    problem = only(find(Sent("shop.signals.done", "None", [outer], method="send_robust")))
    assert problem.sentence == (
        "number raised ValueError: out of stock. It passed invoice and was swallowed there."
    )


def test_an_exception_that_a_receiver_above_caught_is_a_warning():
    inner = saved("shop.Invoice", Called("shop.receivers.number", error=failed(), outcome="raised"))
    problem = only(find(saved("shop.Order", Called("shop.receivers.invoice", [inner]))))
    assert problem.severity == "warning"
    assert problem.sentence == (
        "number raised ValueError: out of stock; invoice, which had caused it, went on."
    )


def test_a_cancelled_receiver_is_no_problem():
    error = Error("asyncio.exceptions.CancelledError", "")
    assert (
        find(saved("shop.Order", Called("shop.receivers.wait", error=error, outcome="cancelled")))
        == []
    )


def test_equal_failures_are_one_problem_with_a_count():
    call = Called("shop.receivers.reserve", error=failed(), outcome="raised")
    problem = only(find(*[saved("shop.Order", call) for _ in range(3)]))
    assert problem.count == 3
    assert problem.node.index == 0


@pytest.mark.parametrize(
    ("missed", "sentence"),
    [
        (["b"], "b did not run for post_save ⟨shop.Order⟩: a receiver before it failed."),
        (["b", "c"], "b, c did not run for post_save ⟨shop.Order⟩: a receiver before them failed."),
        (
            ["b", "c", "b"],  # as methods of several objects
            "b ×2, c did not run for post_save ⟨shop.Order⟩: a receiver before them failed.",
        ),
    ],
)
def test_receivers_that_were_not_reached_are_named(missed, sentence):
    root = saved(
        "shop.Order",
        Called("shop.receivers.a", error=failed(), outcome="raised"),
        *[Called(f"shop.receivers.{name}", outcome="not reached") for name in missed],
    )
    exception, problem = find(root)
    assert RULES[exception.rule].slug == "exception"
    assert problem.sentence == sentence
    assert problem.severity == "error"
    assert problem.line == 22


def test_a_receiver_that_saves_its_own_sender_runs_inside_itself():
    inner = saved("accounts.Profile", Called(SAVE))
    middle = saved("accounts.Profile", Called(SAVE, [inner]))
    problem = only(find(saved("accounts.Profile", Called(SAVE, [middle]))))
    assert problem.sentence == (
        "save_profile ran inside itself, 3 deep:"
        " save_profile → post_save ⟨accounts.Profile⟩ → save_profile."
    )
    assert (problem.path, problem.line) == (HERE, 22)


def test_a_recursion_that_python_ended_is_one_error():
    error = Error("RecursionError", "maximum recursion depth exceeded")
    inherited = Error("RecursionError", "maximum recursion depth exceeded", (), True)
    root = saved("accounts.Profile", Called(SAVE, error=error, outcome="raised"))
    for _ in range(3):
        root = saved("accounts.Profile", Called(SAVE, [root], error=inherited, outcome="raised"))
    problem = only(find(root))
    assert (problem.rule, problem.severity) == ("signal_inspector.R005", "error")
    assert problem.sentence == (
        "save_profile ran inside itself until a RecursionError ended it, 4 deep or more:"
        " save_profile → post_save ⟨accounts.Profile⟩ → save_profile."
    )


def looping(send):
    """Record a receiver that sends its own signal without an end, and what is found."""
    signal = Signal()

    def loop(sender, **kwargs):
        getattr(signal, send)(sender)

    signal.connect(loop)
    with record(depth_limit=2000) as recording, suppress(RecursionError):
        getattr(signal, send)(None)
    problems = recorded.find(recording, conf.current(slow_ms=60_000))
    return {RULES[each.rule].slug: each for each in problems}


def test_a_recorded_recursion_that_python_ended_is_one_error():
    found = looping("send")
    assert set(found) == {"recursion"}
    assert found["recursion"].severity == "error"
    assert "until a RecursionError ended it" in found["recursion"].sentence


def test_a_recursion_whose_end_was_swallowed_is_an_error_too():
    found = looping("send_robust")
    assert set(found) == {"recursion"}
    assert found["recursion"].severity == "error"


def test_an_exception_that_could_not_be_described_is_told_as_that():
    error = Error(LOST.type, LOST.message)
    problem = only(find(saved("shop.Order", Called(SAVE, error=error, outcome="raised"))))
    assert problem.sentence.startswith(
        "save_profile raised BaseException: could not be described, and the sender"
    )


def test_a_recursion_error_of_other_code_is_an_exception():
    error = Error("RecursionError", "maximum recursion depth exceeded")
    problem = only(find(saved("shop.Order", Called(SAVE, error=error, outcome="raised"))))
    assert RULES[problem.rule].slug == "exception"


def test_a_cycle_through_another_receiver_is_written_out():
    again = saved("shop.Order", Called("shop.receivers.count"))
    invoice = saved("shop.Invoice", Called("shop.receivers.pay", [again]))
    problem = only(find(saved("shop.Order", Called("shop.receivers.count", [invoice]))))
    assert problem.sentence == (
        "count ran inside itself, 2 deep: count → post_save ⟨shop.Invoice⟩ → pay"
        " → post_save ⟨shop.Order⟩ → count."
    )


def test_a_receiver_of_many_senders_may_run_below_itself_for_another_sender():
    inner = saved("audit.Entry", Called("audit.receivers.note"))
    assert find(saved("shop.Order", Called("audit.receivers.note", [inner]))) == []


def test_a_receiver_that_runs_twice_one_after_the_other_is_no_recursion():
    twice = [saved("accounts.Profile", Called(SAVE)) for _ in range(2)]
    assert find(saved("auth.User", Called("accounts.receivers.create", twice))) == []


def test_a_cascade_deeper_than_python_recursion_is_examined():
    root = saved("accounts.Profile", Called(SAVE, own_ms=0.001))
    for _ in range(3000):
        root = saved("accounts.Profile", Called(SAVE, [root], own_ms=0.001))
    assert "3001 deep" in only(find(root)).sentence


def test_dispatches_beyond_the_depth_limit_are_an_error():
    counted = [Counted("shop.signals.again", "None", "depth", 7)]
    problem = only(find(counted=counted))
    assert problem.sentence == "7 dispatches of again ⟨None⟩ were nested too deeply to be shown."
    assert problem.node is None


@pytest.mark.parametrize(("own_ms", "count"), [(49.9, 0), (50, 1)])
def test_a_receiver_is_slow_from_the_limit_on(own_ms, count):
    assert len(find(saved("auth.User", Called("accounts.receivers.bill", own_ms=own_ms)))) == count


def test_time_spent_in_what_a_receiver_sent_does_not_make_it_slow():
    inner = saved("accounts.Profile", Called("accounts.receivers.slow", own_ms=80))
    problem = only(find(saved("auth.User", Called("accounts.receivers.create", [inner]))))
    assert problem.sentence == "slow was slow: 80.0\N{NO-BREAK SPACE}ms of its own."


def test_slow_calls_of_one_receiver_are_one_problem_at_the_slowest():
    roots = [saved("auth.User", Called("accounts.receivers.bill", own_ms=ms)) for ms in (60, 90, 1)]
    problem = only(find(*roots))
    assert problem.sentence == "bill was slow: up to 90.0\N{NO-BREAK SPACE}ms of its own."
    assert (problem.count, problem.node.index) == (2, 1)


def test_ignored_problems_are_left_out():
    root = saved("auth.User", Called("accounts.receivers.bill", own_ms=99))
    ignored = {"signal_inspector.R007": {"accounts.receivers.bill": "The bank takes its time."}}
    settings = conf.current(ignore=ignored)
    assert recorded.find(build(root), settings) == []


def test_every_problem_names_its_subject():
    error = failed()
    root = saved(
        "shop.Order",
        Called("shop.receivers.a", error=error, outcome="raised"),
        Called("shop.receivers.b", outcome="not reached"),
    )
    counted = [Counted("shop.signals.again", "None", "depth", 7)]
    assert [each.subject for each in find(root, counted=counted)] == [
        "shop.receivers.a", "shop.receivers.b", "shop.signals.again",
    ]  # fmt: skip


def test_errors_come_first():
    found = find(
        saved("auth.User", Called("accounts.receivers.bill", own_ms=99)),
        saved("shop.Order", Called("shop.receivers.reserve", error=failed(), outcome="raised")),
    )
    assert [each.severity for each in found] == ["error", "warning"]


@given(recordings())
def test_whatever_was_recorded_is_judged(recording):
    for problem in recorded.find(recording, conf.current(slow_ms=0, repeat_limit=1)):
        assert problem.rule in RULES
        assert problem.sentence
        assert problem.fix
        assert problem.severity in SEVERITIES
