"""Measure what the panel costs: ``python3 -m benchmarks.panel``.

What is stored and opened are recordings of 10,000 dispatches in several shapes. Times on the server
are processor times, medians of rounds. Times in Chromium are those of the round that was done the
soonest: the clock goes on while a busy machine does something else.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from signal_inspector.recording.recording import Recording

from . import chromium, output, recorded, site
from .measure import added_us, cpu_ns, median_ns, pairs
from .table import Row

DISPATCHES = 10_000
ID = "SignalInspectorPanel"
PAGES = 10
"""Requests in each measurement of a round."""

OFF = f"djdt{ID}=off"
"""The cookie of the toolbar that switches the panel off."""


def configure() -> None:
    """Set Django up as the project of the benchmark, with the toolbar and the panel alone in it."""
    site.configure(
        DEBUG=True,
        INSTALLED_APPS=["django.contrib.staticfiles", "debug_toolbar", "signal_inspector"],
        MIDDLEWARE=["debug_toolbar.middleware.DebugToolbarMiddleware"],
        TEMPLATES=[
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
        ],
        SECRET_KEY="of a benchmark",
        STATIC_URL="static/",
        DEBUG_TOOLBAR_PANELS=[f"signal_inspector.panels.{ID}"],
        DEBUG_TOOLBAR_CONFIG={"SHOW_TOOLBAR_CALLBACK": lambda _request: True},
    )


def page_rows(rounds: int) -> Iterator[Row]:
    """A page that saves rows, with the panel and without, the toolbar being there in both."""
    from .models import Saved

    def pages(cookie: str) -> int:
        return cpu_ns(lambda: [get("/few", cookie) for _ in range(PAGES)])

    with site.tables(), site.connected(Saved, "pre_save", "post_save"):
        get = site.client()
        measured = pairs(lambda: pages(OFF), lambda: pages(""), rounds)
    added_ms = added_us(measured) / 1000 / PAGES
    yield Row(f"a page with {2 * site.FEW_ROWS} dispatches: our code", added_ms, "ms", goal=2)


def stored_as(recording: Recording) -> dict[str, Any]:
    """Return what the toolbar's store keeps of a recording."""
    from signal_inspector.panels import stored

    return stored.pack(recording, stored.summary_of(recording, hidden=0, problems=0))


def server_rows(name: str, stats: dict[str, Any], rounds: int) -> Iterator[Row]:
    """A recording as it is stored, and rendered by the server. Worse than what is promised for is
    what has no goal.
    """
    title = f"{DISPATCHES:,} dispatches, {name}"
    if is_worse := name in recorded.WORSE:
        title += f", {stats['summary']['receiver_calls']:,} receiver calls"
    kilobytes = len(json.dumps(stats)) / 1000
    yield Row(f"{title}: stored", kilobytes, "kB", goal=None if is_worse else 200)
    keep(name, stats)
    get = site.client()
    url = f"/__debug__/render_panel/?request_id={name}&panel_id={ID}"
    server_ms = median_ns(lambda: cpu_ns(lambda: get(url)), rounds) / 1e6
    yield Row("... opened, on the server", server_ms, "ms", goal=None if is_worse else 300)


def keep(request_id: str, stats: dict[str, Any]) -> None:
    """Let the toolbar have this for what a request left."""
    from debug_toolbar.store import get_store

    get_store().save_panel(request_id, ID, stats)


def chromium_rows(shapes: dict[str, dict[str, Any]], rounds: int) -> Iterator[Row]:
    """What is stored of each shape, opened in Chromium; of the rounds the one done the soonest."""
    if reason := chromium.missing():
        yield Row(f"{reason}: nothing is opened there", 0, "ms")
        return
    with chromium.served() as address, chromium.browser() as browser:
        for name, stats in shapes.items():
            best = min(
                chromium.opening(browser, f"{address}/empty", partial(keep, stats=stats))
                for _ in range(rounds)
            )
            goal = None if name in recorded.WORSE else 1000
            yield Row(f"{name}, opened in Chromium", best.whole_ms, "ms", goal)
            yield Row("... until the answer was there", best.answer_ms, "ms")
            yield Row("... processor time of the page", best.thread_ms, "ms")
            yield Row("...... of our script", best.script_ms, "ms")
            yield Row("...... of styles and layout", best.layout_ms, "ms")


def rows(names: Sequence[str], rounds: int) -> Iterator[Row]:
    yield from page_rows(rounds)
    # Chromium comes last: where it is driven, Django lets nobody use the database.
    shapes = {name: stored_as(recorded.SHAPES[name](DISPATCHES)) for name in names}
    for name, stats in shapes.items():
        yield from server_rows(name, stats, rounds)
    yield from chromium_rows(shapes, rounds)


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m benchmarks.panel", description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="default: 10")
    parser.add_argument(
        "--shape",
        action="append",
        choices=recorded.SHAPES,
        help="only recordings of this shape; may be given more than once",
    )
    output.add_options(parser)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    configure()
    gc.collect()
    gc.freeze()  # else each collection looks through all of Django
    names = options.shape or list(recorded.SHAPES)
    return output.show(rows(names, options.rounds), options, options.rounds)


if __name__ == "__main__":
    sys.exit(main())
