"""The panel over each store of the toolbar, and in a process that did not serve the request."""

import json
import os
import subprocess
import sys
import textwrap

import pytest
from debug_toolbar.models import HistoryEntry
from debug_toolbar.store import get_store
from django.db import connection

from signal_inspector.recording import compare
from tests.panels.conftest import request_id_of

pytestmark = [
    pytest.mark.urls("tests.panels.site"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("receivers"),
]

STORES = ["MemoryStore", "DatabaseStore", "CacheStore"]
OURS = "/__debug__/signal_inspector/"


@pytest.fixture
def use(settings):
    """Choose the toolbar's store; a cache keeps its files in a folder."""

    def use(name, folder):
        settings.CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
                "LOCATION": str(folder),
            }
        }
        store = f"debug_toolbar.store.{name}"
        settings.DEBUG_TOOLBAR_CONFIG = {
            **settings.DEBUG_TOOLBAR_CONFIG,
            "TOOLBAR_STORE_CLASS": store,
        }
        assert get_store().__name__ == name

    return use


@pytest.fixture(autouse=True)
def table():
    """The table of the database store: the toolbar migrates it only where that is chosen."""
    with connection.schema_editor() as editor:
        editor.create_model(HistoryEntry)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(HistoryEntry)


@pytest.mark.parametrize("name", STORES)
def test_everything_is_read_back_from_a_store(client, open_panel, use, tmp_path, name, monkeypatch):
    monkeypatch.setattr(compare, "LEAST_NS", 10**12)  # however busy the machine is
    use(name, tmp_path)
    other = request_id_of(client.get("/json/"))
    request_id = request_id_of(client.get("/html/"))
    assert "<b>visit</b>" in open_panel(request_id)["content"]
    for part in ("cascade", "did-not-run", "graph", "compare"):
        query = {"request_id": request_id, "of": "wiring"}
        content = client.get(f"{OURS}{part}/", query).json()["content"]
        assert "not stored any more" not in content
        assert "sigi-failure" not in content
    query = {"request_id": request_id, "other": other}
    content = client.get(f"{OURS}compare/", query).json()["content"]
    assert "GET /json/ · " in content
    assert "as often and about as fast" in content


@pytest.mark.parametrize("name", STORES)
def test_the_tail_of_a_stream_is_added_in_each_store(client, open_panel, use, tmp_path, name):
    use(name, tmp_path)
    response = client.get("/stream/")
    request_id = request_id_of(response)
    b"".join(response.streaming_content)
    assert "⟨&#x27;body&#x27;⟩" in open_panel(request_id)["content"]


READ = """
import json, sys
import django
from django.conf import settings
from django.test import Client, override_settings

django.setup()
location, store, request_id = sys.argv[1:]
cache = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": location}
config = {**settings.DEBUG_TOOLBAR_CONFIG, "TOOLBAR_STORE_CLASS": store}
with override_settings(
    ROOT_URLCONF="tests.panels.site",
    CACHES={"default": cache},
    DEBUG_TOOLBAR_CONFIG=config,
    ALLOWED_HOSTS=["testserver"],
):
    query = {"request_id": request_id, "panel_id": "SignalInspectorPanel"}
    panel = Client().get("/__debug__/render_panel/", query).json()["content"]
    part = Client().get("/__debug__/signal_inspector/did-not-run/", query).json()["content"]
print(json.dumps([panel, part]))
"""


def test_another_process_shows_what_this_one_recorded(client, use, tmp_path):
    use("CacheStore", tmp_path)
    request_id = request_id_of(client.get("/html/"))
    store = "debug_toolbar.store.CacheStore"
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(READ), str(tmp_path), store, request_id],
        capture_output=True,
        check=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "example_project.settings"},
        text=True,
    )
    panel, part = json.loads(done.stdout)
    assert "<b>visit</b>" in panel
    assert "sigi-failure" not in part
    assert "not stored any more" not in part
