import json

import pytest
from debug_toolbar.store import get_store
from debug_toolbar.toolbar import DebugToolbar
from django.core.exceptions import ValidationError
from django.test import Client

from signal_inspector.exporters import FORMATS, text
from signal_inspector.panels import views
from signal_inspector.recording.recording import Recording
from tests.recordings import Called, build, saved

pytestmark = pytest.mark.urls("tests.panels.site")

CASCADE = "/__debug__/signal_inspector/cascade/"
JSON = "/__debug__/signal_inspector/export/json/"
UNRUN = "/__debug__/signal_inspector/did-not-run/"
TEXT = "/__debug__/signal_inspector/export/text/"


@pytest.fixture
def recording():
    inner = saved("shop.Line", Called("shop.receivers.weigh", own_ms=3))
    order = saved("shop.Order", Called("shop.receivers.reserve", [inner]), Called("x.y.note"))
    return build(order, *[saved(f"shop.Tag{number}", Called("x.y.tag")) for number in range(400)])


@pytest.fixture
def part(client, store, recording):
    """Fetch a part of the cascade."""
    request_id = store(recording)

    def part(**query):
        response = client.get(CASCADE, {"request_id": request_id, **query})
        assert response.status_code == 200
        return response.json()["content"]

    part.request_id = request_id
    return part


def test_without_more_the_root_dispatches_are_shown(part):
    content = part()
    assert content.count('data-place="') == 300
    assert "Show 101 more" in content


def test_the_rest_of_a_list_is_shown_from_its_start(part):
    content = part(start=300)
    assert content.count('class="sigi-node sigi-dispatch') == 101
    assert "⟨shop.Tag399⟩" in content
    assert "Show " not in content.replace("Show in", "")


def test_the_children_of_a_row_are_shown(part):
    content = part(parent=0)
    assert "<b>reserve</b>" in content
    assert "<b>note</b>" in content
    assert "Tag" not in content


def test_a_row_is_shown_with_what_led_to_it(part):
    content = part(row=2)
    assert "⟨shop.Line⟩" in content
    assert "<b>weigh</b>" in content
    assert "<li>post_save ⟨shop.Order⟩</li><li>reserve</li>" in content
    assert "<b>note</b>" not in content


def test_a_filter_shows_what_passes_and_what_led_to_it(part):
    content = part(text="weigh")
    assert "1 of 403 receiver calls" in content
    assert "<b>reserve</b>" in content
    assert "<b>note</b>" not in content


def test_a_filter_that_nothing_passes_says_so(part):
    assert "No receiver call passes this filter." in part(errors=1)


def test_the_rest_of_a_filtered_list_is_filtered_too(part):
    content = part(text="tag", origin="project")
    assert "400 of 403 receiver calls" in content
    assert "&amp;start=300&amp;text=tag&amp;origin=project" in content


def test_a_form_is_taken_by_post_and_needs_no_token(part):
    client = Client(enforce_csrf_checks=True)
    response = client.post(CASCADE, {"request_id": part.request_id, "text": "weigh"})
    assert "1 of 403 receiver calls" in response.json()["content"]


@pytest.mark.parametrize(
    "query",
    [
        {"row": ""},
        {"row": "x"},
        {"row": "-1"},
        {"row": "²"},
        {"row": "805"},
        {"row": "9" * 5000},
        {"parent": "805"},
        {"parent": "1.5"},
        {"start": "-3"},
    ],
)
def test_numbers_that_are_none_are_not_found(client, part, query):
    response = client.get(CASCADE, {"request_id": part.request_id, **query})
    assert response.status_code == 404


@pytest.mark.parametrize("query", [{}, {"request_id": "gone"}, {"request_id": "../x"}])
def test_a_request_that_is_not_stored_any_more_says_so(client, query):
    content = client.get(CASCADE, query).json()["content"]
    assert "not stored any more" in content
    assert "djDebugClose" in content
    assert client.get(JSON, query).status_code == 404
    assert client.get(TEXT, query).status_code == 404


def test_a_stored_form_that_cannot_be_read_is_not_stored(client, part):
    get_store().save_panel(part.request_id, views.PANEL_ID, {"v": 99})
    assert "not stored any more" in part()


def test_an_id_that_the_database_store_refuses_is_not_stored(client, monkeypatch):
    def fetch(request_id, panel_id):
        raise ValidationError("not a UUID")

    monkeypatch.setattr(DebugToolbar, "fetch", fetch)
    assert "not stored any more" in client.get(CASCADE, {"request_id": "x"}).json()["content"]


def test_a_recording_is_exported_as_json(client, part, recording):
    response = client.get(JSON, {"request_id": part.request_id})
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Content-Disposition"] == 'attachment; filename="signals.json"'
    assert Recording.from_json(response.content) == recording
    assert json.loads(response.content)["version"] == 1


def test_a_recording_is_exported_as_text(client, part, recording):
    response = client.get(TEXT, {"request_id": part.request_id})
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="signals.txt"'
    assert response.content.decode() == text.render(recording)
    shown = client.get(TEXT, {"request_id": part.request_id, "inline": ""})
    assert "Content-Disposition" not in shown.headers
    assert shown.content == response.content


@pytest.mark.parametrize("name", FORMATS)
def test_a_recording_is_exported_in_each_format(client, part, recording, name, open_panel):
    query = {"request_id": part.request_id}
    response = client.get(f"/__debug__/signal_inspector/export/{name}/", query)
    chosen = FORMATS[name]
    assert response.content.decode() == chosen.render(recording)
    assert response.headers["Content-Type"] == chosen.content_type
    assert f'filename="signals{chosen.suffix}"' in response.headers["Content-Disposition"]
    assert f"/export/{name}/?request_id=" in open_panel(part.request_id)["content"]


def test_a_format_that_there_is_not_is_not_found(client, part):
    path = "/__debug__/signal_inspector/export/docx/"
    response = client.get(path, {"request_id": part.request_id})
    assert response.status_code == 404


@pytest.mark.parametrize("path", [CASCADE, UNRUN, JSON, TEXT])
def test_nobody_else_sees_anything(part, path):
    outside = Client(REMOTE_ADDR="10.0.0.1")
    assert outside.get(path, {"request_id": part.request_id}).status_code == 404


@pytest.mark.parametrize("path", [CASCADE, UNRUN, JSON, TEXT])
def test_other_methods_are_refused(client, path):
    assert client.delete(path).status_code == 405


@pytest.mark.parametrize("view", [view.callback for view in views.URLS])
def test_no_login_is_asked_for(view):
    assert view.login_required is False
