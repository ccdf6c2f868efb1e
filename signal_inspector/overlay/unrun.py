"""Why did my receiver not run? Receivers of the signals of a recording that were not called.

Nothing is claimed of dispatches that were only counted: their receivers are not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal, get_args

from signal_inspector.overlay.kinship import kinship
from signal_inspector.overlay.sent import Sent
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import BulkWrite
from signal_inspector.wiring.connections import Connection

Reason = Literal[
    "not reached",
    "bypassed",
    "disconnected",
    "died",
    "sender gone",
    "unresolved",
    "proxy",
    "parent",
    "abstract",
    "connected later",
    "other sender",
]
REASONS: tuple[Reason, ...] = get_args(Reason)


@dataclass(frozen=True, slots=True)
class Unrun:
    """A receiver that was not called.

    ``signal`` is empty for rows written without signals; ``senders`` are those that it is connected
    for, none for any; ``sent`` are those that the signal was sent for instead; ``count`` is how
    often it was missed, in dispatches or rows; ``because`` is what kept it from running: the
    receiver that failed before it, or the method that wrote the rows.
    """

    reason: Reason
    receiver: str
    signal: str
    senders: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    count: int = 0
    because: str = ""
    is_weak: bool = False
    path: str = ""
    line: int = 0


def unrun(recording: Recording, connections: Iterable[Connection]) -> list[Unrun]:
    """Return the receivers that did not run, the surprising reasons first (see ``REASONS``).

    ``connections`` are those of the recording's signals as they are now. Of a receiver that ran for
    another sender it is not told that it did not run for each of the rest.
    """
    sent = Sent(recording)
    everything = list(connections)
    places = {each.receiver: (each.path, each.line) for each in everything}
    told = chain(_not_reached(recording), _bypassed(recording, places), _disconnected(sent))
    living = _merged(_of_connections(everything, sent))
    return sorted(
        [
            *_merged(told),
            *(replace(each, count=sent.count(each.signal, each.sent)) for each in living),
        ],
        key=lambda each: (REASONS.index(each.reason), each.signal, each.receiver),
    )


def _not_reached(recording: Recording) -> Iterator[Unrun]:
    for dispatch in recording.dispatches:
        failed = [call.receiver for call in dispatch.receiver_calls if call.error]
        for call in dispatch.receiver_calls:
            if call.outcome == "not reached":
                own = call.connection
                yield Unrun(
                    "not reached",
                    call.receiver,
                    dispatch.signal,
                    () if own.sender is None else (own.sender,),
                    (dispatch.sender,),
                    1,
                    failed[-1] if failed else "",
                    path=own.path,
                    line=own.line,
                )


def _bypassed(recording: Recording, places: dict[str, tuple[str, int]]) -> Iterator[Unrun]:
    effects = [recording.effects, *(call.effects for call in recording.receiver_calls)]
    for write in (write for each in effects for write in each.bulk_writes):
        yield from (_passed_by(name, write, places) for name in dict.fromkeys(write.bypassed))


def _passed_by(receiver: str, write: BulkWrite, places: dict[str, tuple[str, int]]) -> Unrun:
    path, line = places.get(receiver, ("", 0))
    return Unrun(
        "bypassed",
        receiver,
        "",
        sent=(write.model,),
        count=write.rows or 0,
        because=write.method,
        path=path,
        line=line,
    )


def _disconnected(sent: Sent) -> Iterator[Unrun]:
    """Yield the receivers that were called for a channel, and no more from some dispatch on."""
    for dispatches in sent.dispatches.values():
        last = {
            call.connection: (number, dispatch)
            for number, dispatch in enumerate(dispatches)
            for call in dispatch.receiver_calls
        }
        names = {call.receiver for call in dispatches[-1].receiver_calls}
        for connection, (number, dispatch) in last.items():
            if number + 1 < len(dispatches) and connection.receiver not in names:
                yield Unrun(
                    "disconnected",
                    connection.receiver,
                    dispatch.signal,
                    () if connection.sender is None else (connection.sender,),
                    (dispatch.sender,),
                    len(dispatches) - number - 1,
                    is_weak=connection.weak,
                    path=connection.path,
                    line=connection.line,
                )


def _of_connections(connections: Iterable[Connection], sent: Sent) -> Iterator[Unrun]:
    for each in connections:
        signal, _, _ = each.signal.partition("~")  # the registry numbers signals of one name
        if signal not in sent.senders:
            continue
        reason, missed = _reason(each, signal, sent)
        if reason is not None:
            yield Unrun(
                reason,
                each.receiver,
                signal,
                () if each.sender.kind == "any" else (each.sender.name,),
                tuple(sorted(missed)),
                is_weak=each.is_weak,
                path=each.path,
                line=each.line,
            )


def _reason(each: Connection, signal: str, sent: Sent) -> tuple[Reason | None, list[str]]:
    """Return why a connection was not used, None if it was, and the senders that it missed."""
    kind, name, receiver = each.sender.kind, each.sender.name, each.receiver
    senders = list(sent.senders[signal])
    if not each.is_alive:
        return "died", []
    if kind in ("dead", "unknown"):
        return "sender gone", []
    if kind == "unresolved":
        return "unresolved", []
    if kind == "any" or (name in senders and not _is_ambiguous(name)):
        missed = sent.missed(signal, receiver, senders if kind == "any" else [name])
        return ("connected later" if missed else None), missed
    related = [sender for sender in senders if kinship(name, sender)]
    if missed := sent.missed(signal, receiver, related):
        return kinship(name, missed[0]), missed
    return (None if sent.has_run(signal, receiver) else "other sender"), senders


def _is_ambiguous(sender: str) -> bool:
    """Whether several senders may have this name: ``<shop.models.Basket object>``."""
    return sender.startswith("<")


def _merged(found: Iterable[Unrun]) -> list[Unrun]:
    """Return one for each reason, receiver, signal and cause, with all senders."""
    merged: dict[tuple[str, ...], Unrun] = {}
    for each in found:
        key = (each.reason, each.receiver, each.signal, each.because)
        before = merged.get(key)
        merged[key] = each if before is None else _joined(before, each)
    return list(merged.values())


def _joined(one: Unrun, other: Unrun) -> Unrun:
    return replace(
        one,
        senders=tuple(sorted({*one.senders, *other.senders})),
        sent=tuple(sorted({*one.sent, *other.sent})),
        count=one.count + other.count,
    )
