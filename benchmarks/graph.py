"""Measure what ``signalgraph`` costs on large projects: ``python3 -m benchmarks.graph``.

Times are processor times. The project of 5,000 receivers is written to a temporary folder and read
in a process of its own, so that the peak of memory is that of the command alone.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import graph_steps, output, shapes, site
from .graph_steps import Steps
from .synthetic import Size, write
from .table import Row

# A layout that takes longer than this dominates all else.
_LONG_MS = 2000


def rows(size: Size) -> Iterator[Row]:
    yield from project_rows(size)
    site.configure()
    for title, shape in shapes.SHAPES.items():
        yield from shape_rows(title, graph_steps.drawn(shape()))


def project_rows(size: Size) -> Iterator[Row]:
    """Write the project, and measure in a new process; yield a row for each number."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), size)
        arguments = [sys.executable, "-m", "benchmarks.graph_steps", folder, str(size.apps)]
        done = subprocess.run(arguments, capture_output=True, check=True)
    steps = Steps(**json.loads(done.stdout))
    title = f"{size.connections:,} receivers"
    yield Row(f"{title}: reading the wiring", steps.wiring_ms, "ms", goal=1000)
    for name, spent in steps.texts_ms.items():
        yield Row(f"{title}: {name}", spent, "ms", goal=1000)
    yield Row(f"{title}: most memory of the process", steps.peak_mb, "MB", goal=150)
    yield from shape_rows(title, steps, goal_ms=3000)


def shape_rows(title: str, steps: Steps, goal_ms: float | None = 3000) -> Iterator[Row]:
    if steps.svg_ms is None:
        yield Row(f"{title}: no program of Graphviz", 0, "ms")
        return
    how = f"{title}: SVG, {steps.strategy}"
    yield Row(how, steps.svg_ms, "ms", goal=goal_ms)
    if steps.strategy == "packed":
        yield Row("... longer side by shorter side", steps.longer_side, goal=2)
    # Where little takes the program long, there is no goal: it is as quick as what is read of it.
    dominates = steps.strategy != "packed" and steps.svg_ms > _LONG_MS
    yield Row("... our share beside the program's", steps.our_share, "%", 5 if dominates else None)


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m benchmarks.graph", description=__doc__)
    for name, default in (("apps", 50), ("models", 20), ("receivers", 100)):
        about = "of the project" if name == "apps" else "of each app"
        parser.add_argument(f"--{name}", type=int, default=default, help=f"{about}: {default}")
    output.add_options(parser)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    size = Size(options.apps, options.models, options.receivers)
    return output.show(rows(size), options, rounds=1)


if __name__ == "__main__":
    sys.exit(main())
