"""What a recording knows of who received what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import Dispatch


class Sent:
    """The dispatches of a recording by channel, those that were only counted too.

    ``senders`` maps each signal to its senders with the number of dispatches; ``dispatches`` maps
    signal and sender to the detailed ones, in start order.
    """

    def __init__(self, recording: Recording) -> None:
        self.senders: dict[str, Counter[str]] = {}
        self.dispatches: dict[tuple[str, str], list[Dispatch]] = {}
        self._unseen: set[tuple[str, str]] = set()
        for dispatch in recording.dispatches:
            if not dispatch.is_callback:
                key = (dispatch.signal, dispatch.sender)
                self.dispatches.setdefault(key, []).append(dispatch)
                self.senders.setdefault(dispatch.signal, Counter())[dispatch.sender] += 1
        for counted in recording.counted:
            self.senders.setdefault(counted.signal, Counter())[counted.sender] += counted.count
            if counted.reason != "no receivers":
                self._unseen.add((counted.signal, counted.sender))
        self._listed = {
            key: {call.receiver for each in found for call in each.receiver_calls}
            for key, found in self.dispatches.items()
        }

    def missed(self, signal: str, receiver: str, senders: Iterable[str]) -> list[str]:
        """Return those of the senders for which a receiver is known not to have been connected."""
        return [
            each
            for each in senders
            if (signal, each) not in self._unseen
            and receiver not in self._listed.get((signal, each), ())
        ]

    def has_run(self, signal: str, receiver: str) -> bool:
        """Whether a receiver was connected for any of the signal's senders."""
        return any(
            receiver in self._listed.get((signal, each), ()) for each in self.senders[signal]
        )

    def count(self, signal: str, senders: Iterable[str]) -> int:
        """Return the number of dispatches of a signal for these senders."""
        return sum(self.senders[signal][each] for each in senders)
