"""A recording as a test that asserts it: what was sent, received, how deep, in which order."""

from __future__ import annotations

import re

from signal_inspector.recording.recording import Recording

from .action import Action, action_of
from .assertions import assertions
from .literals import literal

__all__ = ["render"]

LONGEST_NAME = 60


def render(recording: Recording) -> str:
    """Return the source of a test module for pytest.

    What is to be done is taken from the recording's name where that tells it: ``GET /orders/``,
    ``migrate --plan``, ``save orders.Order:12``. Otherwise a comment marks the place.
    """
    action = action_of(recording.name)
    lines = assertions(recording)
    marks = _marks(recording)
    imports = ["from signal_inspector.testing import record_signals"]
    if marks:
        imports = ["import pytest", "", *imports]
    muted = _muted(recording)
    option = "muted=muted" if muted else ""
    body = [f"    with record_signals({option}) as signals:  # {_comment(recording)}"]
    body[:0] = [f"    {line}" for line in muted]
    body += [f"        {line}" for line in action.lines]
    body += ["", *(f"    {line}" for line in lines)]
    return "\n".join(
        [
            '"""Written by signal_inspector from a recording. Keep what the test is to hold."""',
            "",
            *_with_imports(imports, action),
            "",
            "",
            *marks,
            f"def {_name(recording)}({', '.join(action.fixtures)}):",
            *body,
            "",
        ]
    )


def _muted(recording: Recording) -> list[str]:
    """Return a statement that names what was muted, else the test would see more than that."""
    rows = [row for row in recording.counted if row.reason == "muted"]
    names = [literal(name) for name in sorted({row.signal for row in rows})]
    if len(names) < 2:
        return [f"muted = [{name}]" for name in names]
    return ["muted = [", *(f"    {name}," for name in names), "]"]


def _with_imports(imports: list[str], action: Action) -> list[str]:
    """Sort what is imported as isort does: third parties before our own, all by name."""
    if not action.imports:
        return imports
    if imports[0] == "import pytest":
        return [imports[0], *action.imports, "", *imports[2:]]
    return [*action.imports, "", *imports]


def _marks(recording: Recording) -> list[str]:
    if any(each.is_callback for each in recording):
        return ["@pytest.mark.django_db(transaction=True)  # commit callbacks ran"]
    of_models = any(each.signal.startswith("django.db.models.") for each in recording)
    return ["@pytest.mark.django_db"] if of_models or recording.summary.queries else []


def _name(recording: Recording) -> str:
    words = re.sub(r"[^0-9a-z]+", "_", recording.name.lower()).strip("_")
    return f"test_{words[:LONGEST_NAME].strip('_') or 'signals'}"


def _comment(recording: Recording) -> str:
    name = " ".join(recording.name.split())[:LONGEST_NAME]
    return "".join(sign for sign in name if sign.isprintable()) or "a recording"
