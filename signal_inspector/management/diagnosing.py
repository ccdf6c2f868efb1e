"""What the diagnosis says about a graph that is shown."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from signal_inspector import conf
from signal_inspector.diagnosis import wired
from signal_inspector.diagnosis.problem import Problem
from signal_inspector.diagnosis.rules import RULES
from signal_inspector.management.graph_options import GraphOptions
from signal_inspector.naming import app_label_of
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
    """Return the problems about what a graph shows, before it is folded; all of them unless a part
    was chosen. Of apps those too about what is in no graph, as a module that was never imported.
    """
    chosen, shaping = wanted.selection, wanted.shaping
    inside = (chosen.signals, chosen.senders, chosen.receivers, chosen.exclude)
    is_part = any(inside) or bool(shaping.focus.patterns) or wanted.overlaying.observed is not None
    if not is_part and not chosen.apps:
        return [*problems]
    shown = {node.name for node in graph.receivers} | set(graph.signals)
    apps = () if is_part else chosen.apps
    return [
        each for each in problems if each.subject in shown or app_label_of(each.subject) in apps
    ]
