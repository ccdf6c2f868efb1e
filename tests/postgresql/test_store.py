"""The toolbar's database store on PostgreSQL: what some processes recorded, others show."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("databases")

BEGIN = """
import json, sys
import django
from django.test import Client, override_settings

django.setup()
from debug_toolbar.store import get_store
from signal_inspector.panels import stored
from signal_inspector.panels.views import PANEL_ID
from tests.panels import site

assert get_store().__name__ == "DatabaseStore"
client, arguments = Client(), json.loads(sys.argv[1])
"""

SERVE = f"""{BEGIN}
site.visited.connect(site.visit)
site.counted.connect(site.count)
with override_settings(ROOT_URLCONF="tests.panels.site"):
    answers = [client.get(f"/html/?times={{times}}") for times in arguments]
print(json.dumps([each.headers["djdt-request-id"] for each in answers]))
"""

SHOW = f"""{BEGIN}
def shown(request_id):
    query = {{"request_id": request_id, "panel_id": PANEL_ID}}
    panel = client.get("/__debug__/render_panel/", query).json()["content"]
    part = client.get("/__debug__/signal_inspector/cascade/", query).json()["content"]
    recording = stored.unpack(get_store().panel(request_id, PANEL_ID))
    return "<b>visit</b>" in panel, "sigi-failure" in part, recording.summary.dispatches


with override_settings(ROOT_URLCONF="tests.panels.site"):
    print(json.dumps([shown(each) for each in arguments]))
"""


@pytest.fixture
def run(cluster):
    """Run a script with an argument in a process of its own; what it printed."""

    def run(script: str, argument: list[Any]) -> Any:
        done = cluster.python("-c", script, json.dumps(argument))
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_each_request_of_each_process_is_shown_by_another_one(run):
    wanted = [[1, 2, 3], [4, 5, 6]]
    with ThreadPoolExecutor(len(wanted)) as pool:
        served = list(pool.map(lambda times: run(SERVE, times), wanted))
    ids = [each for of_process in served for each in of_process]
    assert len(set(ids)) == 6

    found = run(SHOW, ids)

    # Each time, `visited` is sent, and below it `counted`.
    assert found == [[True, False, 2 * times] for of_process in wanted for times in of_process]
