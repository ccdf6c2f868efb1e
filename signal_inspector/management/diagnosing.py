"""What the diagnosis says about a graph that is shown."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from signal_inspector import conf
from signal_inspector.diagnosis import wired
from signal_inspector.diagnosis.problem import Problem
from signal_inspector.diagnosis.rules import RULES
from signal_inspector.management.graph_options import GraphOptions
from signal_inspector.wiring.nodes import SignalGraph


def diagnosed() -> tuple[list[Problem], str]:
    """Return what is wrong with the wiring, and in a sentence by how many rules it was judged."""
    rules = sum(rule.short_id[0] != "R" for rule in RULES.values())
    return wired.find(conf.current()), f"Judged by {rules} rules."


def flagged(graph: SignalGraph, problems: Iterable[Problem]) -> SignalGraph:
    """Return the graph with the ids of its problems at each receiver; information aside."""
    rules: dict[str, set[str]] = {}
    for each in problems:
        if each.severity != "info":
            rules.setdefault(each.subject, set()).add(RULES[each.rule].short_id)
    receivers = tuple(
        replace(node, problems=tuple(sorted(rules.get(node.name, ())))) for node in graph.receivers
    )
    return replace(graph, receivers=receivers)


def concerning(
    graph: SignalGraph, problems: Sequence[Problem], wanted: GraphOptions
) -> list[Problem]:
    """Return the problems about what a graph shows; all of them unless a part was chosen."""
    chosen = wanted.selection
    parts = (chosen.apps, chosen.signals, chosen.senders, chosen.receivers, chosen.exclude)
    shown = {node.name for node in graph.receivers} | set(graph.signals)
    return [each for each in problems if not any(parts) or each.subject in shown]
