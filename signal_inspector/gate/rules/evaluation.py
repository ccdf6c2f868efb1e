"""Hold the rules against the wiring, and against what was observed."""

import difflib
from collections.abc import Iterable, Iterator, Sequence

from signal_inspector.diagnosis.problem import Problem
from signal_inspector.gate.edges import edges_of
from signal_inspector.gate.rules.kinds import KINDS
from signal_inspector.gate.rules.rule import Finding, Rule, WiredKind
from signal_inspector.recording.recording import Recording
from signal_inspector.wiring.nodes import SignalGraph


def evaluate(
    rules: Iterable[Rule], graph: SignalGraph, recordings: Sequence[Recording] = ()
) -> list[Problem]:
    """Return what breaks the rules, in their order, and the exceptions that nothing needs.

    ``graph`` is to be the whole wiring. Rules over recordings are left out where there are none.
    """
    edges = edges_of(graph)
    problems: list[Problem] = []
    for rule in rules:
        kind = KINDS[rule.kind]
        if rule.level == "off":
            continue
        if isinstance(kind, WiredKind):
            own = [edge for edge in edges if edge.receiver.origin in rule.origins]
            problems += _judged(rule, kind.find(own, rule))
        elif recordings:
            problems += _judged(rule, kind.find(recordings, rule))
    return problems


def waiting(rules: Iterable[Rule]) -> list[Rule]:
    """Return the rules that need a recording."""
    return [each for each in rules if not isinstance(KINDS[each.kind], WiredKind)]


def _judged(rule: Rule, findings: Iterable[Finding]) -> Iterator[Problem]:
    """Yield the findings that are not excepted, then the exceptions that met none."""
    assert rule.level != "off"
    subjects = []
    for finding in findings:
        subjects.append(finding.subject)
        if finding.subject not in rule.exceptions:
            fix = f"{rule.reason} If it must be, except {finding.subject!r} with the reason."
            yield Problem(
                rule.name, rule.level, finding.sentence, fix, path=finding.path, line=finding.line
            )
    for subject in rule.exceptions:
        if subject not in subjects:
            close = difflib.get_close_matches(subject, subjects, n=1)
            hint = f"Did you mean {close[0]!r}?" if close else "Remove it."
            sentence = f"The exception {subject!r} of the rule {rule.name!r} is not needed."
            yield Problem(rule.name, "error", sentence, hint)
