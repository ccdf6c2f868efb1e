"""What ``benchmarks.graph`` measures: ``python3 -m benchmarks.graph_steps FOLDER APPS`` as JSON."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import TypeVar

from signal_inspector.renderers import dot, image, json as json_renderer, text
from signal_inspector.renderers.plan import plan
from signal_inspector.renderers.style import Style
from signal_inspector.wiring.graph import build_graph
from signal_inspector.wiring.nodes import SignalGraph

from . import site
from .synthetic import label

Result = TypeVar("Result")


@dataclass(frozen=True)
class Steps:
    """Milliseconds of processor time. ``svg_ms`` None: there is no program to draw with.

    ``our_share`` is in percent of what the program takes.
    """

    wiring_ms: float = 0
    texts_ms: dict[str, float] = field(default_factory=dict)
    peak_mb: float = 0
    svg_ms: float | None = None
    strategy: str = ""
    longer_side: float = 0
    our_share: float = 0


def project(folder: str, apps: int) -> Steps:
    """Set up the project in a folder, and measure all steps on its wiring."""
    sys.path.insert(0, folder)
    labels = [label(number) for number in range(apps)]
    site.configure(INSTALLED_APPS=["signal_inspector", *labels])
    graph, wiring = timed(build_graph)
    texts = {
        "DOT": lambda: dot_of(graph),
        "JSON": lambda: json_renderer.render(graph),
        "text": lambda: text.render(graph),
    }
    texts_ms = {name: timed(render)[1] for name, render in texts.items()}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return replace(drawn(graph), wiring_ms=wiring, texts_ms=texts_ms, peak_mb=peak)


def dot_of(graph: SignalGraph) -> str:
    parts = plan(graph, Style())
    return dot.render(parts.graph, parts.style, parts.packing)


def drawn(graph: SignalGraph) -> Steps:
    """Draw a graph as ``signalgraph`` would, and measure that."""
    if next(image.programs("svg"), None) is None:
        return Steps()
    before = theirs_ms()

    def draw() -> tuple[str, str]:
        parts = plan(graph, Style())
        return parts.strategy, image.drawing(parts.graph, parts.style, parts.packing)

    (strategy, drawing), ours = timed(draw)
    theirs = theirs_ms() - before
    _, _, width, height = map(float, drawing.partition('viewBox="')[2].partition('"')[0].split())
    return Steps(
        svg_ms=ours + theirs,
        strategy=strategy,
        longer_side=max(width, height) / min(width, height),
        our_share=100 * ours / theirs,
    )


def theirs_ms() -> float:
    times = os.times()
    return 1000 * (times.children_user + times.children_system)


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    began = time.process_time()
    result = work()
    return result, 1000 * (time.process_time() - began)


if __name__ == "__main__":
    print(json.dumps(asdict(project(sys.argv[1], int(sys.argv[2])))))
