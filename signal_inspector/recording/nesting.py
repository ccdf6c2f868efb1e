"""Recordings within others: what is sent inside of one is in those around it as well.

The outer one holds the strands of the inner one, in their place. Its limits count them when the
inner one is closed; once it is full, it takes the counts of those that close and lets go of them.
"""

from __future__ import annotations

from threading import get_ident
from typing import TYPE_CHECKING

from .replay import counted_dispatch

if TYPE_CHECKING:
    from .recorder import Recorder
    from .strands import Strand


def around(recorder: Recorder) -> Strand | None:
    """The strand around this recording of the innermost one that is still open."""
    outer = recorder.outer
    while outer is not None and outer.recorder.closed:
        outer = outer.outer
    return outer


def take_in(outer: Recorder, inner: Recorder, effects: int) -> None:
    """Let ``outer`` keep what ``inner``, which is closed, has written, ``effects`` facts about
    effects among it; or its counts alone, where there is no room, or no more than counts.
    """
    room = not outer.full and (outer.effects_left > 0 or not outer.options.effects)
    outer.count_inner(inner.written(), effects)
    if room and any(strand.buf for strand in inner.strands()):
        return
    recording = inner.recording
    rows = [row for dispatch in recording.dispatches for row in counted_dispatch(dispatch)]
    outer.keep_counts([*recording.counted, *rows])
    strand = inner.outer
    assert strand is not None  # there is a recording around
    strand.recorder.inner.remove(inner)
    if strand.ident == get_ident() and strand.buf and strand.buf[-1] is inner.root:
        strand.buf.pop()
    inner.let_go(around(inner))
