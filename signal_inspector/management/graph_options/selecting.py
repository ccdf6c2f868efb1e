"""Which connections to show."""

from collections.abc import Collection, Mapping
from typing import Any, get_args

from django.apps import apps

from signal_inspector.management.graph_options.option import Group, Option, usage_error
from signal_inspector.naming import Origin
from signal_inspector.wiring.selection import Selection

GROUP = Group(
    title="selection",
    description="A pattern is a part of a name, or all of it where it has a '*'; case does not "
    "count. These options can be given several times.",
    options=[
        Option(
            "origin",
            "Whose receivers to show; by default the project's and those of packages. Can be given "
            "several times.",
            default=["project", "third-party"],
            choices=get_args(Origin),
        ),
        Option("all", "Show those of Django, too.", default=False, kind=bool, short="a"),
        Option("signal", "Signals to show, by their dotted names.", default=[], metavar="PATTERN"),
        Option(
            "sender",
            "Senders to show, such as orders.Order; ANY for receivers of every sender.",
            default=[],
            metavar="PATTERN",
        ),
        Option(
            "receiver", "Receivers to show, by their dotted names.", default=[], metavar="PATTERN"
        ),
        Option(
            "exclude",
            "Channels and receivers to leave out, by their ids in the JSON format.",
            default=[],
            metavar="PATTERN",
            short="x",
        ),
        Option(
            "orphans",
            "Whether to show signals without receivers; hidden by default.",
            default="hide",
            choices=("show", "hide"),
        ),
    ],
)


def selection(
    app_labels: Collection[str], values: Mapping[str, Any], given: Mapping[str, Any]
) -> Selection:
    """Raises CommandError for an app that is not installed.

    ``given`` are the options that the call itself names: its origins come before the setting's
    ``all``, which no option turns off.
    """
    everything = given.get("all") or (values["all"] and "origin" not in given)
    for label in app_labels:
        if label not in apps.app_configs:
            message = f"No installed app with label {label!r}."
            raise usage_error(message, label, apps.app_configs)
    return Selection(
        apps=tuple(app_labels),
        signals=tuple(values["signal"]),
        senders=tuple(values["sender"]),
        receivers=tuple(values["receiver"]),
        exclude=tuple(values["exclude"]),
        origins=() if everything else tuple(values["origin"]),
        orphans=values["orphans"] == "show",
    )
