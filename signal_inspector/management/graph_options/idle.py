"""Options of a call that would do nothing: better a mistake is told than an answer misread."""

from collections.abc import Collection, Mapping
from typing import Any

from signal_inspector.management.graph_options.gating import Gating
from signal_inspector.management.graph_options.option import usage_error

_SELECTING = {"origin", "all", "signal", "sender", "receiver", "exclude", "import"}
_REPORTING = {"fail_level", "report", "output"}
_GATED = _SELECTING | _REPORTING | {"check", "rules", "observed"}
# What is asked for by the first of these options, and the others that tell how.
_EFFECTIVE = {
    "--write-baseline": _SELECTING | {"write_baseline"},
    "--check": _GATED,
    "--rules": _GATED,
    "--report": _REPORTING | {"import"},
}
# Refused with any option of the gate, also where the setting has them.
_VIEWS = {"focus", "diff", "only_observed", "only_unobserved"}


def refuse_idle(gate: Gating, app_labels: Collection[str], given: Mapping[str, Any]) -> None:
    """Raise CommandError for an option of the gate without a gate, or of drawings beside one.

    ``given`` are the options that the call itself names: the setting has defaults for all calls.
    """
    named = [key for key, value in given.items() if value is not False and value != []]
    asked = _asked(gate)
    if asked is None:
        if "fail_level" in named:
            raise usage_error("--fail-level is for --check, --rules or --report: give one, too.")
        return
    if asked == "--report" and app_labels:
        raise usage_error("--report alone judges the whole wiring: leave out the app labels.")
    for key in named:
        if key not in _EFFECTIVE[asked] | _VIEWS:
            is_form = key == "format" and asked != "--write-baseline"
            hint = "--report chooses the form of problems." if is_form else "leave it out."
            raise usage_error(f"--{key.replace('_', '-')} does nothing beside {asked}: {hint}")


def _asked(gate: Gating) -> str | None:
    if gate.write is not None:
        return "--write-baseline"
    if gate.check is not None:
        return "--check"
    if gate.rules:
        return "--rules"
    return "--report" if gate.diagnosis else None
