"""How a drawing looks, and how long it may take."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from django.conf import settings

from signal_inspector.management.graph_options.option import Group, Option, usage_error
from signal_inspector.renderers import links
from signal_inspector.renderers.groups import GroupBy
from signal_inspector.renderers.plan import MAX_EDGES, Strategy
from signal_inspector.renderers.style import Engine, Labels, RankDir, Style, Theme

GROUP = Group(
    title="drawing",
    options=[
        Option(
            "labels",
            "Names with file and line (short, the default), dotted names, or names only.",
            default="short",
            choices=get_args(Labels),
        ),
        Option(
            "group-by",
            "What is framed together: app, the default, module or none.",
            default="app",
            choices=get_args(GroupBy),
            short="g",
        ),
        Option(
            "lines",
            "Names with their file and line, problems below the text; --no-lines for output that "
            "stays the same when code moves.",
            default=True,
            kind=bool,
        ),
        Option(
            "strategy",
            "How to draw a large graph: in full, with channels that call the same receivers as "
            "one, packed app by app, or as one node an app. By default by its size.",
            choices=get_args(Strategy),
        ),
        Option(
            "max-edges",
            f"Draw at most so many lines in full; {MAX_EDGES} by default, 0 for any number.",
            default=MAX_EDGES,
            kind=int,
            metavar="N",
        ),
        Option(
            "engine",
            "The layout program of Graphviz; dot by default.",
            default="dot",
            choices=get_args(Engine),
            short="l",
        ),
        Option("dpi", "Resolution of PNG; 96 by default.", default=96, kind=int, metavar="N"),
        Option("rankdir", "Direction; LR by default.", default="LR", choices=get_args(RankDir)),
        Option(
            "theme",
            "auto, the default: an SVG is light or dark as its viewer prefers.",
            default="auto",
            choices=get_args(Theme),
        ),
        Option("title", "By default the project's name.", metavar="TEXT"),
        Option(
            "legend", "Explain the symbols that are used; the default.", default=True, kind=bool
        ),
        Option(
            "link",
            "Address of the source of each node, as 'https://host/{path}#L{line}', in svg, html, "
            "mermaid and markdown.",
            metavar="TEMPLATE",
        ),
        Option(
            "timeout",
            "Stop the drawing program after this time; 60 by default.",
            default=60.0,
            kind=float,
            metavar="SECONDS",
        ),
    ],
)


@dataclass(frozen=True, slots=True)
class Drawing:
    """``link`` is a template of addresses, or "". ``strategy`` None: by size. ``timeout`` is in
    seconds.
    """

    style: Style
    link: str
    strategy: Strategy | None
    max_edges: int
    lines: bool
    timeout: float


def drawing(values: Mapping[str, Any]) -> Drawing:
    """Raises CommandError for a template of addresses that is none, for numbers out of range, and
    for what does not go together.
    """
    style = Style(
        labels=values["labels"],
        rankdir=values["rankdir"],
        theme=values["theme"],
        title=_project() if values["title"] is None else values["title"],
        legend=values["legend"],
        group_by=values["group_by"],
        engine=values["engine"],
        dpi=values["dpi"],
    )
    strategy, engine = values["strategy"], values["engine"]
    if strategy == "packed" and engine != "dot":
        raise usage_error(f"--strategy packed is drawn by the engine 'dot', not by {engine!r}.")
    for name, least in (("max_edges", 0), ("dpi", 1)):
        if values[name] < least:
            option = name.replace("_", "-")
            raise usage_error(f"--{option} is {values[name]}, but has to be {least} at least.")
    if not values["timeout"] > 0:  # neither is NaN, which never passes
        raise usage_error(f"--timeout is {values['timeout']:g}, but has to be more than 0.")
    return Drawing(
        style=style,
        link=_link(values["link"]),
        strategy=strategy,
        max_edges=values["max_edges"],
        lines=values["lines"],
        timeout=values["timeout"],
    )


def _link(template: str | None) -> str:
    if template:
        try:
            links.check(template)
        except links.LinkError as error:
            raise usage_error(f"--link: {error}") from None
    return template or ""


def _project() -> str:
    """Return the project's name: the package of its settings."""
    return (getattr(settings, "SETTINGS_MODULE", None) or "").partition(".")[0]
