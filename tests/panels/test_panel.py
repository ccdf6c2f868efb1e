import asyncio
import html
import re

import pytest
from debug_toolbar.store import get_store
from django.test import AsyncClient

from signal_inspector.panels import SignalInspectorPanel, guard, panel, stored
from signal_inspector.panels.page import Page
from signal_inspector.panels.views import PANEL_ID
from signal_inspector.recording.recording import Recording
from tests.panels import site
from tests.panels.conftest import button_of, request_id_of
from tests.recordings import Called, build, saved

pytestmark = pytest.mark.urls("tests.panels.site")


def stats_of(response):
    return get_store().panel(request_id_of(response), PANEL_ID)


def signals_of(response):
    return [each.signal.rpartition(".")[2] for each in stored.unpack(stats_of(response))]


def without_id(text, request_id):
    return " ".join(text.replace(request_id, "ID").split())


def test_the_id_is_not_that_of_the_toolbars_own_panel():
    assert SignalInspectorPanel.panel_id == PANEL_ID != "SignalsPanel"


@pytest.mark.usefixtures("receivers")
def test_a_page_is_recorded_and_summed_up_in_the_sidebar(client):
    response = client.get("/html/")
    assert signals_of(response) == ["visited", "counted"]
    button = button_of(response.content.decode())
    assert re.fullmatch(
        r"Signal Inspector 2 dispatches · 2 receiver calls · [\d.]+\s(µs|ms)", button
    )


@pytest.mark.usefixtures("receivers")
def test_the_sidebar_marks_problems(client, connect):
    connect(site.visited, site.stumble)
    button = button_of(client.get("/html/").content.decode())
    assert button.endswith("⚠ 1 problem")


@pytest.mark.usefixtures("receivers")
def test_server_timing_has_the_time_in_receivers(client):
    header = client.get("/html/").headers["Server-Timing"]
    (entry,) = [each for each in header.split(", ") if each.startswith(PANEL_ID)]
    assert re.fullmatch(rf'{PANEL_ID}_receivers;dur=[\d.]+;desc="Signal receivers"', entry)


@pytest.mark.usefixtures("receivers")
def test_the_panel_is_rendered_from_the_store(client, open_panel):
    request_id = request_id_of(client.get("/html/"))
    opened = open_panel(request_id)
    assert opened["scripts"] == ["/static/signal_inspector/panel.js"]
    assert "<b>visited</b>" in opened["content"]
    assert f"request_id={request_id}" in opened["content"]


@pytest.mark.usefixtures("receivers")
def test_inline_panels_show_the_same(client, open_panel, settings):
    settings.DEBUG_TOOLBAR_CONFIG = {**settings.DEBUG_TOOLBAR_CONFIG, "RENDER_PANELS": True}
    page = client.get("/html/").content.decode()
    request_id = re.search(r"request_id=(\w+)", page).group(1)
    opened = open_panel(request_id)["content"]
    assert without_id(opened, request_id) in without_id(page, request_id)


@pytest.mark.usefixtures("receivers")
@pytest.mark.parametrize("path", ["/json/", "/html/?times=0"])
def test_a_response_without_a_toolbar_or_dispatches_is_in_the_history(client, open_panel, path):
    opened = open_panel(request_id_of(client.get(path)))
    assert 'class="sigi"' in opened["content"]


def test_a_page_that_fails_is_recorded(client, connect, open_panel):
    connect(site.visited, site.stumble)
    response = client.get("/error/")
    assert response.status_code == 500
    opened = html.unescape(open_panel(request_id_of(response))["content"])
    assert "stumble raised ValueError: Mind the <b>step</b>, and the sender" in opened


@pytest.mark.usefixtures("receivers")
def test_the_history_shows_the_panel_of_another_request(client):
    first, _second = client.get("/html/?times=3"), client.get("/json/")
    sidebar = client.get("/__debug__/history_sidebar/", {"request_id": request_id_of(first)})
    button = button_of(sidebar.json()[PANEL_ID]["button"])
    assert button.startswith("Signal Inspector 6 dispatches")
    assert client.get("/__debug__/history_refresh/", {"request_id": "x"}).status_code == 200


@pytest.mark.usefixtures("receivers")
def test_the_cache_store_keeps_recordings(client, open_panel, settings):
    store = "debug_toolbar.store.CacheStore"
    settings.DEBUG_TOOLBAR_CONFIG = {**settings.DEBUG_TOOLBAR_CONFIG, "TOOLBAR_STORE_CLASS": store}
    assert "<b>visited</b>" in open_panel(request_id_of(client.get("/html/")))["content"]


@pytest.mark.usefixtures("receivers")
def test_a_panel_that_was_switched_off_records_nothing(client, monkeypatch):
    monkeypatch.setattr(panel, "Recorder", None)
    client.cookies[f"djdt{PANEL_ID}"] = "off"
    response = client.get("/html/")
    assert response.status_code == 200
    assert stats_of(response) == {}
    assert button_of(response.content.decode()) == "Signal Inspector"


def test_dispatches_of_the_toolbar_are_hidden_and_counted(client, receivers):
    stats = stats_of(client.get("/html/"))
    recording = stored.unpack(stats)
    assert not any("debug_toolbar" in call.receiver for call in recording.receiver_calls)


@pytest.mark.usefixtures("receivers")
async def test_an_async_view_is_recorded():
    response = await AsyncClient().get("/async/")
    assert signals_of(response) == ["visited", "counted"]


@pytest.mark.usefixtures("receivers")
async def test_requests_at_the_same_time_do_not_see_each_other():
    client = AsyncClient()
    responses = await asyncio.gather(*[client.get(f"/async/?times={n}") for n in range(1, 6)])
    assert [len(signals_of(each)) for each in responses] == [2, 4, 6, 8, 10]


def broken(*args, **kwargs):
    raise LookupError("A bug of ours: <i>")


class BrokenStart(panel.Recorder):
    start = broken


class BrokenStop(panel.Recorder):
    def stop(self) -> Recording:
        super().stop()
        return broken()


@pytest.mark.usefixtures("receivers")
@pytest.mark.parametrize(
    ("where", "name", "bug"),
    [
        (panel, "Recorder", broken),
        (panel, "Recorder", BrokenStart),
        (panel, "Recorder", BrokenStop),
        (panel, "without_toolbar", broken),
        (panel.recorded, "find", broken),
        (stored, "pack", broken),
        (stored, "unpack", broken),
        (Page, "whole", broken),
    ],
)
def test_a_bug_of_ours_is_shown_in_the_panel_and_the_page_is_served(
    client, open_panel, monkeypatch, caplog, where, name, bug
):
    monkeypatch.setattr(where, name, bug)
    response = client.get("/html/")
    opened = open_panel(request_id_of(response))["content"]
    assert response.status_code == 200
    assert "<h1>Page</h1>" in response.content.decode()
    assert "cannot be shown:</strong> LookupError: A bug of ours: &lt;i&gt;</p>" in opened
    assert "signal_inspector" in {record.name for record in caplog.records}


@pytest.mark.parametrize(("where", "name"), [(panel, "static"), (panel, "duration")])
def test_a_bug_around_the_page_leaves_it_whole(
    client, open_panel, monkeypatch, receivers, where, name
):
    monkeypatch.setattr(where, name, broken)
    response = client.get("/html/")
    assert response.status_code == 200
    assert "<b>visited</b>" in open_panel(request_id_of(response))["content"]


def test_a_store_that_fails_does_not_stop_the_page(client, monkeypatch, receivers):
    def save_panel(request_id, panel_id, data=None):
        if panel_id == PANEL_ID:
            broken()

    monkeypatch.setattr(get_store(), "save_panel", save_panel)
    assert client.get("/html/").status_code == 200


def test_an_interrupt_is_no_bug_of_ours(monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    panel_ = SignalInspectorPanel(None, None)
    monkeypatch.setattr(panel_, "get_stats", interrupted)
    with pytest.raises(KeyboardInterrupt):
        _ = panel_.nav_subtitle


def test_a_message_that_cannot_be_written_is_no_second_bug():
    class MuteError(Exception):
        def __str__(self):
            raise TypeError

    assert "MuteError" in guard.described(MuteError())


def test_what_another_version_stored_says_so(open_panel, store):
    request_id = store(build())
    get_store().save_panel(request_id, PANEL_ID, {"v": 99})
    assert "the stored form has version 99, not 1" in open_panel(request_id)["content"]


def test_instrumentation_may_be_enabled_and_disabled_twice(rf):
    class Toolbar:
        request = rf.get("/html/")

    panel_ = SignalInspectorPanel(Toolbar(), None)
    panel_.disable_instrumentation()
    panel_.enable_instrumentation()
    recorder = panel_.recorder
    panel_.enable_instrumentation()
    panel_.disable_instrumentation()
    panel_.disable_instrumentation()
    assert panel_.recorder is recorder
    assert panel_.failure == ""


@pytest.mark.parametrize("threshold", [True, False])
def test_numbers_in_the_html_that_scripts_read_are_not_localised(
    open_panel, settings, store, threshold
):
    settings.USE_THOUSAND_SEPARATOR = threshold
    roots = [saved(f"shop.Model{n % 3}", Called("shop.receivers.a")) for n in range(1500)]
    content = open_panel(store(build(*roots)))["content"]
    assert 'data-value="500000000"' in content
    assert "start=300" in content
    assert ("1,500" in content) is threshold
