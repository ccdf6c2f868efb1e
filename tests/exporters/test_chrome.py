"""Traces for Perfetto and Chrome, by the rules that these read them by."""

import json
from collections import Counter

from hypothesis import given, settings

from signal_inspector.exporters import chrome
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import (
    ON_COMMIT,
    Counted,
    Dispatch,
    Effects,
    Queries,
    Statement,
)
from tests.recording.strategies import recordings
from tests.recordings import MS, Called, build, failed, saved


def trace(recording):
    return json.loads(chrome.render(recording))


def events(recording, *kinds):
    return [each for each in trace(recording)["traceEvents"] if each["ph"] in kinds]


def ns(event, key="ts"):
    return round(event[key] * 1000)


def arrows(recording):
    """Return for each arrow its kind and the slices that a viewer finds at its ends."""
    found = {}
    slices = events(recording, "X")
    for each in events(recording, "s", "f"):
        ends = found.setdefault((each["id"], each["cat"], each["name"]), {})
        assert each["ph"] not in ends
        ends[each["ph"]] = on_top(slices, each) if each["ph"] == "s" else next_one(slices, each)
    return [(name, ends["s"]["name"], ends["f"]["name"]) for (_, _, name), ends in found.items()]


def on_top(slices, event):
    around = [
        each
        for each in slices
        if each["tid"] == event["tid"] and ns(each) <= ns(event) < ns(each) + ns(each, "dur")
    ]
    return around[-1]


def next_one(slices, event):
    return next(each for each in slices if each["tid"] == event["tid"] and ns(each) > ns(event))


def cascade():
    effects = Effects(
        queries=(Queries("default", 2, 3 * MS),), statements=(Statement("SELECT 1", 2),), mails=1
    )
    inner = saved("Profile", Called("audit.note", effects=effects))
    return build(saved("User", Called("create", [inner]), Called("mail", [saved("Mail")])))


def test_slices_have_microseconds_and_keep_the_nanoseconds():
    recording = build(saved("User", Called("create")))
    recording.dispatches[0].start_ns = recording.receiver_calls[0].start_ns = 1_234_567
    recording.receiver_calls[0].duration_ns = 1_001
    dispatch, call = events(recording, "X")
    assert (dispatch["ts"], dispatch["dur"], dispatch["cat"]) == (
        1234.567,
        1000.0,
        "signal.dispatch",
    )
    assert (call["ts"], call["dur"], call["cat"]) == (1234.567, 1.001, "signal.receiver")
    assert (dispatch["name"], call["name"]) == ("post_save ⟨User⟩", "create")


def test_processes_and_threads_are_named():
    recording = build(saved("User"), saved("User", thread="Task-1"))
    names = {(each["name"], each["tid"]): each["args"]["name"] for each in events(recording, "M")}
    assert names == {
        ("process_name", 0): "GET /",
        ("thread_name", 1): "MainThread",
        ("thread_name", 2): "Task-1",
    }
    assert {each["pid"] for each in trace(recording)["traceEvents"]} == {1}


def test_an_arrow_leads_from_each_receiver_to_what_it_sent():
    assert arrows(cascade()) == [
        ("cascade", "create", "post_save ⟨Profile⟩"),
        ("cascade", "mail", "post_save ⟨Mail⟩"),
    ]


def test_arrows_find_their_slices_across_threads():
    inner = saved("Profile", Called("audit"), thread="Task-2")
    recording = build(saved("User", Called("create", [inner])), saved("Group", thread="Task-2"))
    assert arrows(recording) == [("cascade", "create", "post_save ⟨Profile⟩")]


def test_an_arrow_leads_to_the_call_of_a_commit_callback():
    callback = saved("default", Called("send_mail"))
    callback.signal = ON_COMMIT
    recording = build(saved("User", Called("create")), callback)
    recording.dispatches[1].registered_by = recording.receiver_calls[0]
    assert arrows(recording) == [("commit", "create", "on_commit ⟨default⟩")]


def test_there_is_no_arrow_that_would_begin_elsewhere():
    recording = build(saved("User", Called("create", [saved("Profile")], own_ms=0)))
    assert recording.dispatches[1].start_ns == recording.receiver_calls[0].start_ns
    assert arrows(recording) == []


def test_arguments_tell_what_a_click_on_a_slice_should():
    first, create, profile, note, *_ = (each["args"] for each in events(cascade(), "X"))
    assert first["signal"] == "django.db.models.signals.post_save"
    assert first["sent from"].endswith("tests/recordings.py:22")
    assert create["defined at"].endswith("tests/recordings.py:7")
    assert note["queries"] == 2
    assert note["query_ms"] == 3.0
    assert note["statements"] == ["2 × SELECT 1"]
    assert "mails" not in create
    assert profile["method"] == "send"


def test_failures_are_told_with_at_most_300_characters():
    recording = build(
        saved("User", Called("create", outcome="raised", error=failed("x" * 999)), Called("mail"))
    )
    recording.receiver_calls[1].outcome = "not reached"
    dispatch, call = (each["args"] for each in events(recording, "X"))
    assert dispatch["not reached"] == ["mail"]
    assert call["outcome"] == "raised"
    assert call["error"].startswith("ValueError: xxx")
    assert len(call["error"]) == 300


def test_what_is_not_detailed_and_what_went_wrong_is_told():
    counted = Counted("shop.seen", "None", "muted", 3)
    remarks = trace(build(counted=[counted], notes=["a\nnote"]))["otherData"]
    assert remarks["not detailed"] == ["3 × shop.seen ⟨None⟩: muted"]
    assert remarks["notes"] == ["a note"]
    assert remarks["started"] == "2026-01-01T00:00:00.000+00:00"


def test_an_empty_recording_is_a_trace_too():
    document = trace(Recording())
    assert [each["args"]["name"] for each in document["traceEvents"]] == ["signals"]


def test_texts_stand_in_it_unescaped():
    # Perfetto's trace processor shows \u27e8 as these six characters.
    assert "⟨User⟩" in chrome.render(build(saved("User")))


@settings(max_examples=60, deadline=None)
@given(recordings())
def test_whatever_the_recording_a_viewer_reads_it(recording):
    text = chrome.render(recording)
    text.encode()
    found = json.loads(text)["traceEvents"]
    timed = [each for each in found if each["ph"] != "M"]
    assert [each["ts"] for each in timed] == sorted(each["ts"] for each in timed)
    assert all(each["ts"] >= 0 and each.get("dur", 0) >= 0 for each in timed)
    ends = Counter((each["id"], each["cat"], each["name"]) for each in timed if each["ph"] in "sf")
    assert set(ends.values()) <= {2}
    assert len({number for number, _, _ in ends}) == len(ends)
    known = {
        (chrome.facts.label(each.parent), chrome.facts.label(each))
        for each in recording
        if each.parent
    }
    known |= {
        (chrome.facts.label(each.registered_by), chrome.facts.label(each))
        for each in recording
        if each.registered_by
    }
    assert {(cause, to) for _, cause, to in arrows(recording)} <= known


def test_ten_thousand_dispatches_are_written():
    assert len(events(build(*[saved("User", Called("note"))] * 10_000), "X")) == 20_000


def test_each_dispatch_and_each_reached_call_is_one_slice():
    recording = cascade()
    cats = Counter(each["cat"] for each in events(recording, "X"))
    assert cats["signal.dispatch"] == sum(isinstance(each, Dispatch) for each in recording)
    assert cats["signal.receiver"] == len(recording.receiver_calls)
