"""The merged cascade: one line for all equal paths."""

from __future__ import annotations

from collections.abc import Iterator

from signal_inspector.recording import paths
from signal_inspector.recording.recording import Recording

from .look import Look


def lines(recording: Recording, look: Look) -> Iterator[str]:
    """A line for each node, below it what it led to, in the order of the first start."""
    stack = [("", node, more) for node, more in _reversed(paths.merge(recording))]
    while stack:
        stem, node, more = stack.pop()
        yield stem + (look.glyphs.branch if more else look.glyphs.last) + look.merged(node)
        stem += look.glyphs.line if more else " " * len(look.glyphs.line)
        stack += [(stem, inner, later) for inner, later in _reversed(node.inner)]


def _reversed(nodes: list[paths.Merged]) -> list[tuple[paths.Merged, bool]]:
    """Last first, each with whether another one follows it."""
    return [(node, place > 0) for place, node in enumerate(reversed(nodes))]
