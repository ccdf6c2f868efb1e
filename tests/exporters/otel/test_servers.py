"""Live spans of several worker processes, as a real OTLP receiver gets them."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

pytest.importorskip("grpc")
pytest.importorskip("gunicorn")
pytest.importorskip("uvicorn")

from tests.exporters.otel import collector

UNSAMPLED = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"}
GUNICORN = ("gunicorn", "tests.exporters.otel.site:wsgi", "--workers=3", "--bind=127.0.0.1:{}")
UVICORN = ("uvicorn", "tests.exporters.otel.site:asgi", "--workers=2", "--port={}")


@contextmanager
def served(command, protocol, address):
    """Start a server that exports to an address; yield its own address once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = {
        "OTEL_EXPORTER_OTLP_PROTOCOL": protocol,
        "OTEL_EXPORTER_OTLP_ENDPOINT": address,
        "OTEL_EXPORTER_OTLP_INSECURE": "true",
        "OTEL_BSP_SCHEDULE_DELAY": "200",
        "OTEL_METRIC_EXPORT_INTERVAL": "500",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", *(word.format(port) for word in command)],
        env={**os.environ, **told},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        base = f"http://127.0.0.1:{port}"
        wait_until_it_listens(process, port)
        yield base
    finally:
        process.terminate()
        process.wait(30)


def wait_until_it_listens(process, port):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended by itself"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server does not listen")


def get(url, headers=None):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {})) as response:
        return int(response.read())


def asked(url):
    """Ask many times at once until two workers have answered; yield the process of each answer."""
    seen = set()
    with ThreadPoolExecutor(4) as pool:
        for _ in range(50):
            for pid in pool.map(get, [url] * 8):
                seen.add(pid)
                yield pid
            if len(seen) > 1:
                return
    pytest.fail("one worker answered every request")


@pytest.mark.parametrize(
    ("command", "path", "protocol", "receiver"),
    [
        (GUNICORN, "/place/", "http/protobuf", collector.over_http),
        (UVICORN, "/aplace/", "grpc", collector.over_grpc),
    ],
    ids=["gunicorn, HTTP", "uvicorn, gRPC"],
)
def test_each_request_of_each_worker_is_one_whole_trace(command, path, protocol, receiver):
    with receiver() as (arrived, address), served(command, protocol, address) as base:
        assert get(base + path, UNSAMPLED) > 0
        pids = list(asked(base + path))

        def names(trace):
            return sorted(span.name for span in arrived.spans if span.trace == trace)

        whole = sorted([
            f"GET {path}",
            "process tests.exporters.otel.site.reserve",
            "process tests.exporters.otel.site.note",
            "process tests.exporters.otel.site.mail",
        ])  # fmt: skip
        arrived.wait_for(lambda: len(arrived.spans) >= len(pids) * len(whole))
        # The metric counts each call, six of one receiver, those of the unsampled request too.
        calls = (len(pids) + 1) * 8
        arrived.wait_for(lambda: sum(arrived.calls.values()) >= calls)

    traces = {span.trace for span in arrived.spans}
    assert len(traces) == len(pids)
    assert all(names(trace) == whole for trace in traces)
    assert sum(arrived.calls.values()) == calls
    assert Counter(span.pid for span in arrived.spans if span.name in whole[:1]) == Counter(pids)
    by_id = {span.id: span for span in arrived.spans}
    for span in arrived.spans:
        above = by_id[span.parent].name if span.parent else None
        if span.name.endswith("site.note"):
            assert above == "process tests.exporters.otel.site.reserve"
            assert span.attributes["django.signal.count"] == 6
        elif span.name.startswith("process"):
            assert above == f"GET {path}"
        if span.parent:
            assert by_id[span.parent].trace == span.trace
            assert by_id[span.parent].pid == span.pid
