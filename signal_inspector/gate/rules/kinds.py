"""All kinds of rules, by name."""

from signal_inspector.gate.rules import across, observed, wired
from signal_inspector.gate.rules.rule import ObservedKind, WiredKind

KINDS: dict[str, WiredKind | ObservedKind] = across.KINDS | wired.KINDS | observed.KINDS
