import pytest
from debug_toolbar.store import get_store
from django.core.signals import request_finished
from django.http import HttpResponse, StreamingHttpResponse
from django.test import AsyncClient

from signal_inspector.panels import panel, stored, tail
from signal_inspector.panels.views import PANEL_ID
from signal_inspector.recording.records import BulkWrite, Counted, Effects
from tests.panels import site
from tests.panels.conftest import request_id_of
from tests.recordings import Called, build, saved

pytestmark = [
    pytest.mark.urls("tests.panels.site"),
    pytest.mark.usefixtures("receivers"),
    pytest.mark.django_db,  # request_finished looks at connections that other tests left open
]


def senders(response):
    recording = stored.unpack(get_store().panel(request_id_of(response), PANEL_ID))
    return [
        each.sender.strip("'")
        for each in recording.roots
        if any("tests.panels" in call.receiver for call in each.receiver_calls)
    ]


def read(response):
    return b"".join(response.streaming_content).decode()


def test_what_a_streaming_body_sends_is_added(client):
    response = client.get("/stream/")
    assert senders(response) == ["view"]
    assert read(response) == site.HTML
    assert senders(response) == ["view", "body"]


async def test_what_an_async_body_sends_is_added():
    response = await AsyncClient().get("/stream-async/")
    assert senders(response) == ["view"]
    assert b"".join([part async for part in response]).decode() == site.HTML
    assert senders(response) == ["view", "body"]


def test_what_the_end_of_the_request_sends_is_added(client, connect):
    connect(request_finished, site.visit)
    response = client.get("/stream/")
    read(response)
    assert len(senders(response)) == 3


def test_a_body_that_breaks_breaks_as_always(client):
    response = client.get("/broken-stream/")
    with pytest.raises(OSError, match="the body broke"):
        read(response)
    response.close()
    assert senders(response) == ["body"]


def test_the_sidebar_and_the_panel_know_of_it_later(client, open_panel):
    response = client.get("/stream/")
    read(response)
    assert "⟨&#x27;body&#x27;⟩" in open_panel(request_id_of(response))["content"]


def test_a_request_that_the_store_has_dropped_stays_dropped(client):
    response = client.get("/stream/")
    get_store().clear()
    read(response)
    assert list(get_store().request_ids()) == []


def test_closing_twice_closes_twice_and_adds_once(client, connect):
    connect(request_finished, site.visit)
    response = client.get("/stream/")
    read(response)
    response.close()
    assert len(senders(response)) == 3


def test_a_recorder_that_fails_leaves_the_body_whole(client, monkeypatch):
    def broken(*args, **kwargs):
        raise LookupError

    response = client.get("/stream/")
    monkeypatch.setattr(tail, "Recorder", broken)
    assert read(response) == site.HTML


def test_a_failing_store_leaves_the_body_whole(client, monkeypatch):
    def broken(*args, **kwargs):
        raise LookupError

    response = client.get("/stream/")
    monkeypatch.setattr(panel.stored, "pack", broken)
    assert read(response) == site.HTML


def test_other_responses_are_left_alone(client):
    response = HttpResponse("whole")
    before = dict(response.__dict__)
    tail.Tail(panel.Recorder(), print).follow(response)
    assert response.__dict__ == before
    assert read(client.get("/file/")) == "file"


def test_a_stream_that_nobody_reads_is_stored_as_it_is():
    kept = []
    first = panel.Recorder(name="x")
    first.start()
    first.stop()
    response = StreamingHttpResponse(iter([b"a"]))
    tail.Tail(first, kept.append).follow(response)
    response.close()
    assert [each.name for each in kept] == ["x"]


def test_two_recordings_become_one():
    first = build(
        saved("shop.Order", Called("x.y.a")),
        counted=[Counted("s", "None", "no receivers", 2), Counted("s", "None", "muted", 1)],
        notes=["one"],
    )
    inner = saved("shop.Line", Called("x.y.c"))
    later = build(
        saved("shop.Tag", Called("x.y.b", [inner])),
        counted=[Counted("s", "None", "no receivers", 3, 1, 4, 5)],
        notes=["two"],
    )
    later.effects = Effects(bulk_writes=(BulkWrite("update", "shop.Order", 1),))
    starts = [each.start_ns for each in later.dispatches]
    length = later.duration_ns
    both = tail.joined(first, later, 1000)
    assert [each.sender for each in both.dispatches] == ["shop.Order", "shop.Tag", "shop.Line"]
    assert [each.index for each in both.dispatches] == [0, 1, 2]
    assert [each.index for each in both.receiver_calls] == [0, 1, 2]
    assert [each.start_ns for each in both.dispatches[1:]] == [start + 1000 for start in starts]
    assert both.receiver_calls[1].start_ns == both.dispatches[1].start_ns
    assert both.duration_ns == 1000 + length
    assert both.counted == [
        Counted("s", "None", "no receivers", 5, 1, 4, 5),
        Counted("s", "None", "muted", 1),
    ]
    assert both.notes == ["one", "two"]
    assert len(both.effects.bulk_writes) == 1
    assert both == type(both).from_json(both.to_json())
