import re
import uuid

import pytest
from debug_toolbar.store import get_store
from django.test import Client

from signal_inspector.panels import stored
from signal_inspector.panels.views import PANEL_ID
from tests.panels import site


@pytest.fixture(autouse=True)
def empty_store():
    yield
    get_store().clear()


@pytest.fixture
def connect():
    """Connect receivers for the length of a test."""
    connected = []

    def connect(signal, receiver):
        signal.connect(receiver)
        connected.append((signal, receiver))

    yield connect
    for signal, receiver in connected:
        signal.disconnect(receiver)


@pytest.fixture
def receivers(connect):
    """`visited` is received by `visit`, which sends `counted`, received by `count`."""
    connect(site.visited, site.visit)
    connect(site.counted, site.count)


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.fixture
def store():
    """Put a recording into the toolbar's store, and return the id of its request."""

    def store(recording, *, problems=0):
        request_id = uuid.uuid4().hex
        summary = stored.summary_of(recording, hidden=0, problems=problems)
        get_store().save_panel(request_id, PANEL_ID, stored.pack(recording, summary))
        return request_id

    return store


@pytest.fixture
def open_panel(client):
    """Return the panel's HTML and scripts as the toolbar fetches them."""

    def open_panel(request_id):
        query = {"request_id": request_id, "panel_id": PANEL_ID}
        response = client.get("/__debug__/render_panel/", query)
        assert response.status_code == 200
        return response.json()

    return open_panel


def request_id_of(response):
    return response.headers["djdt-request-id"]


def button_of(html):
    """Return the text of the panel's button in the sidebar, in one line."""
    button = re.search(rf'<li id="djdt-{PANEL_ID}".*?</li>', html, re.DOTALL).group()
    return " ".join(re.sub(r"<[^>]*>", " ", button).split())
