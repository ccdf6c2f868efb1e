"""What the code did that was recorded, as code again."""

from __future__ import annotations

import re
import shlex
from typing import NamedTuple

from django.apps import apps
from django.core.management import get_commands

from .literals import literal

_REQUEST = re.compile(r"(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (/\S*)")
_SAVE = re.compile(r"save (\w+)\.(\w+):(\S+)")


class Action(NamedTuple):
    """Statements, the fixtures that they use, and the lines that import what they need."""

    lines: list[str]
    fixtures: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()


def action_of(name: str) -> Action:
    """Return what a recording's name tells; a placeholder where it tells nothing."""
    return _request(name) or _save(name) or _command(name) or Action(["...  # do it here"])


def _request(name: str) -> Action | None:
    match = _REQUEST.fullmatch(name)
    if match is None:
        return None
    method, path = match.groups()
    data = "" if method in {"GET", "HEAD", "OPTIONS", "DELETE"} else ", {}"
    comment = "  # with the data of the request" if data else ""
    return Action([f"client.{method.lower()}({literal(path)}{data}){comment}"], ("client",))


def _save(name: str) -> Action | None:
    match = _SAVE.fullmatch(name)
    if match is None or match[1] not in apps.app_configs:
        return None
    model = f'apps.get_model("{match[1]}.{match[2]}")'
    lines = [f"{model}._base_manager.get(pk={literal(match[3])}).save()  # needs this row"]
    return Action(lines, imports=("from django.apps import apps",))


def _command(name: str) -> Action | None:
    try:
        words = shlex.split(name)
    except ValueError:
        return None
    if not words or words[0] not in get_commands():
        return None
    arguments = ", ".join(map(literal, words))
    return Action(
        [f"call_command({arguments})"],
        imports=("from django.core.management import call_command",),
    )
