"""The rules of the setting RULES: agreements about who may receive what, and what may happen.

``SIGNAL_INSPECTOR["RULES"]`` maps names to rules::

    "layers": {
        "kind": "layered",
        "layers": ["audit", "orders", ["accounts", "stock"]],
        "reason": "Accounts must work without orders.",
        "except": {"orders.Order:shop.signals.paid -> accounts.receivers.note": "until 3.0"},
    }

Each rule has a ``kind`` and a ``reason``, which is printed, and may have a ``level``: ``error``,
the default, ``warning`` or ``off``. The keys of ``except`` are exact, as a report prints them, and
their values reasons; an exception that nothing needs is an error. Rules over the wiring are about
receivers of the project, or of the origins in the list ``origin``; rules over recordings are left
out where nothing was observed. ``across``, ``wired`` and ``observed`` have the kinds, and what else
each takes.
"""

from signal_inspector.gate.rules.evaluation import evaluate, waiting
from signal_inspector.gate.rules.reading import read
from signal_inspector.gate.rules.rule import Mistake, Rule

__all__ = ["Mistake", "Rule", "evaluate", "read", "waiting"]
