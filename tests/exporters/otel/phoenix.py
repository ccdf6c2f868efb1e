"""Live spans in arize-phoenix, an independent backend, which is asked for them again.

    python -m tests.exporters.otel.phoenix PATH_OF_THE_PROGRAM_PHOENIX

It comes from PyPI as arize-phoenix and is best installed into an environment of its own.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from tests.exporters.otel.test_servers import GUNICORN, asked, served

SPANS = "/v1/projects/default/spans?limit=1000"


def main(program):
    port, grpc_port = free_port(), free_port()
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        told = {
            "PHOENIX_HOST": "127.0.0.1",
            "PHOENIX_PORT": str(port),
            "PHOENIX_GRPC_PORT": str(grpc_port),
            "PHOENIX_WORKING_DIR": folder,
            "PHOENIX_TELEMETRY_ENABLED": "false",
        }
        phoenix = subprocess.Popen(
            [program, "serve"],
            env={**os.environ, **told},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(lambda: spans_of(base) is not None, seconds=180)
            with served(GUNICORN, "http/protobuf", base) as site:
                requests = len(list(asked(f"{site}/place/")))
            wait_for(lambda: len(spans_of(base) or ()) >= 4 * requests, seconds=60)
            check(spans_of(base), requests)
        finally:
            phoenix.terminate()
            phoenix.wait(30)


def check(spans, requests):
    names = {each["context"]["span_id"]: each["name"] for each in spans}
    ours = [each for each in spans if each["name"].startswith("process ")]
    assert len(ours) == 3 * requests, f"{len(ours)} spans for {requests} requests"
    for each in ours:
        attributes, above = each["attributes"], names[each["parent_id"]]
        assert each["name"] == f"process {attributes['code.function.name']}"
        if each["name"].endswith(".note"):
            assert above.endswith(".reserve"), above
            assert attributes["django.signal.count"] == 6
        else:
            assert above == "GET /place/", above
    print(f"Phoenix gave back {len(ours)} spans of receiver calls of {requests} requests.")  # noqa: T201 - a command talks


def spans_of(base):
    try:
        with urllib.request.urlopen(base + SPANS, timeout=10) as answer:
            return json.load(answer)["data"]
    except urllib.error.HTTPError as error:
        # Its first project is there from the first span on.
        return [] if error.code == 404 else None
    except OSError:
        return None


def wait_for(condition, seconds):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"nothing for {seconds} seconds"
        time.sleep(0.5)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


if __name__ == "__main__":
    main(sys.argv[1])
