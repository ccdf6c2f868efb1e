"""The setting ``SIGNAL_INSPECTOR["IGNORE"]``: findings that somebody looked at, and why they stand.

It maps a rule's id to subjects, and each subject to the reason::

    "IGNORE": {"signal_inspector.W021": {"audit.receivers.note": "A diary is of every sender."}}

Entries are exact: a pattern would go on hiding what is added later.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.apps import apps

from signal_inspector.diagnosis.problem import Problem
from signal_inspector.diagnosis.rules import RULES
from signal_inspector.naming.raw import class_dict, instance_dict, is_class


class Fault(NamedTuple):
    """What is wrong with an entry, and the way out."""

    message: str
    hint: str


def kept(problems: Iterable[Problem], ignored: Mapping[str, Any]) -> list[Problem]:
    """The problems that no entry names."""
    return [each for each in problems if not _is_ignored(each, ignored)] if ignored else [*problems]


def unmatched(problems: Iterable[Problem], ignored: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The entries, as (id, subject), that name none of the problems, sorted."""
    found = {(each.rule, each.subject) for each in problems}
    return sorted(entry for entry in _entries(ignored) if entry not in found)


def faults(ignored: Mapping[str, Any]) -> list[Fault]:
    """Entries that cannot be used: an unknown id, no subject, no reason."""
    found = []
    for rule_id, subjects in ignored.items():
        where = f"SIGNAL_INSPECTOR['IGNORE'][{rule_id!r}]"
        if rule_id not in RULES:
            close = difflib.get_close_matches(str(rule_id), RULES, n=1)
            hint = f"Did you mean {close[0]!r}?" if close else "See docs/reference/problems.md."
            found.append(Fault(f"{where}: there is no rule with this id.", hint))
        elif not isinstance(subjects, Mapping) or not subjects:
            found.append(Fault(f"{where} names no subjects.", "Use {'subject': 'the reason'}."))
        else:
            found += [
                Fault(f"{where}[{subject!r}] has no reason.", "Write why it is ignored.")
                for subject, reason in subjects.items()
                if not isinstance(reason, str) or not reason.strip()
            ]
    return found


def is_there(subject: str) -> bool:
    """Whether a subject still exists: a model's label, or a name in a loaded module.

    What stands behind ``<locals>`` cannot be looked up without running its function.
    """
    if _is_model(subject):
        return True
    name = subject.replace("functools.partial(", "").rstrip(")")
    parts = name.partition(".<locals>")[0].split(".")
    for length in range(len(parts), 0, -1):
        module = sys.modules.get(".".join(parts[:length]))
        if module is not None:
            return _has(module, parts[length:])
    return False


def _entries(ignored: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for rule_id, subjects in ignored.items():
        if isinstance(subjects, Mapping):
            yield from ((rule_id, subject) for subject in subjects)


def _is_ignored(problem: Problem, ignored: Mapping[str, Any]) -> bool:
    subjects = ignored.get(problem.rule)
    return isinstance(subjects, Mapping) and problem.subject in subjects


def _is_model(label: str) -> bool:
    app, _, name = label.partition(".")
    config = apps.app_configs.get(app)
    return config is not None and name.lower() in (config.models or ())


def _has(module: Any, names: list[str]) -> bool:
    """Whether the names lead from a module through classes, read without running any code."""
    attributes: Mapping[str, Any] = instance_dict(module)
    for name in names:
        if name not in attributes:
            return False
        value = attributes[name]
        attributes = class_dict(value) if is_class(value) else instance_dict(value)
    return True
