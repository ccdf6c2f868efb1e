"""What part of the selected graph to look at, and what to fold in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from signal_inspector.management.graph_options.option import Group, Option, usage_error
from signal_inspector.wiring.collapse import Collapse
from signal_inspector.wiring.focus import Focus

GROUP = Group(
    title="shape",
    options=[
        Option(
            "focus",
            "Show only what matches, by the ids in the JSON format, and what is near to it. "
            "Can be given several times.",
            default=[],
            metavar="PATTERN",
        ),
        Option(
            "depth",
            "How many edges away from the focus; 1 by default, 0 for any number.",
            default=1,
            kind=int,
            metavar="N",
        ),
        Option(
            "upstream",
            "From the focus go only to what calls or sends it.",
            default=False,
            kind=bool,
        ),
        Option(
            "downstream",
            "From the focus go only to what it calls or sends.",
            default=False,
            kind=bool,
        ),
        Option(
            "collapse",
            "One node an app, or one node for all senders of a signal.",
            choices=get_args(Collapse),
        ),
    ],
)


@dataclass(frozen=True, slots=True)
class Shaping:
    focus: Focus
    collapse: Collapse | None

    @property
    def shapes(self) -> bool:
        """Whether anything differs from the selected graph."""
        return bool(self.focus.patterns) or self.collapse is not None


def shaping(values: Mapping[str, Any], given: Mapping[str, Any]) -> Shaping:
    """Raises CommandError for a depth below 0, for ways without a focus to begin at, and for a
    depth without one, unless it is the setting's.
    """
    if values["depth"] < 0:
        raise usage_error(f"--depth cannot be {values['depth']}: give 0 for any number of edges.")
    if "depth" in given and not values["focus"]:
        raise usage_error("--depth counts from what --focus names: give that, too.")
    for way in ("upstream", "downstream"):
        if values[way] and not values["focus"]:
            raise usage_error(f"--{way} begins at what --focus names: give that, too.")
    focus = Focus(tuple(values["focus"]), values["depth"], values["upstream"], values["downstream"])
    return Shaping(focus, values["collapse"])
