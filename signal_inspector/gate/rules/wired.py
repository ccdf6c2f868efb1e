"""Rules about how receivers are connected."""

import fnmatch
from collections.abc import Iterator, Sequence

from signal_inspector.gate.edges import Edge, channel_text
from signal_inspector.gate.rules.rule import (
    Finding,
    Option,
    Rule,
    WiredKind,
    are_texts,
    is_count,
)
from signal_inspector.wiring.selection import matches
from signal_inspector.wording import channel

_HOT = tuple(
    f"django.db.models.signals.{name}"
    for name in ("pre_init", "post_init", "pre_save", "post_save")
)


def any_sender(edges: Sequence[Edge], rule: Rule) -> Iterator[Finding]:
    """No receiver of ANY sender for ``signals``; by default those that each model sends most."""
    for edge in edges:
        if edge.sender is None and matches(edge.signal, rule.options["signals"]):
            name = channel(edge.signal, "ANY")
            yield _about(edge, f"{edge.receiver.name} runs for {name}: each model of every app.")


def max_receivers(edges: Sequence[Edge], rule: Rule) -> Iterator[Finding]:
    """At most ``max`` receivers a channel; of ``signals`` only, if they are given."""
    most, signals = rule.options["max"], rule.options["signals"]
    called: dict[tuple[str, str | None], list[Edge]] = {}
    for edge in edges:
        if not signals or matches(edge.signal, signals):
            called.setdefault((edge.signal, edge.sender), []).append(edge)
    for (signal, sender), found in called.items():
        number = sum(edge.connects.count for edge in found)
        if number > most:
            last = found[-1].receiver
            yield Finding(
                channel_text(signal, sender),
                f"{channel(signal, sender or 'ANY')} has {number} receivers, more than {most}.",
                last.file,
                last.line,
            )


def modules(edges: Sequence[Edge], rule: Rule) -> Iterator[Finding]:
    """Receivers only in ``modules``, patterns such as ``*.receivers``."""
    for edge in edges:
        home = edge.receiver.module
        if not any(fnmatch.fnmatchcase(home, pattern) for pattern in rule.options["modules"]):
            agreed = ", ".join(rule.options["modules"]) or "no module"
            yield _about(edge, f"{edge.receiver.name} is not in {agreed}.")


def dispatch_uid(edges: Sequence[Edge], _rule: Rule) -> Iterator[Finding]:
    """Each connection with a ``dispatch_uid``."""
    for edge in edges:
        if len(edge.connects.dispatch_uids) < edge.connects.count:
            name = channel(edge.signal, edge.sender or "ANY")
            yield _about(edge, f"{edge.receiver.name} is connected to {name} without dispatch_uid.")


def _about(edge: Edge, sentence: str) -> Finding:
    return Finding(edge.text, sentence, edge.receiver.file, edge.receiver.line)


_PATTERNS = "a list of patterns of signal names"

KINDS = {
    "any-sender": WiredKind(any_sender, {"signals": Option(_PATTERNS, are_texts, default=_HOT)}),
    "max-receivers": WiredKind(
        max_receivers,
        {
            "max": Option("a whole number from 0", is_count),
            "signals": Option(_PATTERNS, are_texts, default=()),
        },
    ),
    "modules": WiredKind(
        modules, {"modules": Option("a list of patterns of module names", are_texts)}
    ),
    "dispatch-uid": WiredKind(dispatch_uid),
}
