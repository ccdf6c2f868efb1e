import pytest

from signal_inspector.recording.noise import without_toolbar
from signal_inspector.recording.records import ON_COMMIT, Counted
from tests.recordings import Called, Sent, build, saved

TOOLBAR = "debug_toolbar.panels.templates.panel.TemplatesPanel._store_template_info"


def names(recording):
    return [
        (each.signal, each.sender, [call.receiver for call in each.receiver_calls])
        for each in recording.dispatches
    ]


def test_a_recording_without_the_toolbar_is_returned_itself():
    recording = build(saved("auth.User", Called("accounts.receivers.create_profile")))
    assert without_toolbar(recording) == (recording, 0)
    assert without_toolbar(recording)[0] is recording


def test_a_dispatch_that_only_the_toolbar_receives_is_hidden_with_what_follows():
    inner = saved("shop.Order", Called("audit.receivers.note"))
    recording = build(
        Sent("shop.signals.rendered", "None", [Called(TOOLBAR, [inner])]),
        saved("auth.User", Called("accounts.receivers.create_profile")),
    )
    kept, hidden = without_toolbar(recording)
    assert hidden == 2
    assert names(kept) == [
        (
            "django.db.models.signals.post_save",
            "auth.User",
            ["accounts.receivers.create_profile"],
        )
    ]


def test_a_receiver_of_the_toolbar_is_taken_out_from_between_others():
    nested = saved("accounts.Profile", Called("audit.receivers.note"))
    recording = build(
        Sent(
            "shop.signals.done",
            "None",
            [
                Called("shop.receivers.first", [nested]),
                Called(TOOLBAR),
                Called("shop.receivers.last"),
            ],
        )
    )
    kept, hidden = without_toolbar(recording)
    assert hidden == 0
    (root,) = kept.roots
    assert [call.receiver for call in root.receiver_calls] == [
        "shop.receivers.first",
        "shop.receivers.last",
    ]
    assert root.receiver_calls[0].dispatches == [kept.dispatches[1]]
    assert kept.dispatches[1].parent is root.receiver_calls[0]
    assert [each.index for each in kept.dispatches] == [0, 1]
    assert [call.index for call in kept.receiver_calls] == [0, 1, 2]
    assert len(recording.roots[0].receiver_calls) == 3


@pytest.mark.parametrize(
    ("signal", "sender"),
    [
        ("django.db.models.signals.post_save", "debug_toolbar.HistoryEntry"),
        ("debug_toolbar.toolbar.DebugToolbar._created", "None"),
    ],
)
def test_what_the_toolbar_sends_is_hidden_whoever_receives_it(signal, sender):
    recording = build(Sent(signal, sender, [Called("audit.receivers.note")]))
    kept, hidden = without_toolbar(recording)
    assert (kept.dispatches, hidden) == ([], 1)


def test_counted_dispatches_of_the_toolbar_are_hidden():
    ours = Counted("django.db.models.signals.pre_init", "auth.User", "muted", 5)
    recording = build(
        counted=[
            Counted("django.test.signals.template_rendered", "None", "muted", 70),
            ours,
            Counted("django.db.models.signals.pre_save", "debug_toolbar.HistoryEntry", "limit", 2),
        ]
    )
    kept, hidden = without_toolbar(recording)
    assert (kept.counted, hidden) == ([ours], 72)


def test_a_callback_keeps_the_call_that_registered_it():
    recording = build(
        Sent("shop.signals.rendered", "None", [Called(TOOLBAR)]),
        saved("shop.Order", Called("shop.receivers.reserve")),
        Sent(ON_COMMIT, "default", [Called("shop.receivers.tell")]),
        Sent(ON_COMMIT, "default", [Called("shop.receivers.forget")]),
    )
    recording.dispatches[2].registered_by = recording.receiver_calls[1]
    recording.dispatches[3].registered_by = recording.receiver_calls[0]
    kept, _hidden = without_toolbar(recording)
    assert kept.dispatches[1].registered_by is kept.receiver_calls[0]
    assert kept.dispatches[2].registered_by is None
