"""What the rules over the wiring look at: read once from the process, then plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import Model

from signal_inspector.naming import (
    app_label_of,
    origin_of_module,
    origin_of_path,
    short_path,
    signal_names,
)
from signal_inspector.wiring import ledger, sources
from signal_inspector.wiring.connections import Connection, read_connections
from signal_inspector.wiring.ledger import Entry
from signal_inspector.wiring.registry import find_signals
from signal_inspector.wiring.unimported import Unimported, unimported


@dataclass(frozen=True, slots=True)
class Sent:
    """A line that sends a signal; ``signal`` is its name. ``path`` is short."""

    signal: str
    method: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Wiring:
    """What is connected, what the ledger knows, and what the source says.

    ``unheard`` are names of signals of the project without receivers, ``unsent`` of those that have
    some and that no line sends, nor hands on to what may send it.
    """

    connections: Sequence[Connection] = ()
    models: Sequence[type[Model]] = ()
    ignored: Sequence[Entry] = ()
    lost: Sequence[Entry] = ()
    disconnected: Sequence[Entry] = ()
    unimported: Sequence[Unimported] = ()
    sent: Sequence[Sent] = ()
    unheard: frozenset[str] = frozenset()
    unsent: frozenset[str] = frozenset()

    # Only the project's own receivers are judged: of the others' nobody here can mend anything.
    own: Sequence[Connection] = field(init=False, default=())

    def __post_init__(self) -> None:
        own = [each for each in self.connections if each.is_alive and each.origin == "project"]
        object.__setattr__(self, "own", own)


def read() -> Wiring:
    """Read the wiring of this process; nothing is imported, called or changed."""
    signals = find_signals()
    connections = read_connections(signals)
    texts = sources.project_sources()
    sends = sources.sends(texts)
    known = [send for send in sends if send.signal is not None]
    names = signal_names([send.signal for send in known])
    sent = [
        Sent(name, send.method, short_path(send.path), send.line)
        for name, send in zip(names, known, strict=True)
    ]
    heard = {each.signal for each in connections}
    custom = {name for name in signals if _is_own_signal(name)}
    # A call on something unknown that names a sender may send any signal.
    guess = len(known) == len(sends)
    silent = (custom & heard) - {each.signal for each in sent} if guess else set()
    return Wiring(
        connections=connections,
        models=apps.get_models(include_auto_created=True, include_swapped=True),
        ignored=list(filter(_is_own_entry, ledger.ignored())),
        lost=list(filter(_is_own_entry, ledger.lost())) if ledger.is_kept() else _dead(connections),
        disconnected=list(filter(_is_own_entry, ledger.disconnected())),
        unimported=unimported(),
        sent=sent,
        unheard=frozenset(custom - heard),
        unsent=frozenset(
            name
            for name in silent
            if not sources.handed_on(signals[name], name.rpartition(".")[2], texts)
        ),
    )


def _dead(connections: Sequence[Connection]) -> list[Entry]:
    """The dead receivers that are still listed: without the ledger nobody knows who they were."""
    return [
        Entry(each.signal, each.sender.name, "a receiver", None, each.dispatch_uid, None)
        for each in connections
        if not each.is_alive
    ]


def _is_own_signal(name: str) -> bool:
    """Whether a module of the project names the signal; one of no module cannot be looked for."""
    is_named = " @ " not in name and "~" not in name
    return is_named and origin_of_module(name) == "project" and app_label_of(name) is not None


def _is_own_entry(entry: Entry) -> bool:
    if entry.place is not None:
        return origin_of_path(entry.place.path) == "project"
    return origin_of_module(entry.receiver) == "project"
