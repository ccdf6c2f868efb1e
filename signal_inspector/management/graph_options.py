"""The options of ``signalgraph``: on the command line, in the setting, and built in."""

import argparse
import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from signal_inspector import conf
from signal_inspector.naming import Origin
from signal_inspector.renderers.style import Labels, RankDir, Style, Theme
from signal_inspector.wiring.selection import Selection

FORMATS = ("dot", "svg", "png", "pdf", "text", "json")
BINARY = ("png", "pdf")
SUFFIXES = {".gv": "dot", ".txt": "text"} | {f".{name}": name for name in FORMATS}
CHOICES: dict[str, tuple[str, ...]] = {
    "format": FORMATS,
    "origin": get_args(Origin),
    "orphans": ("show", "hide"),
    "labels": get_args(Labels),
    "rankdir": get_args(RankDir),
    "theme": get_args(Theme),
}
# The types of values in the setting that are no texts.
_TYPES: dict[str, Any] = {"all": bool, "legend": bool, "timeout": (int, float)}
# By the long names of the options; None: there is a rule instead of a value.
DEFAULTS: dict[str, Any] = {
    "output": "-",
    "format": None,
    "import": [],
    "origin": ["project", "third-party"],
    "all": False,
    "signal": [],
    "sender": [],
    "receiver": [],
    "exclude": [],
    "orphans": "hide",
    "labels": "short",
    "rankdir": "LR",
    "theme": "auto",
    "title": None,
    "legend": True,
    "timeout": 60.0,
}


@dataclass(frozen=True, slots=True)
class GraphOptions:
    """What to do. ``output`` is a file name, or "-"; ``timeout`` is in seconds."""

    output: str
    format: str
    imports: tuple[str, ...]
    selection: Selection
    orphans: bool
    style: Style
    timeout: float

    @property
    def binary(self) -> bool:
        return self.format in BINARY


def add_arguments(parser: CommandParser) -> None:
    # No option has a default here: the setting's come between these and the built-in ones.
    parser.add_argument(
        "args",
        metavar="app_label",
        nargs="*",
        help="Show only what these apps send or receive.",
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="File to write; '-', the default, is stdout."
    )
    parser.add_argument(
        "-f",
        "--format",
        choices=CHOICES["format"],
        help="By default as the suffix of --output says, else 'dot'. "
        "Only svg, png and pdf need a program, that of Graphviz.",
    )
    parser.add_argument(
        "--import", action="append", metavar="MODULE", help="Import a module first."
    )
    _add_selection(parser)
    _add_drawing(parser)


def _add_selection(parser: CommandParser) -> None:
    group = parser.add_argument_group(
        "selection",
        "A pattern is a part of a name, or all of it where it has a '*'; case does not count. "
        "These options can be given several times.",
    )
    group.add_argument(
        "--origin",
        action="append",
        choices=CHOICES["origin"],
        help="Whose receivers to show; by default the project's and those of packages.",
    )
    group.add_argument(
        "-a", "--all", action="store_true", default=None, help="Show the receivers of all."
    )
    group.add_argument("--signal", action="append", metavar="PATTERN", help="Signals to show.")
    group.add_argument(
        "--sender",
        action="append",
        metavar="PATTERN",
        help="Senders to show, such as orders.Order; ANY for receivers of every sender.",
    )
    group.add_argument("--receiver", action="append", metavar="PATTERN", help="Receivers to show.")
    group.add_argument(
        "-x",
        "--exclude",
        action="append",
        metavar="PATTERN",
        help="Channels and receivers to leave out, by their ids in the JSON format.",
    )
    group.add_argument(
        "--orphans",
        choices=CHOICES["orphans"],
        help="Signals without receivers; hidden by default.",
    )


def _add_drawing(parser: CommandParser) -> None:
    group = parser.add_argument_group("drawing")
    group.add_argument(
        "--labels",
        choices=CHOICES["labels"],
        help="Names with file and line (short, the default), dotted names, or names only.",
    )
    group.add_argument("--rankdir", choices=CHOICES["rankdir"], help="Direction; LR by default.")
    group.add_argument(
        "--theme",
        choices=CHOICES["theme"],
        help="auto, the default: an SVG is light or dark as its viewer prefers.",
    )
    group.add_argument("--title", metavar="TEXT", help="By default the project's name.")
    group.add_argument(
        "--legend",
        action=argparse.BooleanOptionalAction,
        help="Explain the symbols that are used; the default.",
    )
    group.add_argument(
        "--timeout",
        type=float,
        metavar="SECONDS",
        help="Stop the drawing program after this time; 60 by default.",
    )


def settled(app_labels: Collection[str], options: Mapping[str, Any]) -> GraphOptions:
    """Return the options as given, else as in the setting, else as built in.

    Raises CommandError, with exit code 2, for an unknown app, option, value or suffix.
    """
    for label in app_labels:
        if label not in apps.app_configs:
            message = f"No installed app with label {label!r}."
            raise _usage_error(message, label, apps.app_configs)
    given = {name: options[name] for name in DEFAULTS if options.get(name) is not None}
    values = DEFAULTS | _configured() | given
    title = _project() if values["title"] is None else values["title"]
    return GraphOptions(
        output=values["output"],
        format=_format(values["format"], values["output"]),
        imports=tuple(values["import"]),
        selection=Selection(
            apps=tuple(app_labels),
            signals=tuple(values["signal"]),
            senders=tuple(values["sender"]),
            receivers=tuple(values["receiver"]),
            exclude=tuple(values["exclude"]),
            origins=() if values["all"] else tuple(values["origin"]),
        ),
        orphans=values["orphans"] == "show",
        style=Style(
            labels=values["labels"],
            rankdir=values["rankdir"],
            theme=values["theme"],
            title=title,
            legend=values["legend"],
        ),
        timeout=values["timeout"],
    )


def _configured() -> dict[str, Any]:
    """Return the values of ``SIGNAL_INSPECTOR["SIGNALGRAPH"]``; a text counts as a list of one."""
    configured = {}
    for key, value in conf.current().signalgraph.items():
        name = str(key).replace("-", "_")
        where = f"SIGNAL_INSPECTOR['SIGNALGRAPH'][{key!r}]"
        if name not in DEFAULTS:
            raise _usage_error(f"{where} is no option of signalgraph.", name, DEFAULTS)
        repeated = isinstance(DEFAULTS[name], list)
        values = list(value) if isinstance(value, (list, tuple)) and repeated else [value]
        for each in values:
            if name in CHOICES and each not in CHOICES[name]:
                raise _usage_error(f"{where} cannot be {each!r}.", str(each), CHOICES[name])
            if not isinstance(each, _TYPES.get(name, str)):
                raise CommandError(f"{where} cannot be {each!r}.", returncode=2)
        configured[name] = values if repeated else value
    return configured


def _format(given: str | None, output: str) -> str:
    if given or output == "-":
        return given or "dot"
    suffix = Path(output).suffix.lower()
    if suffix not in SUFFIXES:
        message = f"The suffix of {output!r} names no format; give one with --format."
        raise _usage_error(message, suffix, SUFFIXES)
    return SUFFIXES[suffix]


def _usage_error(message: str, word: str, known: Collection[str]) -> CommandError:
    close = difflib.get_close_matches(word, list(known), n=1)
    hint = f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(sorted(known))}."
    return CommandError(f"{message} {hint}", returncode=2)


def _project() -> str:
    """Return the project's name: the package of its settings."""
    return (getattr(settings, "SETTINGS_MODULE", None) or "").partition(".")[0]
