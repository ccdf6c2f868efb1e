"""The guided tour: each scenario as a request, two cascades as text, the wiring as a diagram."""

import socket
from pathlib import Path

from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

import signal_inspector
from example_project.scenarios import SCENARIOS, Scenario
from signal_inspector.exporters import text

HOST = "127.0.0.1"


def run(*, output: Path) -> None:
    """Migrate, run every scenario, print the cascades of two, write the diagram to `output`.

    CommandError: a scenario failed, or the diagram could not be written.
    """
    call_command("migrate", verbosity=0)
    print(f"The database {Path(str(connection.settings_dict['NAME'])).name} is up to date.")
    print(f"\nThe {len(SCENARIOS)} scenarios, each one request:")
    client = visitor()
    recordings = {}
    for name, scenario in SCENARIOS.items():
        recordings[name] = record_scenario(client, scenario)
        print(summary_line(scenario, recordings[name]))
    for name, deed in [("sign-up", "a sign-up"), ("place-order", "an order")]:
        print(f"\nWhat {deed} did:\n")
        print(text.render(recordings[name]).rstrip())
    print(f"\nThe live wiring, drawn as {output}:", flush=True)
    call_command("signalgraph", output=str(output))


def visitor() -> Client:
    """One to whom the toolbar is not shown: its own dispatches would fill the cascades."""
    return Client(SERVER_NAME="localhost", REMOTE_ADDR="192.0.2.1")


def record_scenario(client: Client, scenario: Scenario) -> signal_inspector.Recording:
    with signal_inspector.record(name=scenario.name) as recording:
        response = client.post(scenario.url)
    if response.status_code != 200:
        raise CommandError(f"Scenario {scenario.name} was answered by {response.status_code}.")
    return recording


def summary_line(scenario: Scenario, recording: signal_inspector.Recording) -> str:
    summary = recording.summary
    errors = f", {summary.errors} failed" if summary.errors else ""
    return (
        f"  {scenario.title:<18}{recording.duration_ns / 1e6:6.1f} ms"
        f"{summary.dispatches:5} dispatches{summary.receiver_calls:5} receiver calls{errors}"
    )


def check_port(port: int) -> None:
    """CommandError where the port cannot be had; before the tour, not after it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", error)
            raise CommandError(
                f"Port {port} cannot be used ({reason}): choose another with --port.", returncode=2
            ) from None


def serve(port: int) -> None:
    """Serve the shop until Ctrl-C, in this process, so that signals end it."""
    print(f"\nThe shop is open at http://{HOST}:{port}/ (Ctrl-C closes it).\n", flush=True)
    call_command("runserver", f"{HOST}:{port}", use_reloader=False)
