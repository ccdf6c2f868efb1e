"""The catalogue of rules. Ids are for ever: a rule that goes takes its number with it.

``R`` are rules over a recording; ``W`` and ``I`` are rules over the wiring and the ids of system
checks: warnings, and information that does not fail a ``check --fail-level WARNING``.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from signal_inspector.diagnosis.problem import Problem, Rule

_APP = "signal_inspector"


def _rule(short_id: str, slug: str, title: str) -> Rule:
    return Rule(f"{_APP}.{short_id}", slug, title)


EXCEPTION = _rule("R001", "exception", "A receiver's exception reached the sender")
SWALLOWED = _rule("R002", "swallowed-exception", "send_robust() swallowed an exception")
CAUGHT = _rule("R003", "caught-exception", "A receiver above caught an exception")
NOT_REACHED = _rule("R004", "not-reached", "Receivers did not run because one before them failed")
RECURSION = _rule("R005", "recursion", "A receiver ran inside itself")
TOO_DEEP = _rule("R006", "too-deep", "Dispatches were nested too deeply")
SLOW = _rule("R007", "slow-receiver", "A receiver was slow")
N_PLUS_ONE = _rule("R008", "n-plus-one", "A receiver call repeated a query")
REPEATED_QUERY = _rule("R009", "repeated-query", "A receiver queried anew for each dispatch")
IN_ATOMIC = _rule("R010", "outgoing-in-atomic", "Mail or network inside a transaction")
SURVIVED = _rule("R011", "survived-rollback", "An effect outlived its transaction")
SAVED_AGAIN = _rule("R012", "saved-again", "Receivers saved one instance several times")
SENT_TWICE = _rule("R013", "sent-twice", "A signal was sent twice for the same thing")
BYPASSED = _rule("R014", "bypassed-receivers", "A bulk write bypassed receivers")
RAW_WRITE = _rule("R015", "write-while-raw", "A receiver wrote while a fixture was loaded")
BLOCKING = _rule("R016", "blocking-receiver", "asend() waited for a slow sync receiver")
SERIAL_ASYNC = _rule("R017", "serial-async", "Async receivers ran one after another")

CONNECTED_TWICE = _rule("W010", "connected-twice", "A receiver is connected twice")
IMPORTED_TWICE = _rule("W011", "imported-twice", "A module was imported under two names")
SENDER_AND_ANY = _rule("W012", "sender-and-any", "A receiver is connected for a sender and for ANY")
DEAD_RECEIVER = _rule("W013", "dead-receiver", "A receiver was garbage-collected")
DEBUG_ONLY = _rule("W014", "debug-only-receiver", "A receiver lives only while DEBUG is on")
IGNORED_CONNECT = _rule("W015", "ignored-connect", "A connect() was ignored")
NEVER_IMPORTED = _rule("W016", "never-imported", "A module that connects receivers is not imported")
IMPOSSIBLE_SENDER = _rule("W017", "impossible-sender", "A sender that never sends")
UNKNOWN_SENDER = _rule("W018", "unknown-sender", "A lazy sender that does not exist")
OTHER_CLASS_SENT = _rule("W019", "other-class-sent", "Saves of related models send another class")
IN_MODELS = _rule("I020", "receiver-in-models", "A receiver is defined in a models module")
ANY_SENDER = _rule("W021", "any-sender", "A receiver of every model's saves or instances")
NO_KWARGS = _rule("W022", "no-kwargs", "A receiver does not accept **kwargs")
THREAD_HOP = _rule("I023", "thread-hop", "A receiver needs another thread or loop")
DISCONNECTED = _rule("W024", "never-reconnected", "A receiver was disconnected and stayed so")
NEVER_SENT = _rule("I025", "never-sent", "A signal has receivers and nothing sends it")
UNHEARD = _rule("I026", "unheard", "A signal is sent and has no receivers")

RULES: dict[str, Rule] = {
    each.id: each
    for each in (
        EXCEPTION, SWALLOWED, CAUGHT, NOT_REACHED, RECURSION, TOO_DEEP, SLOW, N_PLUS_ONE,
        REPEATED_QUERY, IN_ATOMIC, SURVIVED, SAVED_AGAIN, SENT_TWICE, BYPASSED, RAW_WRITE, BLOCKING,
        SERIAL_ASYNC, CONNECTED_TWICE, IMPORTED_TWICE, SENDER_AND_ANY, DEAD_RECEIVER, DEBUG_ONLY,
        IGNORED_CONNECT, NEVER_IMPORTED, IMPOSSIBLE_SENDER, UNKNOWN_SENDER, OTHER_CLASS_SENT,
        IN_MODELS, ANY_SENDER, NO_KWARGS, THREAD_HOP, DISCONNECTED, NEVER_SENT, UNHEARD,
    )
}  # fmt: skip
"""All rules by id, in the order of the ids."""

_WORDS = {word: rule for rule in RULES.values() for word in (rule.id, rule.short_id, rule.slug)}


def rule_named(word: str) -> Rule:
    """The rule with this id, short id (``R012``) or slug; ValueError with a suggestion."""
    rule = _WORDS.get(word) or _WORDS.get(word.upper()) or _WORDS.get(word.lower())
    if rule is None:
        close = difflib.get_close_matches(word, _WORDS, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else f" Known: {', '.join(_slugs())}."
        raise ValueError(f"There is no rule {word!r}.{hint}")
    return rule


def of_rules(
    problems: Iterable[Problem], words: Iterable[str] = (), *, but: Iterable[str] = ()
) -> list[Problem]:
    """The problems found by the rules that ``words`` name, as ``rule_named`` takes them, without
    those of the rules in ``but``.

    Without words, or with "all": all errors and warnings. Information has to be asked for by name.
    """
    names = set(words)
    named = {rule_named(word).id for word in names - {"all"}}
    left_out = {rule_named(word).id for word in but}
    take_all = not names or "all" in names
    return [
        each
        for each in problems
        if each.rule not in left_out
        and (each.rule in named or (take_all and each.severity != "info"))
    ]


def _slugs() -> list[str]:
    return sorted(rule.slug for rule in RULES.values())
