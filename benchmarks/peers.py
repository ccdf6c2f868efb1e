"""What other tools cost in the same cases, each in a process of its own.

``python -m benchmarks.peers NAME ROUNDS`` prints the rows of one of them as JSON.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from . import site
from .dispatches import Chain
from .measure import cpu_ns, median_ns, pairs, ratio
from .table import Measure, Row
from .workloads import SAVES, saving


def sentry(rounds: int) -> list[Row]:
    """Measure signal spans, inside of transactions that go nowhere.

    Sentry's patches cannot be taken back, so all plain rounds come first.
    """
    import sentry_sdk
    from sentry_sdk.integrations.django import DjangoIntegration

    site.configure()
    one = Chain(1)

    def in_transaction() -> int:
        with sentry_sdk.start_transaction():
            return one.timed()

    with saving() as get:

        def request() -> int:
            return cpu_ns(lambda: get("/save"))

        plain = median_ns(one.timed, rounds), median_ns(request, rounds)
        sentry_sdk.init(
            dsn="http://key@127.0.0.1/1",
            integrations=[DjangoIntegration(signals_spans=True)],
            traces_sample_rate=1.0,
            transport=lambda _envelope: None,
        )
        other = median_ns(in_transaction, rounds), median_ns(request, rounds)
    return [
        Row(f"sentry-sdk {sentry_sdk.VERSION}: {title}", with_sentry / without)
        for title, with_sentry, without in zip(
            ("1 receiver, signal span", SAVES), other, plain, strict=True
        )
    ]


def toolbar(rounds: int) -> list[Row]:
    """Measure the SQL panel alone; the query string switches the toolbar on."""
    import debug_toolbar

    django_template = "django.template.backends.django.DjangoTemplates"
    site.configure(
        INSTALLED_APPS=["django.contrib.staticfiles", "debug_toolbar", "signal_inspector"],
        MIDDLEWARE=["debug_toolbar.middleware.DebugToolbarMiddleware"],
        TEMPLATES=[{"BACKEND": django_template, "APP_DIRS": True}],
        STATIC_URL="static/",
        DEBUG_TOOLBAR_PANELS=["debug_toolbar.panels.sql.SQLPanel"],
        DEBUG_TOOLBAR_CONFIG={
            "SHOW_TOOLBAR_CALLBACK": lambda request: request.META["QUERY_STRING"] == "toolbar",
        },
    )
    with saving() as get:
        if b"djDebug" not in get("/save?toolbar"):
            raise RuntimeError("The toolbar does not show itself.")
        measured = pairs(
            lambda: cpu_ns(lambda: get("/save")),
            lambda: cpu_ns(lambda: get("/save?toolbar")),
            rounds,
        )
    return [Row(f"toolbar {debug_toolbar.VERSION}, SQL panel: {SAVES}", ratio(measured))]


PEERS = {"sentry": ("sentry_sdk", sentry), "toolbar": ("debug_toolbar", toolbar)}


def started(name: str) -> Measure:
    """Return the case of a peer: no rows where it is not installed."""

    def measure(rounds: int) -> list[Row]:
        module, _ = PEERS[name]
        if importlib.util.find_spec(module) is None:
            return []
        command = [sys.executable, "-m", __name__, name, str(rounds)]
        done = subprocess.run(
            command, cwd=Path(__file__).parent.parent, stdout=subprocess.PIPE, check=True
        )
        return [Row(**row) for row in json.loads(done.stdout)]

    return measure


def cases() -> dict[str, Measure]:
    """Return each case by its name, in the order of the table."""
    return {name: started(name) for name in PEERS}


if __name__ == "__main__":
    _, measure = PEERS[sys.argv[1]]
    print(json.dumps([asdict(row) for row in measure(int(sys.argv[2]))]))
