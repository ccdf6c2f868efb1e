"""Judging the wiring instead of showing it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from signal_inspector.diagnosis.problem import Severity
from signal_inspector.management.graph_options.option import Group, Option, usage_error
from signal_inspector.reports import Form

LOCK = "signals.lock.json"
_LEVELS: dict[str, tuple[Severity, ...]] = {
    "ERROR": ("error",),
    "WARNING": ("error", "warning"),
}

GROUP = Group(
    title="gate",
    description="These show no graph. The exit code is 1 if there are problems, 2 if the question "
    "makes no sense.",
    options=[
        Option(
            "write-baseline",
            f"Write the wiring to a lock file; {LOCK} by default.",
            metavar="FILE",
            nargs="?",
            const=LOCK,
            is_action=True,
        ),
        Option(
            "check",
            "Compare the wiring with a lock file, and hold it against the rules of the setting "
            f"RULES; {LOCK} by default.",
            metavar="FILE",
            nargs="?",
            const=LOCK,
            is_action=True,
        ),
        Option(
            "rules",
            "Hold the wiring against the rules only, without a lock file.",
            default=False,
            kind=bool,
            is_action=True,
        ),
        Option(
            "fail-level",
            "The level of problems from which on the exit code is 1; ERROR by default.",
            default="ERROR",
            choices=tuple(_LEVELS),
        ),
        Option(
            "report",
            "Form of the problems; 'github' where GitHub runs this, else 'text', by default. "
            "Without --check and --rules: of those that the diagnosis finds.",
            choices=get_args(Form),
        ),
    ],
)


@dataclass(frozen=True, slots=True)
class Gating:
    """``write``, ``check`` and ``file`` are file names, ``file`` of the report or "-" for stdout.

    ``fails_at`` has the severities that fail.
    """

    write: str | None
    check: str | None
    rules: bool
    diagnosis: bool
    fails_at: tuple[Severity, ...]
    report: Form
    file: str

    @property
    def judges(self) -> bool:
        """Whether a judgement is asked for instead of a graph."""
        return self.check is not None or self.rules or self.diagnosis


def gating(values: Mapping[str, Any], given: Mapping[str, Any]) -> Gating:
    """Return the options of the gate; ``given`` are those that the call itself names.

    An output file of the setting is that of drawings: no report overwrites it. Raises CommandError
    for options that exclude each other.
    """
    write, check, rules = values["write_baseline"], values["check"], values["rules"]
    if write is not None and (check is not None or rules):
        asked = "--rules" if check is None else "--check"
        raise usage_error(f"--write-baseline and {asked} exclude each other.")
    if write is not None and "output" in given:
        raise usage_error("--write-baseline names its file itself: leave out --output.")
    in_github = os.environ.get("GITHUB_ACTIONS") == "true"
    return Gating(
        write=write,
        check=check,
        rules=rules,
        diagnosis=bool(values["report"]) and check is None and write is None and not rules,
        fails_at=_LEVELS[values["fail_level"]],
        report=values["report"] or ("github" if in_github else "text"),
        file=given.get("output", "-"),
    )
