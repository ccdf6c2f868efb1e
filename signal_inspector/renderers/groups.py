"""What nodes are drawn together: those of an app, those of a module, or none."""

from collections.abc import Iterable
from typing import Literal

from signal_inspector.wiring.nodes import FoldedApp, Node

GroupBy = Literal["app", "module", "none"]


def groups(nodes: Iterable[Node], by: GroupBy) -> dict[str, list[Node]]:
    """Return the nodes by their group's label, the labels sorted; "" is no group."""
    found: dict[str, list[Node]] = {}
    for node in nodes:
        found.setdefault(_label(node, by), []).append(node)
    return {label: found[label] for label in sorted(found)}


def _label(node: Node, by: GroupBy) -> str:
    if by == "none" or isinstance(node, FoldedApp):
        return ""
    return node.module if by == "module" else node.app or ""
