import copy
import pickle

import pytest
from debug_toolbar.store import get_store
from django.core.signals import request_finished
from django.http import (
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.test import AsyncClient

from signal_inspector.panels import panel, stored, tail
from signal_inspector.panels.views import PANEL_ID
from tests.panels import site
from tests.panels.conftest import request_id_of

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


@pytest.mark.parametrize("path", ["/html/", "/json/", "/file/"])
def test_what_the_end_of_an_ordinary_request_sends_is_added(client, connect, path):
    connect(request_finished, site.count)
    response = client.get(path)
    if response.streaming:
        read(response)
    assert senders(response)[-1] == "None"


async def test_what_the_end_of_an_async_request_sends_is_added(connect):
    connect(request_finished, site.count)
    response = await AsyncClient().get("/async/")
    assert senders(response)[-1] == "None"


def test_what_django_does_at_the_end_is_not_stored_anew(client, monkeypatch):
    kept = []
    monkeypatch.setattr(
        panel.SignalInspectorPanel, "_add_late", lambda self, each: kept.append(each)
    )
    client.get("/html/")
    assert kept == []


@pytest.mark.parametrize(
    "response",
    [HttpResponse("whole", headers={"x-a": "b"}), JsonResponse({}), HttpResponseRedirect("/")],
)
def test_a_cache_pickles_a_response_as_it_was(response):
    before = pickle.loads(pickle.dumps(response)).__dict__
    tail.Tail(panel.Recorder(), print).follow(response)
    for after in (pickle.loads(pickle.dumps(response)), copy.deepcopy(response)):
        close = after.__dict__.pop("close")
        assert (close.__self__, close.__func__) == (after, HttpResponse.close)
        assert after.__dict__.keys() == before.keys()
        assert after.content == response.content


def test_a_closed_response_is_as_it_was(client, connect):
    connect(request_finished, site.count)
    for response in (HttpResponse("whole"), StreamingHttpResponse([b"a"])):
        tail.Tail(panel.Recorder(), print).follow(response)
        response.close()
        assert "close" not in response.__dict__


def test_whoever_hangs_on_to_a_response_is_left_there():
    called = []
    response = HttpResponse("whole")
    plain = response.close
    response.close = lambda: (called.append("first"), plain())
    first = response.close
    tail.Tail(panel.Recorder(), called.append).follow(response)
    ours = response.close
    response.close = lambda: (called.append("last"), ours())
    last = response.close
    response.close()
    assert called == ["last", "first"]
    assert response.close is last
    other = HttpResponse("whole")
    other.close = first
    tail.Tail(panel.Recorder(), called.append).follow(other)
    other.close()
    assert other.close is first


def test_other_responses_are_read_as_always(client):
    assert read(client.get("/file/")) == "file"


async def test_an_async_body_that_breaks_is_added_without_a_close():
    kept = []
    first = panel.Recorder(name="x")
    first.start()
    first.stop()

    async def parts():
        yield b"a"
        await site.visited.asend_robust(sender="body")
        raise OSError("the body broke")

    response = StreamingHttpResponse(parts())
    tail.Tail(first, kept.append).follow(response)
    with pytest.raises(OSError, match="the body broke"):
        [part async for part in response]
    (recording,) = kept
    assert [each.sender for each in recording.roots] == ["'body'"]


async def test_an_async_body_that_nobody_reads_to_its_end_is_added(connect):
    kept = []
    first = panel.Recorder(name="x")
    first.start()
    first.stop()

    async def parts():
        await site.visited.asend_robust(sender="body")
        yield b"a"
        yield b"b"

    response = StreamingHttpResponse(parts())
    tail.Tail(first, kept.append).follow(response)
    content = response._iterator
    assert await anext(content) == b"a"
    await content.aclose()
    assert [each.sender for each in kept[0].roots] == ["'body'"]
    connect(request_finished, site.count)
    response.close()
    assert len(kept[1].roots) == 2


def test_a_stream_that_nobody_reads_is_left_as_it_is():
    kept = []
    first = panel.Recorder(name="x")
    first.start()
    first.stop()
    response = StreamingHttpResponse(iter([b"a"]))
    tail.Tail(first, kept.append).follow(response)
    response.close()
    assert kept == []
