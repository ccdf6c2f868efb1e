"""What differs between the agreed wiring and that of the process."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from signal_inspector.diagnosis.problem import Problem
from signal_inspector.gate.edges import edges_of
from signal_inspector.gate.lock import Lock, LockedChannel, dumps, lock_of
from signal_inspector.wiring.nodes import SignalGraph
from signal_inspector.wording import channel as channel_name, one_line

ADDED = "lock-added"
REMOVED = "lock-removed"
REORDERED = "lock-reordered"
WIDENED = "lock-widened"
FORM = "lock-form"

_ACCEPT = "If it is meant to be so, write the lock file anew by --write-baseline."

# Signal, sender or None for ANY, receiver, whether it is async.
_Key = tuple[str, str | None, str, bool]
_Places = Mapping[str, tuple[str, int]]


@dataclass(slots=True)
class _Changes:
    """Connections by key, and how often each is there: what came, and what went."""

    came: Counter[_Key] = field(default_factory=Counter)
    went: Counter[_Key] = field(default_factory=Counter)


def compare(locked: Lock, graph: SignalGraph, content: bytes, name: str) -> list[Problem]:
    """Return the differences of the process from a lock file, whose content and name are given.

    ``graph`` is to be the part of the wiring that the lock file is about. A receiver that was
    connected for some senders and now is for ANY is one difference, and so is a channel whose
    receivers changed places.
    """
    current = lock_of(graph)
    places = {
        edge.receiver.name: (edge.receiver.file, edge.receiver.line) for edge in edges_of(graph)
    }
    before, after = _counted(locked), _counted(current)
    changes = _Changes(after - before, before - after)
    return [
        *_widened(changes, places),
        *_added(changes, places),
        *_removed(changes, name),
        *_reordered(locked, current, places),
        *_misformed(locked, content, name),
    ]


def _counted(lock: Lock) -> Counter[_Key]:
    return Counter(
        (each.signal, each.sender, receiver, is_async)
        for each in lock.channels
        for is_async, called in ((False, each.receivers), (True, each.async_receivers))
        for receiver in called
    )


def _widened(changes: _Changes, places: _Places) -> Iterator[Problem]:
    """Yield what is now for ANY sender, and take it out of the changes."""
    narrowed: dict[tuple[str, str, bool], list[_Key]] = {}
    for other in sorted(changes.went, key=_order):
        if other[1] is not None:
            narrowed.setdefault((other[0], other[2], other[3]), []).append(other)
    for key in sorted((key for key in changes.came if key[1] is None), key=_order):
        signal, _, receiver, is_async = key
        narrow = narrowed.get((signal, receiver, is_async))
        if not narrow:
            continue
        for other in narrow:
            del changes.went[other]
        changes.came[key] -= 1
        senders = ", ".join(str(other[1]) for other in narrow)
        yield Problem(
            WIDENED,
            "error",
            one_line(
                f"{receiver} receives {channel_name(signal, 'ANY')}, no longer of {senders} only."
            ),
            f"Connect it with a sender. {_ACCEPT}",
            path=places[receiver][0],
            line=places[receiver][1],
        )


def _added(changes: _Changes, places: _Places) -> Iterator[Problem]:
    for key in sorted(+changes.came, key=_order):
        file, line = places[key[2]]
        yield Problem(
            ADDED,
            "error",
            f"{_called(key)} receives {channel_name(key[0], key[1] or 'ANY')}; "
            "the lock file has no such connection.",
            _ACCEPT,
            path=file,
            line=line,
            count=changes.came[key],
        )


def _removed(changes: _Changes, name: str) -> Iterator[Problem]:
    for key in sorted(changes.went, key=_order):
        yield Problem(
            REMOVED,
            "error",
            one_line(f"{_called(key)} no longer receives {channel_name(key[0], key[1] or 'ANY')}."),
            f"Look for the connect() that is gone, or that did not run here. {_ACCEPT}",
            path=name,
            count=changes.went[key],
        )


def _reordered(locked: Lock, current: Lock, places: _Places) -> Iterator[Problem]:
    before = {each.key: each for each in locked.channels}
    for after in current.channels:
        old = before.get(after.key)
        if old is None:
            continue
        was, now = _common(old, after), _common(after, old)
        if was != now:
            file, line = places[now[0]]
            yield Problem(
                REORDERED,
                "error",
                f"The receivers of {channel_name(after.signal, after.sender or 'ANY')} run in "
                f"another order: {', '.join(now)}; it was {', '.join(was)}.",
                f"The order is that of the connect() calls. {_ACCEPT}",
                path=file,
                line=line,
            )


def _common(one: LockedChannel, other: LockedChannel) -> list[str]:
    """Return the receivers of one, in its order, that the other has too, each once."""
    return [each for each in dict.fromkeys(one.receivers) if each in other.receivers]


def _misformed(locked: Lock, content: bytes, name: str) -> Iterator[Problem]:
    """Yield a problem unless the file is as it would be written; line ends do not count."""
    if content.replace(b"\r\n", b"\n") != dumps(locked):
        yield Problem(
            FORM,
            "error",
            f"{name} is not as --write-baseline writes it: it was sorted or edited by hand.",
            "Write it anew by --write-baseline.",
            path=name,
        )


def _order(key: _Key) -> tuple[str, bool, str, str, bool]:
    signal, sender, receiver, is_async = key
    return signal, sender is not None, sender or "", receiver, is_async


def _called(key: _Key) -> str:
    return f"{key[2]} (async)" if key[3] else key[2]
