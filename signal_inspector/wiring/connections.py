"""Read what is connected: each connection as plain data, its sender found and named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MethodType
from typing import Any

from django.apps import apps

from signal_inspector.entries import Entry, entries
from signal_inspector.naming import (
    Origin,
    app_label_of,
    origin_of_module,
    origin_of_path,
    receiver_module,
    receiver_name,
    receiver_place,
    short_path,
    takes_any_keyword,
    uid_text,
)
from signal_inspector.wiring import ledger
from signal_inspector.wiring.lazy import lazy_connects
from signal_inspector.wiring.ledger import Site
from signal_inspector.wiring.lifetimes import debug_only
from signal_inspector.wiring.senders import (
    ANY,
    DEAD,
    UNKNOWN,
    Sender,
    describe_sender,
    find_by_id,
)

COLLECTED = "collected receiver"
# Positions of waiting connections: behind those of any signal.
_AFTER_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Connection:
    """One ``connect()`` that is in force, as plain data.

    ``sender_key`` tells senders of one name apart within this reading and means nothing outside.
    ``file`` is short, ``path`` whole and for this machine only; ``line`` counts from 1, 0 where
    there is no source.
    ``position`` counts from 0 in the order of the signal's connections: Django calls the sync
    receivers in this order, and then the async ones together.

    ``receiver_key`` tells receivers apart as ``sender_key`` does senders; it is a tuple for methods
    of objects. ``takes_kwargs`` is None where the signature cannot be read; ``debug_only``
    receivers live only as long as DEBUG is on; ``site`` is the line that connected it, where the
    ledger knows.
    """

    signal: str
    sender: Sender
    sender_key: int | str
    receiver: str
    module: str
    app: str | None
    origin: Origin
    file: str
    line: int
    is_async: bool
    is_alive: bool
    is_weak: bool
    dispatch_uid: str | None
    position: int
    path: str = ""
    receiver_key: object = None
    takes_kwargs: bool | None = None
    debug_only: bool = False
    site: Site | None = None


def read_connections(signals: Mapping[str, Any]) -> list[Connection]:
    """Return the connections of the named signals, in the order of the signals and of the calls.

    Those that wait for the model of a lazy sender come last. Nothing is called, locked or kept.
    """
    temporary = debug_only(signals.values())  # before the entries below hold the receivers
    found = [
        (name, position, entry)
        for name, signal in signals.items()
        for position, entry in enumerate(entries(signal))
    ]
    living = find_by_id(
        entry.sender_key
        for _, _, entry in found
        if entry.sender_ref is None and type(entry.sender_key) is int and not entry.is_for_any
    )
    connections = [
        replace(
            _connection(name, position, entry, _sender(entry, living)),
            debug_only=entry.is_weak and id(entry.receiver) in temporary,
            site=ledger.site_of(signals[name], entry.key),
        )
        for name, position, entry in found
    ]
    return [*connections, *_waiting(signals)]


def _sender(entry: Entry, living: Mapping[int, Any]) -> Sender:
    if entry.is_for_any:
        return ANY
    sender = None if entry.sender_ref is None else entry.sender_ref()
    if sender is None and entry.sender_ref is not None:
        return DEAD
    if sender is None and type(entry.sender_key) is int:
        sender = living.get(entry.sender_key)
    return UNKNOWN if sender is None else describe_sender(sender)


def _connection(name: str, position: int, entry: Entry, sender: Sender) -> Connection:
    receiver, is_alive = entry.receiver, entry.receiver is not None
    module = receiver_module(receiver) if is_alive else ""
    place = receiver_place(receiver) if is_alive else None
    return Connection(
        signal=name,
        sender=sender,
        sender_key=entry.sender_key if type(entry.sender_key) is int else str(entry.sender_key),
        receiver=receiver_name(receiver) if is_alive else COLLECTED,
        module=module,
        app=app_label_of(module),
        origin=origin_of_path(place.path) if place else origin_of_module(module),
        file=short_path(place.path) if place else "",
        line=place.line if place else 0,
        is_async=entry.is_async,
        is_alive=is_alive,
        is_weak=entry.is_weak,
        dispatch_uid=entry.dispatch_uid,
        position=position,
        path=place.path if place else "",
        receiver_key=_receiver_key(receiver),
        takes_kwargs=takes_any_keyword(receiver) if is_alive else None,
    )


def _receiver_key(receiver: Any) -> object:
    """Methods are made anew at each look; their object and function stay."""
    if type(receiver) is MethodType:
        return id(receiver.__self__), id(receiver.__func__)
    return id(receiver)


def _waiting(signals: Mapping[str, Any]) -> Iterator[Connection]:
    """Yield the connections whose sender is the name of a model that was never loaded."""
    names = {id(signal): name for name, signal in signals.items()}
    for number, lazy in enumerate(lazy_connects()):
        name = names.get(id(lazy.signal))
        if name is None:
            continue
        label = f"{lazy.app_label}.{lazy.model_name}"
        uid = None if lazy.dispatch_uid is None else uid_text(lazy.dispatch_uid) or None
        entry = Entry(None, lazy.receiver, uid, None, label, lazy.weak, lazy.is_async)
        app = lazy.app_label if lazy.app_label in apps.app_configs else None
        yield _connection(name, _AFTER_ALL + number, entry, Sender(label, "unresolved", app))
