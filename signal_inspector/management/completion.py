"""Values of ``signalgraph``'s options for Django's completion in bash, which knows names only.

Django asks the parser of a command for its options, and offers those that begin with the word at
the cursor. While it does, what can stand there is put among them.
"""

import argparse
import os
import re
from collections.abc import Iterable, Sequence

from django.apps import apps
from django.core.management.base import CommandParser

from signal_inspector.management.graph_options import OPTIONS
from signal_inspector.management.graph_options.option import Option
from signal_inspector.wiring.graph import build_graph
from signal_inspector.wiring.nodes import SignalGraph

_PATTERNS = ("signal", "sender", "receiver", "focus", "exclude")
# Other names, as those of lambdas or quoted texts, would be more than one word to the shell.
_WORD = re.compile(r"[\w.]+")


def is_asked() -> bool:
    """Whether this process only completes a command line."""
    return "DJANGO_AUTO_COMPLETE" in os.environ


def offer_values(parser: CommandParser) -> None:
    """Let the parser offer what can stand at the cursor: values, or options and app labels.

    Where anything can, as a file, nothing is offered for a word that was begun: bash then completes
    it as a file.
    """
    words = os.environ.get("COMP_WORDS", "").split()
    cursor = os.environ.get("COMP_CWORD", "")
    before = words[: int(cursor)] if cursor.isdecimal() else []
    actions = parser._actions  # noqa: SLF001 - the list that Django reads
    option = _awaiting(before)
    if option is None or option.kind is bool:
        actions += _offered(apps.app_configs)
        return
    values = _values(option)
    if values or len(words) > len(before):
        actions[:] = _offered(values)


def _awaiting(before: Sequence[str]) -> Option | None:
    """Return the option whose value comes next; bash takes ``=`` for a word of its own."""
    words = [word for word in before if word != "="]
    if not words:
        return None
    flags = {f"--{option.name}": option for option in OPTIONS}
    flags |= {f"-{option.short}": option for option in OPTIONS if option.short}
    return flags.get(words[-1])


def _values(option: Option) -> Sequence[str]:
    """Return what an option can be, or names that fit its pattern; nothing where that is open."""
    if option.name in _PATTERNS:
        return sorted(filter(_WORD.fullmatch, _names(build_graph(), option.name)))
    return option.choices


def _names(graph: SignalGraph, option: str) -> set[str]:
    found = {
        "signal": set(graph.signals),
        "sender": {channel.sender or "ANY" for channel in graph.channels},
        "receiver": {receiver.name for receiver in graph.receivers},
    }
    return found[option] if option in found else set().union(*found.values()) - {"ANY"}


def _offered(words: Iterable[str]) -> list[argparse.Action]:
    return [argparse.Action([word], dest="", nargs=0) for word in words]
