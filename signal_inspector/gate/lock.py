"""The lock file: the agreed wiring as JSON, version 1, the same bytes on every machine.

The document is an object, without line numbers, paths or times::

    version      1
    selection    which part of the wiring was written: {apps, signals, senders, receivers,
                 exclude, origins}, sorted lists of texts, only those that are not empty
    channels     [{
                   signal       dotted name
                   sender       name, or null for ANY
                   receivers    [dotted name] in the order of the calls; what is connected twice
                                stands there twice, where the first call is
                   async        [dotted name] sorted, for they run together; only where some are
                 }]             sorted by signal, then by sender, ANY first

Receivers and senders that were collected are left out: they are never called.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from signal_inspector.gate.edges import channel_text, edges_of
from signal_inspector.wiring.nodes import SignalGraph
from signal_inspector.wiring.selection import Selection
from signal_inspector.wording import one_line

VERSION = 1

_SELECTION = ("apps", "signals", "senders", "receivers", "exclude", "origins")


class LockError(ValueError):
    """The text is no lock file; the message says why, and the way out."""


@dataclass(frozen=True, slots=True)
class LockedChannel:
    """Who receives a signal of a sender, None for ANY. Async receivers are sorted."""

    signal: str
    sender: str | None
    receivers: tuple[str, ...]
    async_receivers: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str | None]:
        """What tells channels apart."""
        return self.signal, self.sender


@dataclass(frozen=True, slots=True)
class Lock:
    """An agreed wiring. ``channels`` are sorted by signal, then by sender, ANY first; ``selection``
    has the fields of the Selection that chose them, without the empty ones, sorted.
    """

    channels: tuple[LockedChannel, ...]
    selection: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many connections there are."""
        return sum(len(each.receivers) + len(each.async_receivers) for each in self.channels)


def lock_of(graph: SignalGraph, selection: Selection | None = None) -> Lock:
    """Return the wiring of a graph; ``selection`` is the one that the graph was chosen by."""
    found: dict[tuple[str, str | None], tuple[list[str], list[str]]] = {}
    for edge in edges_of(graph):
        called = found.setdefault((edge.signal, edge.sender), ([], []))
        called[edge.receiver.is_async].extend([edge.receiver.name] * edge.connects.count)
    return Lock(
        _sorted(
            LockedChannel(signal, sender, tuple(plain), tuple(sorted(together)))
            for (signal, sender), (plain, together) in found.items()
        ),
        {} if selection is None else _chosen(selection),
    )


def dumps(lock: Lock) -> bytes:
    """Return the file: indented, one receiver a line, in UTF-8."""
    document: dict[str, Any] = {"version": VERSION}
    if lock.selection:
        document["selection"] = {key: list(values) for key, values in lock.selection.items()}
    document["channels"] = [_written(each) for each in _sorted(lock.channels)]
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    # Names may hold lone surrogates, which UTF-8 lacks; \udc80 is also how JSON writes them.
    return text.encode("utf-8", "backslashreplace")


def loads(content: bytes, name: str) -> Lock:
    """Return what a file holds; LockError names the file and says what is wrong with it."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise LockError(
            f"{name} is not JSON: {error}. Restore it, or write it anew by --write-baseline."
        ) from None
    if not isinstance(document, dict) or not {"version", "channels"} <= document.keys():
        raise LockError(f"{name} is no lock file. Give the name of one, as in --check FILE.")
    if document["version"] != VERSION or isinstance(document["version"], bool):
        raise LockError(
            f"{name} has version {document['version']!r:.100}, and version {VERSION} is read here. "
            "Use the release of signal_inspector that wrote it, or write it anew by "
            "--write-baseline."
        )
    try:
        return _read(document)
    except _MistakeError as mistake:
        raise LockError(
            f"{name}: {mistake} Restore it, or write it anew by --write-baseline."
        ) from None


class _MistakeError(ValueError):
    pass


def _sorted(channels: Iterable[LockedChannel]) -> tuple[LockedChannel, ...]:
    return tuple(
        sorted(channels, key=lambda each: (each.signal, each.sender is not None, each.sender or ""))
    )


def _chosen(selection: Selection) -> dict[str, tuple[str, ...]]:
    values = {name: tuple(sorted(set(getattr(selection, name)))) for name in _SELECTION}
    return {name: value for name, value in values.items() if value}


def _written(channel: LockedChannel) -> dict[str, Any]:
    written = {
        "signal": channel.signal,
        "sender": channel.sender,
        "receivers": list(channel.receivers),
    }
    if channel.async_receivers:
        written["async"] = sorted(channel.async_receivers)
    return written


def _read(document: dict[str, Any]) -> Lock:
    _only(document, ("version", "selection", "channels"), "the document")
    selection = document.get("selection", {})
    if not isinstance(selection, dict):
        raise _MistakeError(f"'selection' must be an object, not {selection!r:.100}.")
    _only(selection, _SELECTION, "'selection'")
    chosen = {key: tuple(sorted(_texts(selection, key, "'selection'"))) for key in selection}
    if not isinstance(document["channels"], list):
        raise _MistakeError(f"'channels' must be a list, not {document['channels']!r:.100}.")
    channels = [
        _channel(each, f"channel {number}")
        for number, each in enumerate(document["channels"], start=1)
    ]
    for key, times in Counter(each.key for each in channels).items():
        if times > 1:
            name = one_line(channel_text(*key))
            raise _MistakeError(f"the channel {name:.200} is there {times} times.")
    return Lock(tuple(channels), chosen)


def _channel(data: object, where: str) -> LockedChannel:
    if not isinstance(data, dict):
        raise _MistakeError(f"{where} must be an object, not {data!r:.100}.")
    _only(data, ("signal", "sender", "receivers", "async"), where)
    signal, sender = data.get("signal"), data.get("sender", "")
    if not isinstance(signal, str):
        raise _MistakeError(f"'signal' of {where} must be a text, not {signal!r:.100}.")
    if not (sender is None or (isinstance(sender, str) and sender)):
        raise _MistakeError(f"'sender' of {where} must be a text or null, not {sender!r:.100}.")
    together = _texts(data, "async", where) if "async" in data else ()
    return LockedChannel(signal, sender, _texts(data, "receivers", where), together)


def _only(data: dict[str, Any], known: Iterable[str], where: str) -> None:
    for key in data:
        if key not in known:
            raise _MistakeError(f"unknown key {key!r:.100} in {where}.")


def _texts(data: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    values = data.get(key)
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise _MistakeError(f"{key!r:.100} of {where} must be a list of texts.")
    return tuple(values)
