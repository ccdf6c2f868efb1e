"""Words that the rules over the wiring share. System checks speak English."""

from __future__ import annotations

from collections.abc import Iterable

from signal_inspector import wording
from signal_inspector.diagnosis.problem import Problem, Rule, Severity
from signal_inspector.naming import short_path
from signal_inspector.wiring.connections import Connection
from signal_inspector.wiring.ledger import Entry, Site
from signal_inspector.wording import short_name

ANY_MODEL_SIGNALS = "django.db.models.signals."


def channel(of: Connection | Entry) -> str:
    """Return ``post_save ⟨orders.Order⟩``."""
    sender = of.sender if isinstance(of, Entry) else of.sender.name
    return wording.channel(of.signal, sender)


def listed(names: Iterable[str]) -> str:
    """Return ``a, b and c``, each once."""
    found = list(dict.fromkeys(names))
    return f"{', '.join(found[:-1])} and {found[-1]}" if len(found) > 1 else "".join(found)


def at(site: Site | None) -> str:
    """Return " at orders/apps.py:31", and nothing for a line that is not known."""
    return f" at {short_path(site.path)}:{site.line}" if site else ""


def of_connection(
    rule: Rule, sentence: str, fix: str, of: Connection, severity: Severity = "warning"
) -> Problem:
    """A problem of a connection, placed where its receiver is defined."""
    return Problem(
        rule.id, severity, sentence, fix, path=of.file, line=of.line, subject=of.receiver
    )


def of_entry(rule: Rule, sentence: str, fix: str, of: Entry) -> Problem:
    """A problem that the ledger knows of, placed at the line that connected the receiver."""
    site = of.site or of.place
    path, line = (short_path(site.path), site.line) if site else ("", 0)
    return Problem(rule.id, "warning", sentence, fix, path=path, line=line, subject=of.receiver)


def name(of: Connection | Entry) -> str:
    """Return the name of a receiver that tells most: ``reserve_stock``, ``ready.<locals>.note``."""
    qualname = of.receiver
    if "<locals>" in qualname:
        before, _, after = qualname.rpartition(".<locals>.")
        return f"{short_name(before)}.<locals>.{after}"
    return short_name(qualname)
