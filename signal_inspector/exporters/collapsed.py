"""A recording as collapsed stacks, which flamegraph.pl, inferno and speedscope read.

A line is a path of the cascade, its frames set apart by semicolons, and the time in nanoseconds
that was spent there itself, summed over all equal paths.
"""

from __future__ import annotations

from collections import Counter

from signal_inspector.exporters.plain import one_line
from signal_inspector.recording import tree
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import Dispatch, ReceiverCall
from signal_inspector.wording import channel


def render(recording: Recording) -> str:
    """Return the stacks in alphabetical order, ending in a line break; "" when there are none."""
    times: Counter[str] = Counter()
    path: list[str] = []
    for depth, node in tree.walk(recording.roots):
        del path[depth:]
        path.append(_frame(node))
        times[";".join(path)] += _self_ns(node)
    return "".join(f"{stack} {ns}\n" for stack, ns in sorted(times.items()) if ns)


def _frame(node: Dispatch | ReceiverCall) -> str:
    # Two receivers of one name would be one here: modules tell them apart.
    name = node.receiver if isinstance(node, ReceiverCall) else channel(node.signal, node.sender)
    return one_line(name).replace(";", ",") or "unnamed"


def _self_ns(node: Dispatch | ReceiverCall) -> int:
    if isinstance(node, ReceiverCall):
        return node.self_ns
    inside = tree.covered_ns((call.start_ns, call.duration_ns) for call in node.receiver_calls)
    return max(0, node.duration_ns - inside)
