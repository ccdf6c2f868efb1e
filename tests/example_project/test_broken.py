"""The pages that show problems: only when asked for, each with the problem that it promises."""

import json

import pytest
from django.db.models.signals import post_save
from django.urls import reverse

import signal_inspector
from example_project.broken.cases import CASES
from example_project.orders import signals
from example_project.orders.samples import newest_order

pytestmark = pytest.mark.django_db
VISITOR = {"REMOTE_ADDR": "192.0.2.1"}  # sees no toolbar


def test_the_front_page_lists_them_only_when_asked(client):
    plain = client.get("/").content.decode()
    assert 'href="?broken=1"' in plain
    assert not any(case.url in plain for case in CASES.values())
    html = client.get("/?broken=1").content.decode()
    for case in CASES.values():
        assert f'action="{case.url}"' in html
        assert case.rule.short_id in html


@pytest.mark.parametrize("slug", CASES)
def test_they_are_not_there_unless_asked_for(client, slug):
    url = reverse("problem", args=[slug])
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404


def test_a_problem_that_is_not_there(client):
    assert client.get(reverse("problem", args=["toothache"]) + "?broken=1").status_code == 404


@pytest.mark.parametrize("slug", CASES)
def test_opening_a_page_shows_the_code_and_runs_nothing(client, slug):
    with signal_inspector.record() as recording:
        html = client.get(CASES[slug].url, **VISITOR).content.decode()
    assert f"def {slug.replace('-', '_')}() -&gt; None:" in html
    assert recording.problems == []


@pytest.mark.parametrize("slug", CASES)
def test_each_page_has_its_problem_and_leaves_nothing_connected(client, slug):
    newest_order()
    watched = (post_save, *(vars(signals)[name] for name in ("order_placed", "delivery_asked")))
    before = [list(signal.receivers) for signal in watched]
    with signal_inspector.record() as recording:
        response = client.post(CASES[slug].url, **VISITOR)
    assert response.status_code == 200
    assert CASES[slug].rule.id in [problem.rule for problem in recording.problems]
    assert [signal.receivers for signal in watched] == before


@pytest.mark.parametrize("slug", ["swallowed-exception", "saved-again", "bypassed-receivers"])
def test_the_panel_names_the_problem(client, slug):
    newest_order()
    html = client.post(CASES[slug].url).content.decode()
    store_id = html.partition('data-request-id="')[2].partition('"')[0]
    assert store_id
    url = f"/__debug__/render_panel/?request_id={store_id}&panel_id=SignalInspectorPanel"
    content = json.loads(client.get(url).content)["content"]
    assert CASES[slug].rule.short_id in content
    assert CASES[slug].rule.page in content
