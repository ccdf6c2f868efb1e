"""Rules about signals and the lines that send them."""

from __future__ import annotations

from signal_inspector.diagnosis.problem import Problem, grouped
from signal_inspector.diagnosis.rules import NEVER_SENT, THREAD_HOP, UNHEARD
from signal_inspector.diagnosis.wired.reading import Sent, Wiring
from signal_inspector.diagnosis.wired.wording import (
    ANY_MODEL_SIGNALS,
    listed,
    name,
    of_connection,
)
from signal_inspector.wording import short_name


def thread_hops(wiring: Wiring) -> list[Problem]:
    """Sync receivers of what only ``asend()`` sends, async receivers of what ``send()`` sends."""
    sent: dict[str, list[Sent]] = {}
    for line in wiring.sent:
        sent.setdefault(line.signal, []).append(line)
    found = []
    for same in grouped(wiring.own, lambda each: (each.signal, each.receiver_key)):
        each = same[0]
        lines = sent.get(each.signal, [])
        awaited = [line for line in lines if line.method.startswith("a")]
        plain = [line for line in lines if not line.method.startswith("a")]
        of_models = each.signal.startswith(ANY_MODEL_SIGNALS)
        if each.is_async and (plain or of_models):
            by = f"send() at {_lines(plain)}" if plain else "send() of Django"
            sentence = (
                f"{name(each)} is async, and {short_name(each.signal)} is sent by {by}: each"
                " dispatch runs an event loop for it."
            )
            fix = "Make it a sync receiver, or send the signal with asend()."
        elif not each.is_async and awaited and not plain:
            sentence = (
                f"{name(each)} is sync, and {short_name(each.signal)} is sent by asend() at"
                f" {_lines(awaited)}: each dispatch takes a thread for it."
            )
            fix = "Make it an async receiver, unless it has to block."
        else:
            continue
        found.append(of_connection(THREAD_HOP, sentence, fix, each, "info"))
    return found


def never_sent(wiring: Wiring) -> list[Problem]:
    """Signals of the project that have receivers, and that no line sends."""
    found = []
    heard = (each for each in wiring.connections if each.signal in wiring.unsent)
    for same in grouped(heard, lambda each: each.signal):
        receivers = listed(map(name, same))
        sentence = f"Nothing sends {same[0].signal}, which {receivers} would receive."
        fix = "Send it, or remove it with its receivers."
        problem = Problem(
            NEVER_SENT.id, "info", sentence, fix, path=same[0].file, line=same[0].line,
            subject=same[0].signal,
        )  # fmt: skip
        found.append(problem)
    return found


def unheard(wiring: Wiring) -> list[Problem]:
    """Signals of the project that are sent, and that have no receivers."""
    found = []
    lines = (each for each in wiring.sent if each.signal in wiring.unheard)
    for same in grouped(lines, lambda each: each.signal):
        first = same[0]
        sentence = f"{first.signal} is sent at {_lines(same)}, and has no receivers."
        fix = "That is right for a signal that others may receive. Else remove it."
        problem = Problem(
            UNHEARD.id, "info", sentence, fix, path=first.path, line=first.line,
            subject=first.signal,
        )  # fmt: skip
        found.append(problem)
    return found


def _lines(sent: list[Sent]) -> str:
    return listed(f"{each.path}:{each.line}" for each in sent)
