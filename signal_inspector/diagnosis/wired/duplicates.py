"""Rules about code that runs more than once for one dispatch."""

from __future__ import annotations

from signal_inspector.diagnosis.problem import Problem, grouped
from signal_inspector.diagnosis.rules import CONNECTED_TWICE, IMPORTED_TWICE, SENDER_AND_ANY
from signal_inspector.diagnosis.wired.reading import Wiring
from signal_inspector.diagnosis.wired.wording import at, channel, listed, name, of_connection
from signal_inspector.wiring.connections import Connection


def connected_twice(wiring: Wiring) -> list[Problem]:
    """One receiver, connected to one channel under several ``dispatch_uid``."""
    found = []
    for same in grouped(wiring.own, lambda each: (each.signal, each.sender_key, each.receiver_key)):
        if len(same) < 2:
            continue
        uids = listed(repr(each.dispatch_uid) if each.dispatch_uid else "none" for each in same)
        sentence = (
            f"{name(same[0])} is connected {len(same)} times to {channel(same[0])}, and runs as"
            f" often: the dispatch_uids are {uids}."
        )
        fix = f"Connect it once{_places(same)}, or always with the same dispatch_uid."
        found.append(of_connection(CONNECTED_TWICE, sentence, fix, same[0]))
    return found


def imported_twice(wiring: Wiring) -> list[Problem]:
    """One function, connected to one channel by a module under each of its names."""
    found = []
    plain = (each for each in wiring.own if each.line and "<" not in each.receiver)
    for same in grouped(
        plain,
        lambda each: (
            each.signal,
            each.sender_key,
            each.path or each.file,
            each.line,
            each.receiver.rpartition(".")[2],
        ),
    ):
        modules = sorted({each.module for each in same})
        if len(modules) < 2:
            continue
        sentence = (
            f"{name(same[0])} runs {len(same)} times for {channel(same[0])}: {same[0].file} was"
            f" imported as {listed(map(repr, modules))}."
        )
        fix = f"Import it everywhere as {max(modules, key=len)!r}."
        found.append(of_connection(IMPORTED_TWICE, sentence, fix, same[0]))
    return found


def sender_and_any(wiring: Wiring) -> list[Problem]:
    """Receivers connected for a sender and for ANY: they run twice for that sender."""
    found = []
    for same in grouped(wiring.own, lambda each: (each.signal, each.receiver_key)):
        senders = [each for each in same if each.sender.kind != "any"]
        if senders and len(senders) < len(same):
            told = listed(each.sender.name for each in senders)
            signal = channel(senders[0]).partition(" ")[0]
            sentence = (
                f"{name(same[0])} is connected to {signal} for {told} and for ANY sender, and runs"
                " twice."
            )
            fix = f"Keep one of the two connections{_places(same)}."
            found.append(of_connection(SENDER_AND_ANY, sentence, fix, same[0]))
    return found


def _places(connections: list[Connection]) -> str:
    places = [at(each.site).removeprefix(" at ") for each in connections if each.site]
    return f" (see {listed(places)})" if places else ""
