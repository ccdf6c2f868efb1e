"""The assertions that hold for a recording."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping

from signal_inspector.diagnosis.rules import BLOCKING, RULES, SERIAL_ASYNC, SLOW
from signal_inspector.recording import tree
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import Dispatch, ReceiverCall, Scalar

from .literals import literal

TELLING = ("created", "action")
"""Arguments that tell dispatches of one channel apart."""

BY_TIME = (SLOW, BLOCKING, SERIAL_ASYNC)
"""Rules about how long something took, which is another time at each run."""

MOST_STEPS = 20
LONGEST_LINE = 88
_INDENT = 4


def assertions(recording: Recording) -> list[str]:
    """Return statements about ``signals``, which is what ``record_signals()`` gave."""
    lines = [*_sent(recording), *_received(recording), *_order(recording)]
    summary = recording.summary
    if not lines:
        return ["signals.assert_max_dispatches(0)"]
    if not any(each.reason == "depth" for each in recording.counted):
        lines += _call("assert_max_depth", [str(summary.depth)])
    found = [RULES[each.rule] for each in recording.problems if each.severity != "info"]
    ignored = dict.fromkeys(rule.slug for rule in (*BY_TIME, *found))
    return lines + _call("assert_no_problems", [f"ignore=[{', '.join(map(literal, ignored))}]"])


def _sent(recording: Recording) -> list[str]:
    counted = Counter[tuple[str, str]]()
    for row in recording.counted:
        counted[row.signal, row.sender] += row.count
    groups = Counter[tuple[str, str, tuple[tuple[str, Scalar], ...]]]()
    for each in recording:
        if _can_be_named(each.signal) and not each.is_callback:
            telling = () if counted[each.signal, each.sender] else _telling(each.arguments)
            groups[each.signal, each.sender, telling] += 1
    lines = []
    for (signal, sender, arguments), count in groups.items():
        named = [f"{name}={literal(value)}" for name, value in arguments]
        times = f"times={count + counted[signal, sender]}"
        lines += _call("assert_sent", [literal(signal), f"sender={_sender(sender)}", *named, times])
    return lines


def _received(recording: Recording) -> list[str]:
    counts = Counter(
        call.receiver
        for call in recording.receiver_calls
        if call.outcome != "not reached" and not call.dispatch.is_callback
    )
    beyond = any(each.reason != "no receivers" for each in recording.counted)
    lines = []
    for receiver, count in counts.items():
        times = [] if beyond else [f"times={count}"]
        lines += _call("assert_received", [literal(receiver), *times])
    return lines


def _order(recording: Recording) -> list[str]:
    """Each signal and receiver at its first start; nothing where receivers ran side by side."""
    if any(call.connection.is_async for call in recording.receiver_calls):
        return []
    steps: dict[str, None] = {}
    for _, node in tree.walk(recording.roots):
        if isinstance(node, Dispatch):
            if _can_be_named(node.signal) and not node.is_callback:
                steps[f"({literal(node.signal)}, {_sender(node.sender)})"] = None
        elif _ran(node):
            steps[literal(node.receiver)] = None
    return _call("assert_order", list(steps)[:MOST_STEPS]) if len(steps) > 1 else []


def _ran(call: ReceiverCall) -> bool:
    return call.outcome != "not reached" and not call.dispatch.is_callback


def _call(name: str, arguments: list[str]) -> list[str]:
    """Break a call into lines where it is too long for one."""
    line = f"signals.{name}({', '.join(arguments)})"
    if len(line) + _INDENT <= LONGEST_LINE:
        return [line]
    return [f"signals.{name}(", *(f"    {each}," for each in arguments), ")"]


def _telling(arguments: Mapping[str, Scalar]) -> tuple[tuple[str, Scalar], ...]:
    return tuple((name, arguments[name]) for name in TELLING if name in arguments)


def _can_be_named(signal: str) -> bool:
    return " " not in signal  # "Signal @ shop.signals:12" has no name


def _sender(name: str) -> str:
    """Return the sender as a test gives it: a text that is the sender itself, None, or a label."""
    if name == "None":
        return "None"
    if name[:1] in {"'", '"'}:
        text: str = ast.literal_eval(name)
        return literal(text)
    return literal(name)
