"""The shop's own cascades, recorded and laid over its live wiring."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from signal_inspector import record
from signal_inspector.overlay import Laid, lay
from signal_inspector.recording.recording import Recording
from signal_inspector.wiring.graph import build_graph

pytestmark = pytest.mark.django_db

SAVED = "django.db.models.signals.post_save"


@pytest.fixture
def recording(client):
    """Somebody signs up, and orders; the courier fails."""
    with record() as recording:
        for name in ("sign-up", "place-order", "ship-order"):
            assert client.post(reverse(name)).status_code == 200
    return Recording.from_json(recording.to_json())


def short(node_id: str) -> str:
    return node_id.removeprefix("receiver:example_project.")


def calls(laid: Laid) -> dict[str, int]:
    """How often each of the shop's receivers was called, by all channels."""
    return {
        short(node.id): node.traffic.calls
        for node in laid.graph.receivers
        if node.traffic is not None and node.name.startswith("example_project.")
    }


def test_the_receivers_that_ran_have_traffic_and_the_others_none(recording):
    found = calls(lay(build_graph(), [recording]))

    assert found["accounts.receivers.create_profile"] == 1
    assert found["accounts.receivers.send_welcome_mail"] == 1
    assert found["orders.receivers.handle_new_order"] == 1
    assert found["orders.receivers.write_tag_line"] == 0
    assert found["orders.receivers.release_stock"] == 0
    total = sum(call.outcome != "not reached" for call in recording.receiver_calls)
    assert 0 < sum(found.values()) <= total


def test_the_cascade_of_an_order_is_in_the_graph(recording):
    cascades = {
        (short(edge.source), edge.target) for edge in lay(build_graph(), [recording]).graph.cascades
    }

    assert ("orders.receivers.handle_new_order", f"channel:orders.Order:{SAVED}") in cascades
    assert ("orders.receivers.issue_invoice", f"channel:orders.Invoice:{SAVED}") in cascades
    assert ("accounts.receivers.create_profile", f"channel:ANY:{SAVED}") in cascades
    assert not any(source == "orders.receivers.mail_invoice" for source, _ in cascades)


def test_the_courier_that_fails_is_where_the_error_began(recording):
    laid = lay(build_graph(), [recording])

    failing = {
        short(node.id)
        for node in laid.graph.receivers
        if node.traffic is not None and node.traffic.errors
    }
    (node,) = [node for node in laid.graph.receivers if short(node.id) in failing]
    assert failing == {"orders.receivers.book_courier"}
    assert node.traffic.error_types == ("example_project.orders.couriers.CourierError",)


def test_the_audit_that_audits_itself_is_a_cycle(recording):
    laid = lay(build_graph(), [recording])

    assert [[short(step.receiver) for step in cycle] for cycle in laid.cycles] == [
        ["audit.receivers.note_change"]
    ]


def test_nothing_of_it_is_unknown_to_the_graph(recording):
    unknown = [each.receiver for each in lay(build_graph(), [recording]).unknown]

    assert [name for name in unknown if name and name.startswith("example_project.")] == []


def test_the_command_draws_it(recording, tmp_path: Path, capsys):
    file = tmp_path / "recording.json"
    file.write_text(recording.to_json())

    call_command("signalgraph", "orders", observed=[str(file)], format="text")

    out, err = capsys.readouterr()
    assert "orders.receivers.book_courier" in out
    assert "raised CourierError" in out
    assert "handle_new_order led to orders.Order · post_save   ×1" in out
    assert "Cycle: channel:ANY:django.db.models.signals.post_save → " in err
