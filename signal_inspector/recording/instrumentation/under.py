"""A dispatch of the general shape while it is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_inspector.recording.clock import Clock
from signal_inspector.recording.strands import COUNTED, Plan, Strand

from .connections import connection_of

if TYPE_CHECKING:
    from django.dispatch import Signal

    from signal_inspector.entries import Entry
    from signal_inspector.recording.records import Connection


class Under:
    """A dispatch under way: ``caller`` is the strand that was current when it began.

    ``connected`` are the connections for its sender of which no receiver has been called yet,
    ``planned`` the receivers that the method is going to call, as far as is known. ``latest`` is
    the connection that was called last, at ``place`` in the buffer. ``counting``: the recording was
    full when it began, so only numbers are kept. ``tentative``: it is to be counted only, unless
    something happens in it.
    """

    __slots__ = (
        "began", "caller", "calling", "calls", "connected", "counting", "failed", "latest", "place",
        "plan", "planned", "sender", "signal", "start", "strand", "tentative",
    )  # fmt: skip

    def __init__(
        self, caller: Strand, strand: Strand, plan: Plan, signal: Signal, sender: Any
    ) -> None:
        self.caller = caller
        self.strand = strand
        self.plan = plan
        self.signal = signal
        self.sender = sender
        self.start = len(strand.buf)
        self.began = Clock.now()
        self.connected: list[Entry] = []
        self.planned: list[Any] = []
        self.calls = 0
        self.counting = plan.full
        self.tentative = plan.mode == COUNTED
        self.calling = self.failed = False
        self.latest: Connection | None = None
        self.place = 0

    def move_to(self, strand: Strand) -> None:
        """Go on in a strand of its own."""
        self.strand = strand
        self.start = len(strand.buf)

    def connection_of(self, receiver: Any) -> Connection:
        """The connection that this call of a receiver stands for."""
        self.planned[:] = _without_first(self.planned, receiver)
        return connection_of(receiver, self.connected, self.sender)


def _without_first(receivers: list[Any], receiver: Any) -> list[Any]:
    for place, each in enumerate(receivers):
        if each is receiver:
            return receivers[:place] + receivers[place + 1 :]
    return receivers
