"""A server, and many clients that ask it at once."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import count
from typing import Any

from tests.load.soak import MB, MOST_GROWTH

SERVERS = {
    "runserver": ("django", "runserver", "--noreload", "127.0.0.1:{}"),
    "gunicorn": ("gunicorn", "tests.load.wsgi", "--threads=16", "--bind=127.0.0.1:{}"),
    "uvicorn": ("uvicorn", "tests.load.asgi:application", "--log-level=error", "--port={}"),
}
CLIENTS = 50
LONGEST_START_S = 60


def load(server: str, seconds: float) -> bool:
    """Print what a server's recordings of so many seconds are like; whether all is well."""
    numbers = count()
    with _served(server) as port, ThreadPoolExecutor(CLIENTS) as pool:

        def ask_for(time_s: float) -> int:
            until = time.monotonic() + time_s
            return sum(pool.map(lambda _: _ask(port, numbers, until), range(CLIENTS)))

        answered = ask_for(seconds / 3)
        before = _verdict(port)["resident"]
        answered += ask_for(seconds * 2 / 3)
        found = _verdict(port)
    growth = found["resident"] - before
    print(
        f"{server}: {answered} requests of {CLIENTS} clients in {seconds:g} s,"
        f" {found['recordings']} recordings, {found['dispatches']} dispatches,"
        f" {found['wrong']} wrong."
    )
    print(f"Memory: {before / MB:.1f} MB after a third of the time, then {growth / MB:+.1f} MB.")
    for each in found["told"]:
        print(each)
    return found["recordings"] == answered and not found["wrong"] and growth < MOST_GROWTH


def _ask(port: int, numbers: Iterator[int], until: float) -> int:
    """Ask until a time; return how many answers there were."""
    answered = 0
    while time.monotonic() < until:
        number = next(numbers)
        prefix = "a" * (number % 2)
        _get(port, f"/{prefix}place/{number}/{number % 9 + 1}/")
        answered += 1
    return answered


def _get(port: int, path: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        content = response.read()
    finally:
        connection.close()
    if response.status != 200:
        raise RuntimeError(f"{path} was answered with {response.status}.")
    return content


def _verdict(port: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_get(port, "/verdict/"))
    return found


@contextmanager
def _served(server: str) -> Iterator[int]:
    """Start a server; yield its port once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", *(word.format(port) for word in SERVERS[server])],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.load.settings"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + LONGEST_START_S
        while True:
            try:
                _verdict(port)
                break
            except OSError as error:
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"{server} does not answer.") from error
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(30)
