"""The timeline: stretches of a recording, in hundredths of its length, as SVG takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from signal_inspector.recording.records import ReceiverCall

MOST = 40
"""Stretches of one line that can be told apart; where there are more, one stands for all."""

LEAST_WIDTH = 0.4
"""About a pixel, so that a short call can be seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch; ``own`` is time that a receiver spent itself and not in what it sent."""

    x: str
    width: str
    own: bool = False


def of_spans(spans: Sequence[tuple[int, int]], total_ns: int) -> tuple[Bar, ...]:
    """Return the bars of stretches that begin in order: ``(start_ns, duration_ns)``."""
    if len(spans) > MOST:
        start = spans[0][0]
        spans = [(start, spans[-1][0] + spans[-1][1] - start)]
    return tuple(_bar(start, length, total_ns, own=False) for start, length in spans)


def of_call(call: ReceiverCall, total_ns: int) -> tuple[Bar, ...]:
    """Return the bar of a receiver call, and over it those of the time that was its own."""
    whole = of_spans([(call.start_ns, call.duration_ns)], total_ns)
    if len(call.dispatches) > MOST:
        return whole
    return (*whole, *(_bar(*span, total_ns, own=True) for span in _own_spans(call)))


def _own_spans(call: ReceiverCall) -> list[tuple[int, int]]:
    """Return the stretches of a call between the dispatches that it sent."""
    found, start = [], call.start_ns
    for each in call.dispatches:
        if each.start_ns > start:
            found.append((start, each.start_ns - start))
        start = max(start, each.start_ns + each.duration_ns)
    end = call.start_ns + call.duration_ns
    return [*found, (start, end - start)] if end > start else found


def _bar(start: int, length: int, total_ns: int, *, own: bool) -> Bar:
    scale = 100 / max(total_ns, 1)
    width = min(max(length * scale, LEAST_WIDTH), 100)
    return Bar(f"{min(max(start * scale, 0), 100 - width):.2f}", f"{width:.2f}", own)
