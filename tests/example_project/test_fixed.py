"""The shop without its problems: the diagnosis finds nothing, in no scenario."""

import pytest
from django.core.management import call_command

import signal_inspector
from example_project import fixed_settings
from example_project.orders.models import OrderEvent
from example_project.scenarios import SCENARIOS

pytestmark = pytest.mark.django_db
VISITOR = {"REMOTE_ADDR": "192.0.2.1"}  # sees no toolbar


@pytest.fixture
def fixed(settings):
    settings.SHOP_IS_FIXED = fixed_settings.SHOP_IS_FIXED
    # What is slow is a matter of the machine.
    settings.SIGNAL_INSPECTOR = fixed_settings.SIGNAL_INSPECTOR | {"SLOW_MS": 60_000}


def problems_of(client, name):
    with signal_inspector.record() as recording:
        assert client.post(SCENARIOS[name].url, **VISITOR).status_code == 200
    return [(name, problem.rule, problem.subject) for problem in recording.problems]


def test_no_scenario_has_a_problem(client, fixed):
    found = [each for name in (*SCENARIOS, *SCENARIOS) for each in problems_of(client, name)]
    assert found == []


def test_the_customer_service_reads_that_no_courier_was_free(client, fixed):
    problems_of(client, "ship-order")
    assert OrderEvent.objects.filter(text="No courier was free.").exists()


@pytest.mark.parametrize(
    ("name", "rule", "subject"),
    [
        ("sign-up", "signal_inspector.R012", "accounts.Profile"),
        (
            "ship-order",
            "signal_inspector.R002",
            "example_project.orders.receivers.book_courier",
        ),
        ("import-orders", "signal_inspector.R014", "orders.Order"),
    ],
)
def test_the_shop_as_it_is_has_some(client, name, rule, subject):
    assert (name, rule, subject) in problems_of(client, name)


def test_fixtures_find_no_receiver_that_writes(fixed, tmp_path):
    fixture = tmp_path / "shop.json"
    fixture.write_text('[{"model": "auth.user", "pk": 7, "fields": {"username": "eve"}}]')
    with signal_inspector.record() as recording:
        call_command("loaddata", fixture, verbosity=0)
    assert recording.dispatches
    assert recording.problems == []
