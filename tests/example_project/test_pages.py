from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from example_project.scenarios import SCENARIOS

pytestmark = pytest.mark.django_db


class Resources(HTMLParser):
    """What a page loads, and what `default-src 'self'` would block in it."""

    def __init__(self, html):
        super().__init__()
        self.loaded, self.inline = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.loaded += [attributes[key] for key in ("src", "srcset") if key in attributes]
        if tag == "link":
            self.loaded.append(attributes["href"])
        if tag in {"style", "script"}:
            self.inline.append(tag)
        self.inline += [name for name in attributes if name == "style" or name.startswith("on")]


def test_the_front_page_has_a_button_for_each_scenario(client):
    html = client.get("/").content.decode()
    for scenario in SCENARIOS.values():
        assert f'<form method="post" action="{scenario.url}">' in html
        assert scenario.sentence in html


def test_a_scenario_page_shows_the_whole_view(client):
    html = client.get(reverse("sign-up")).content.decode()
    assert "User.objects.create_user(" in html


@pytest.mark.parametrize("name", ["front", "sign-up"])
def test_the_pages_need_nothing_inline_and_nothing_from_elsewhere(client, name):
    visitor = {"REMOTE_ADDR": "192.0.2.1"}  # sees no toolbar
    resources = Resources(client.get(reverse(name), **visitor).content.decode())
    assert resources.inline == []
    assert len(resources.loaded) == 2
    for url in resources.loaded:
        assert url.startswith("/static/")
        assert finders.find(url.removeprefix("/static/"))


def test_the_style_sheet_loads_nothing():
    css = Path(finders.find("example_project/shop.css")).read_text()
    assert "url(" not in css
    assert "@import" not in css
    assert "prefers-color-scheme: dark" in css


def test_the_toolbar_is_on_the_page_that_answers_a_scenario(client):
    html = client.post(reverse("sign-up")).content.decode()
    assert 'id="djDebug"' in html
    assert "SignalInspectorPanel" in html


def test_a_scenario_wants_a_csrf_token():
    assert Client(enforce_csrf_checks=True).post(reverse("sign-up")).status_code == 403


def test_the_committed_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


async def test_the_pages_are_served_by_asgi_too(async_client):
    response = await async_client.get(reverse("quote-delivery"))
    assert response.status_code == 200
