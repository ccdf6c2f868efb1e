"""The options of ``signalgraph``: on the command line, in the setting, and built in.

One module a group of options: what they are called, and what their values make. A new option is an
``Option`` in its group and a line in the function below it; a new group is a line in ``GROUPS``,
and a field of ``GraphOptions``.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.management.base import CommandParser

from signal_inspector.management.graph_options import (
    drawing,
    gating,
    output,
    overlaying,
    selecting,
    shaping,
)
from signal_inspector.management.graph_options.configured import configured
from signal_inspector.management.graph_options.drawing import Drawing
from signal_inspector.management.graph_options.gating import Gating
from signal_inspector.management.graph_options.idle import refuse_idle
from signal_inspector.management.graph_options.option import usage_error
from signal_inspector.management.graph_options.output import Output
from signal_inspector.management.graph_options.overlaying import Overlaying
from signal_inspector.management.graph_options.shaping import Shaping
from signal_inspector.wiring.selection import Selection

GROUPS = (
    output.GROUP,
    selecting.GROUP,
    shaping.GROUP,
    overlaying.GROUP,
    drawing.GROUP,
    gating.GROUP,
)
OPTIONS = tuple(option for group in GROUPS for option in group.options)


@dataclass(frozen=True, slots=True)
class GraphOptions:
    """What to do, one field a group."""

    output: Output
    selection: Selection
    shaping: Shaping
    overlaying: Overlaying
    drawing: Drawing
    gating: Gating


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument(
        "args",
        metavar="app_label",
        nargs="*",
        help="Show only what these apps send or receive.",
    )
    for group in GROUPS:
        group.add_to(parser)


def settled(app_labels: Collection[str], options: Mapping[str, Any]) -> GraphOptions:
    """Return the options as given, else as in the setting, else as built in.

    Raises CommandError, with exit code 2, for an unknown app, option, value or suffix, and for
    options that exclude each other or would do nothing.
    """
    built_in = {option.key: option.default for option in OPTIONS}
    given = {key: options[key] for key in built_in if options.get(key) is not None}
    for option in OPTIONS:
        if option.is_repeated and isinstance(given.get(option.key), str):  # by call_command()
            given[option.key] = [given[option.key]]
    values = built_in | configured(OPTIONS) | given
    if values["diff"] and values["collapse"]:
        raise usage_error("--diff and --collapse exclude each other: folded nodes cannot differ.")
    gate = gating.gating(values, given)
    refuse_idle(gate, app_labels, given)
    if gate.judges or gate.write is not None:
        values["output"] = "-"  # there is no drawing, and the suffix names no format of one
    return GraphOptions(
        output=output.output(values),
        selection=selecting.selection(app_labels, values, given),
        shaping=shaping.shaping(values, given),
        overlaying=overlaying.overlaying(values),
        drawing=drawing.drawing(values),
        gating=gate,
    )
