"""What led to a dispatch, over recordings made by hand."""

from signal_inspector.overlay.causes import cause, causes
from signal_inspector.recording.records import ON_COMMIT
from tests.recordings import Called, Sent, build


def callback(*below: Sent) -> Sent:
    return Sent(ON_COMMIT, "default", [Called("<lambda>", below)])


def test_the_way_up_leads_by_who_registered_a_callback() -> None:
    recording = build(Sent("s", "A", [Called("x")]), callback(Sent("s", "B", [Called("y")])))
    first, called_back, second = recording.dispatches
    called_back.registered_by = first.receiver_calls[0]

    assert [call.receiver for call in causes(second)] == ["x"]
    assert cause(first) is None


def test_callbacks_within_each_other_are_passed() -> None:
    recording = build(Sent("s", "A", [Called("x", [callback(callback(Sent("s", "B")))])]))

    assert [call.receiver for call in causes(recording.dispatches[-1])] == ["x"]


def test_a_callback_that_registered_itself_ends_the_way() -> None:
    recording = build(callback(Sent("s", "B", [Called("y", [Sent("s", "C")])])))
    recording.dispatches[0].registered_by = recording.dispatches[0].receiver_calls[0]

    assert [call.receiver for call in causes(recording.dispatches[-1])] == ["y"]
