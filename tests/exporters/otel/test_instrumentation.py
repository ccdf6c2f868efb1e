"""Beside OpenTelemetry's own instrumentation of Django."""

import json
import subprocess
import sys

import pytest

pytest.importorskip("opentelemetry.instrumentation.django")
pytest.importorskip("opentelemetry.instrumentation.asgi")


def test_receiver_calls_are_below_the_span_of_their_request():
    command = [sys.executable, "-m", "tests.exporters.otel.instrumented"]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    spans = json.loads(run.stdout)
    names = {span: name for name, span, _ in spans}
    assert sorted((name.rpartition(".")[2], names.get(above)) for name, _, above in spans) == [
        ("GET aplace/", None), ("GET place/", None),
        ("mail", "GET aplace/"), ("mail", "GET place/"),
        ("reserve", "GET aplace/"), ("reserve", "GET place/"),
    ]  # fmt: skip
