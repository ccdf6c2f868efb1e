"""Each format of the same graphs, byte by byte, beside files that were looked at.

    REWRITE_GOLDEN=1 python -m pytest tests/renderers/test_golden.py

writes the files anew; look at what `git diff` says then.
"""

import functools
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import django
import pytest

from signal_inspector.gate.lock import dumps, lock_of
from signal_inspector.renderers import dot, json, links, markdown, mermaid, text
from signal_inspector.renderers.style import Style
from signal_inspector.wiring.collapse import collapse
from signal_inspector.wiring.nodes import Cascade, SignalGraph, Traffic
from tests.renderers.every_receiver import every_receiver
from tests.renderers.programs import find

GOLDEN = Path(__file__).parent / "golden"
TEMPLATE = "https://git.example.com/{path}#L{line}"


def with_links(graph: SignalGraph) -> Style:
    return Style(title="shop", links=links.links(graph, TEMPLATE, {}))


def as_json(graph: SignalGraph) -> str:
    """The document, with the versions that it tells replaced."""
    document = json.render(graph)
    for name, version in ("django", django.get_version()), ("python", platform.python_version()):
        document = document.replace(f'"{name}": "{version}"', f'"{name}": "..."')
    return document


FORMATS: dict[str, Callable[[SignalGraph], str]] = {
    "dot": lambda graph: dot.render(graph, with_links(graph)),
    "txt": text.render,
    "json": as_json,
    "mmd": lambda graph: mermaid.render(graph, with_links(graph)),
    "md": lambda graph: markdown.render(graph, with_links(graph)),
}
whole = functools.cache(every_receiver)


def observed() -> SignalGraph:
    """The graph with traffic on it: calls, errors, cascades with a cycle, what never ran."""
    graph = whole()
    first, *others = graph.connections
    traffic = Traffic(12, 3_400_000, 1, ("ValueError",))
    seen = replace(first, traffic=traffic, in_cycle=True)
    channel, *channels = graph.channels
    return replace(
        graph,
        channels=(replace(channel, traffic=Traffic(12, 5_000_000)), *channels),
        connections=(seen, *(replace(each, traffic=Traffic()) for each in others)),
        cascades=(Cascade(first.target, first.source, 12, in_cycle=True),),
    )


GRAPHS: dict[str, Callable[[], SignalGraph]] = {
    "every_receiver": whole,
    "observed": observed,
    "apps": lambda: collapse(whole(), to="app"),
}
CASES = [(name, suffix) for name in GRAPHS for suffix in FORMATS]
CASES.append(("every_receiver", "lock.json"))


def rendered(name: str, suffix: str) -> str:
    graph = GRAPHS[name]()
    return dumps(lock_of(graph)).decode() if suffix == "lock.json" else FORMATS[suffix](graph)


@pytest.mark.parametrize(("name", "suffix"), CASES)
def test_the_format_is_what_was_looked_at(name: str, suffix: str) -> None:
    file = GOLDEN / f"{name}.{suffix}"

    document = rendered(name, suffix)
    if os.environ.get("REWRITE_GOLDEN"):
        file.write_text(document, encoding="utf-8", newline="\n")

    assert document == file.read_text(encoding="utf-8")


def test_no_file_is_left_over() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {f"{n}.{suffix}" for n, suffix in CASES}


def test_the_fixture_leaves_nothing_connected() -> None:
    first = every_receiver()

    assert every_receiver() == first
    assert len(first.receivers) == 21


@pytest.mark.skipif(find("dot") is None, reason="no dot")
@pytest.mark.parametrize("name", GRAPHS)
def test_dot_accepts_what_was_looked_at(name: str) -> None:
    done = subprocess.run(
        [str(find("dot")), "-Tcanon", str(GOLDEN / f"{name}.dot")], capture_output=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_the_same_bytes_for_any_hash_seed(seed: str) -> None:
    script = """
import sys
import django
django.setup()
from tests.renderers.test_golden import CASES, rendered
for case in CASES:
    sys.stdout.buffer.write(rendered(*case).encode())
"""
    here = os.pathsep.join(entry for entry in sys.path if entry)
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONPATH": here, "PYTHONHASHSEED": seed},
        capture_output=True,
        check=False,
    )

    files = [GOLDEN / f"{name}.{suffix}" for name, suffix in CASES]
    assert done.stdout == b"".join(file.read_bytes() for file in files), done.stderr
