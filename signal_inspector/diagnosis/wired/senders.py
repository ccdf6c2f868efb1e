"""Rules about senders that a dispatch never, or not always, names."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from django.db.models import Model

from signal_inspector.diagnosis.problem import Problem, grouped
from signal_inspector.diagnosis.rules import IMPOSSIBLE_SENDER, OTHER_CLASS_SENT, UNKNOWN_SENDER
from signal_inspector.diagnosis.wired.reading import Wiring
from signal_inspector.diagnosis.wired.wording import (
    ANY_MODEL_SIGNALS,
    channel,
    listed,
    name,
    of_connection,
)
from signal_inspector.wiring.connections import Connection

# Deleting a child deletes its parents as well, and sends both.
_OF_THE_INSTANCE = ("pre_init", "post_init", "pre_save", "post_save")


def impossible(wiring: Wiring) -> list[Problem]:
    """Model signals for models that have no instances: abstract ones, and those swapped out."""
    swapped = {model._meta.label: model._meta.swapped for model in wiring.models}
    found = []
    for each in _of_models(wiring):
        label = each.sender.name
        if each.sender.kind == "abstract":
            sentence = (
                f"{name(each)} waits for {channel(each)}: {label} is abstract, no save sends it."
            )
            fix = "Connect it for each model, or without a sender and ask issubclass(sender, ...)."
        elif swapped.get(label):
            sentence = (
                f"{name(each)} waits for {channel(each)}: {label} is swapped for {swapped[label]}."
            )
            fix = f"Connect it for {swapped[label]}, as settings.AUTH_USER_MODEL names it."
        else:
            continue
        found.append(of_connection(IMPOSSIBLE_SENDER, sentence, fix, each))
    return found


def unknown(wiring: Wiring) -> list[Problem]:
    """Lazy senders, ``"app.Model"``, that no model answers to."""
    labels = {model._meta.label_lower: model._meta.label for model in wiring.models}
    found = []
    for each in wiring.own:
        if each.sender.kind == "unresolved":
            sentence = f"{name(each)} waits for the model {each.sender.name!r}, and there is none."
            close = difflib.get_close_matches(each.sender.name, labels, n=1)
            fix = f"Did you mean {labels[close[0]]!r}?" if close else "Correct the sender's name."
            found.append(of_connection(UNKNOWN_SENDER, sentence, fix, each))
    return found


def other_class(wiring: Wiring) -> list[Problem]:
    """Receivers of a model whose children and proxies send themselves, and not their parent."""
    elsewhere = _instances_elsewhere(wiring.models)
    heard = {(each.signal, each.receiver_key, each.sender.name) for each in wiring.own}
    any_sender = {
        (each.signal, each.receiver_key) for each in wiring.own if each.sender.kind == "any"
    }
    missed = [
        (each, label)
        for each in _of_models(wiring)
        if each.signal.removeprefix(ANY_MODEL_SIGNALS) in _OF_THE_INSTANCE
        and (each.signal, each.receiver_key) not in any_sender
        for label in elsewhere.get(each.sender.name, ())
        if (each.signal, each.receiver_key, label) not in heard
    ]
    found = []
    for alike in grouped(
        missed, lambda pair: (pair[0].signal, pair[0].receiver_key, pair[0].sender)
    ):
        each = alike[0][0]
        labels = listed(label for _, label in alike)
        sentence = (
            f"{name(each)} of {channel(each)} does not run for {labels}: a save sends the class of"
            " its instance."
        )
        fix = f"Connect it for {labels} too."
        found.append(of_connection(OTHER_CLASS_SENT, sentence, fix, each))
    return found


def _of_models(wiring: Wiring) -> Iterator[Connection]:
    return (each for each in wiring.own if each.signal.startswith(ANY_MODEL_SIGNALS))


def _instances_elsewhere(models: Sequence[type[Model]]) -> dict[str, list[str]]:
    """The labels of each model's children and proxies: what they save is, in its table, a row of
    the model.
    """
    known = {model for model in models if not model._meta.proxy}
    found: dict[str, list[str]] = {}
    for model in models:
        for parent in model.__mro__[1:]:
            if parent in known and not model._meta.swapped:
                found.setdefault(parent._meta.label, []).append(model._meta.label)
    return found
