"""How a drawing looks, and how long it may take."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from django.conf import settings

from signal_inspector.management.graph_options.option import Group, Option, usage_error
from signal_inspector.renderers import links
from signal_inspector.renderers.groups import GroupBy
from signal_inspector.renderers.style import Labels, RankDir, Style, Theme

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
    """``link`` is a template of addresses, or "". ``timeout`` is in seconds."""

    style: Style
    link: str
    timeout: float


def drawing(values: Mapping[str, Any]) -> Drawing:
    """Raises CommandError for a template of addresses that is none."""
    style = Style(
        labels=values["labels"],
        rankdir=values["rankdir"],
        theme=values["theme"],
        title=_project() if values["title"] is None else values["title"],
        legend=values["legend"],
        group_by=values["group_by"],
    )
    return Drawing(style, _link(values["link"]), values["timeout"])


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
