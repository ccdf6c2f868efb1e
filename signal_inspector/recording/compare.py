"""What one recording did otherwise than another one, by signal, sender and receiver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from .recording import Recording
from .records import Connection

Kind = Literal["added", "removed", "more", "fewer", "slower", "faster", "same"]
KINDS: tuple[Kind, ...] = get_args(Kind)

LEAST_NS = 1_000_000
"""Own time must differ by this much to count as slower or faster: less is chance."""

LEAST_FACTOR = 1.5
"""And so many times over."""


@dataclass(slots=True)
class Sums:
    """Calls of one receiver for one channel. Times are nanoseconds."""

    count: int = 0
    self_ns: int = 0
    queries: int = 0
    errors: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """What became of the calls of a receiver; ``connection`` is as in the later of the two."""

    kind: Kind
    signal: str
    sender: str
    connection: Connection
    before: Sums
    after: Sums

    @property
    def receiver(self) -> str:
        """Dotted name of the receiver."""
        return self.connection.receiver

    @property
    def self_ns(self) -> int:
        """Own time that came on top; below 0 for less."""
        return self.after.self_ns - self.before.self_ns


_Key = tuple[str, str, str]


def compare(before: Recording, after: Recording) -> list[Change]:
    """Return a change for each receiver of a channel that either recording called.

    In the order of ``KINDS``, then those that differ most in own time. Calls that were not reached
    are none.
    """
    old, new = _sums(before), _sums(after)
    changes = []
    for key in {**new, **old}:
        connection, _ = new.get(key) or old[key]
        sums = [each[key][1] if key in each else Sums() for each in (old, new)]
        changes.append(Change(_kind(*sums), key[0], key[1], connection, *sums))
    return sorted(
        changes,
        key=lambda each: (KINDS.index(each.kind), -abs(each.self_ns), each.signal, each.receiver),
    )


def _sums(recording: Recording) -> dict[_Key, tuple[Connection, Sums]]:
    found: dict[_Key, tuple[Connection, Sums]] = {}
    for call in recording.receiver_calls:
        if call.outcome == "not reached":
            continue
        key = (call.dispatch.signal, call.dispatch.sender, call.receiver)
        _, sums = found.setdefault(key, (call.connection, Sums()))
        sums.count += 1
        sums.self_ns += call.self_ns
        sums.queries += call.effects.query_count
        sums.errors += call.error is not None
    return found


def _kind(before: Sums, after: Sums) -> Kind:
    if not before.count:
        return "added"
    if not after.count:
        return "removed"
    if before.count != after.count:
        return "more" if after.count > before.count else "fewer"
    less, much = sorted((before.self_ns, after.self_ns))
    if much - less < LEAST_NS or much < LEAST_FACTOR * less:
        return "same"
    return "slower" if after.self_ns > before.self_ns else "faster"
