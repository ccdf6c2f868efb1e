"""What to lay over the graph: recorded runs, or another graph."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from signal_inspector.management.graph_options.option import Group, Option, usage_error

GROUP = Group(
    title="overlay",
    options=[
        Option(
            "observed",
            "Show what these recordings saw: calls, times, errors, and which receivers sent what. "
            "They are JSON files, as signaltrace --output and the panel write them, .jsonl files, "
            "as the sink of requests and tasks writes them, or otlp:FILE: spans as OTLP/JSON, as a "
            "collector writes them.",
            default=[],
            metavar="FILE",
            nargs="+",
        ),
        Option(
            "only-observed",
            "Show only what the recordings saw calls of.",
            default=False,
            kind=bool,
        ),
        Option(
            "only-unobserved",
            "Show only what the recordings saw no call of.",
            default=False,
            kind=bool,
        ),
        Option(
            "diff",
            "Show what was added, removed, reordered or changed since this graph, a JSON file that "
            "was written with --format json and the same selection.",
            metavar="FILE",
        ),
    ],
)


@dataclass(frozen=True, slots=True)
class Overlaying:
    """``recordings`` and ``diff`` are names of files. ``observed``: what to keep, None for all."""

    recordings: tuple[str, ...]
    observed: bool | None
    diff: str | None


def overlaying(values: Mapping[str, Any]) -> Overlaying:
    """Raises CommandError where nothing was recorded to choose by, or for both choices at once."""
    only, without = values["only_observed"], values["only_unobserved"]
    if only and without:
        raise usage_error("--only-observed and --only-unobserved exclude each other.")
    if (only or without) and not values["observed"]:
        asked = "--only-observed" if only else "--only-unobserved"
        raise usage_error(f"{asked} needs recordings: give them with --observed.")
    return Overlaying(tuple(values["observed"]), only if only or without else None, values["diff"])
