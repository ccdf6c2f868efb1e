import socket

import pytest
from django.apps import apps
from django.core.management import CommandError
from django.http import HttpResponseServerError

from example_project import tour
from example_project.scenarios import SCENARIOS

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return tour.visitor()


def test_the_tour_runs_every_scenario_prints_two_cascades_and_draws(tmp_path, capsys):
    tour.run(output=tmp_path / "wiring.svg")
    printed = capsys.readouterr().out
    for scenario in SCENARIOS.values():
        assert f"  {scenario.title} " in printed
    cascades = printed[printed.index("What a sign-up did:") :]
    assert "accounts/views.py" in cascades
    assert cascades.index("create_profile") < cascades.index("note_change")
    assert "handle_new_order" in cascades
    assert "mail_invoice" in cascades
    assert "debug_toolbar" not in cascades
    svg = (tmp_path / "wiring.svg").read_text()
    for label in ["accounts", "orders", "audit"]:
        receivers = apps.get_app_config(label).module.receivers
        names = [
            name
            for name, each in vars(receivers).items()
            if getattr(each, "__module__", "") == receivers.__name__
        ]
        assert names
        assert [name for name in names if name not in svg] == []


def test_the_swallowed_failure_of_the_courier_is_in_the_summary(client):
    recording = tour.record_scenario(client, SCENARIOS["ship-order"])
    assert tour.summary_line(SCENARIOS["ship-order"], recording).endswith(", 1 failed")


def test_a_scenario_that_fails_ends_the_tour(client, monkeypatch):
    monkeypatch.setattr(client, "post", lambda url: HttpResponseServerError())
    with pytest.raises(CommandError, match="sign-up was answered by 500"):
        tour.record_scenario(client, SCENARIOS["sign-up"])


def test_a_port_that_is_taken_is_told_before_the_tour():
    with socket.create_server((tour.HOST, 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} .*: choose another") as raised:
            tour.check_port(port)
        assert raised.value.returncode == 2
    tour.check_port(0)  # any free one


def test_a_number_that_is_no_port_is_told():
    with pytest.raises(CommandError, match="Port 70000 cannot be used"):
        tour.check_port(70_000)
