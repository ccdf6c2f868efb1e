"""Rules about what receivers take."""

from __future__ import annotations

from signal_inspector.diagnosis.problem import Problem, grouped
from signal_inspector.diagnosis.rules import ANY_SENDER, NO_KWARGS
from signal_inspector.diagnosis.wired.reading import Wiring
from signal_inspector.diagnosis.wired.wording import (
    ANY_MODEL_SIGNALS,
    channel,
    listed,
    name,
    of_connection,
)
from signal_inspector.wording import short_name

_HOT = ("pre_init", "post_init", "pre_save", "post_save")


def any_sender(wiring: Wiring) -> list[Problem]:
    """Receivers of each instance, or each save, of every model: of sessions and migrations too."""
    hot = (
        each
        for each in wiring.own
        if each.sender.kind == "any" and each.signal.removeprefix(ANY_MODEL_SIGNALS) in _HOT
    )
    found = []
    for same in grouped(hot, lambda each: each.receiver_key):
        signals = listed(short_name(each.signal) for each in same)
        sentence = f"{name(same[0])} runs at {signals} of every model, also of those of packages."
        fix = "Connect it for each model that it is about."
        found.append(of_connection(ANY_SENDER, sentence, fix, same[0]))
    return found


def no_kwargs(wiring: Wiring) -> list[Problem]:
    """Receivers without ``**kwargs``, which ``connect()`` refuses only under DEBUG."""
    found = []
    for same in grouped(
        (each for each in wiring.own if each.takes_kwargs is False), lambda each: each.receiver_key
    ):
        sentence = (
            f"{name(same[0])} of {listed(map(channel, same))} does not accept **kwargs: connect()"
            " refuses it while DEBUG is on."
        )
        fix = "Add **kwargs: a signal may get new arguments at any time."
        found.append(of_connection(NO_KWARGS, sentence, fix, same[0]))
    return found
