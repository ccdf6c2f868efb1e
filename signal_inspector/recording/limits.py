"""How many dispatches a recording details, and when it stops to."""

from __future__ import annotations

import sys

from signal_inspector import conf

from .strands import COUNTED, DETAILED, TIMED, Plan, Strand

LEAST_PER_DISPATCH = 2
"""No dispatch takes less room in a buffer before the next one begins: its plan and its start."""

EFFECTS_PER_DISPATCH = 5
"""Facts about effects that are kept, for each dispatch of the limit."""


class Limits:
    """Counts the dispatches in the buffers from time to time.

    ``room`` is how many entries a buffer can take until it has to be asked again. Half of what is
    left goes to the buffers, half to awaited dispatches and other threads, each of which has a
    buffer of its own. ``dispatches`` are those that were counted so far.
    """

    def __init__(self, options: conf.Settings) -> None:
        self._limits = (options.detail_limit, options.dispatch_limit)
        self._plainest = DETAILED if options.sites or options.arguments else TIMED
        self.dispatches = 0
        self._strands: list[tuple[Strand, int]] = []
        self._strands_left = 0
        self.mode = TIMED
        self.full = False
        self.room = 0
        self._apply()

    def add(self, strand: Strand) -> None:
        """Count this buffer as well from now on."""
        strand.limit = self.room
        self._strands.append((strand, 0))

    def let_go(self) -> None:
        """Hold no strand any more."""
        self._strands = []

    def expect_strand(self) -> bool:
        """Another strand begins; whether it is time to take stock."""
        self._strands_left -= 1
        return self._strands_left < 0

    def take_stock(self) -> None:
        """Count the dispatches so far."""
        still: list[tuple[Strand, int]] = []
        for strand, seen in self._strands:
            length = len(strand.buf)
            self.dispatches += list(map(type, strand.buf[seen:length])).count(Plan)
            if not strand.stop:
                still.append((strand, length))
        self._strands = still
        self._apply()
        for strand, length in still:
            strand.limit = length + self.room

    def _apply(self) -> None:
        details, dispatches = self._limits
        self.full = self.full or self.dispatches >= dispatches
        self.mode = COUNTED if self.full else self._plainest
        if self.dispatches >= details and self.mode == DETAILED:
            self.mode = TIMED
        ahead = [limit for limit in self._limits if limit > self.dispatches]
        half = (min(ahead) - self.dispatches if ahead else sys.maxsize) // 2
        self.room = LEAST_PER_DISPATCH * max(1, half)
        self._strands_left = half
