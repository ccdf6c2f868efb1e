"""What ``signaltrace`` prints about a recording."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.management.base import OutputWrapper
from django.core.management.color import Style

from signal_inspector import naming
from signal_inspector.diagnosis.problem import Problem
from signal_inspector.diagnosis.rules import RULES
from signal_inspector.exporters import text
from signal_inspector.recording.recording import Recording

_Paint = Callable[[str], str]


def write_cascade(stream: OutputWrapper, style: Style, recording: Recording, **how: Any) -> None:
    """Write the tree in the signs that the stream can show, in the colours of ``style``."""
    roles: dict[str, _Paint] = {
        "heading": style.MIGRATE_HEADING,
        "signal": style.MIGRATE_LABEL,
        "receiver": _plain,
        "place": style.HTTP_INFO,
        "time": style.HTTP_NOT_MODIFIED,
        "problem": style.ERROR,
    }
    glyphs = text.glyphs_for(_encoding(stream))
    tree = text.render(
        recording, glyphs=glyphs, paint=lambda plain, role: roles[role](plain), **how
    )
    _write(stream, tree)


def write_problems(
    stream: OutputWrapper, style: Style, problems: Iterable[Problem], *, information: bool
) -> None:
    """Write each problem with its place and its fix; nothing where there is none. Of those that are
    only ``information``, how many there are, unless they are wanted.
    """
    paints: dict[str, _Paint] = {"error": style.ERROR, "warning": style.WARNING, "info": _plain}
    lines: list[str] = []
    found = list(problems)
    shown = [each for each in found if information or each.severity != "info"]
    for each in shown:
        times = f" ({each.count} times)" if each.count > 1 else ""
        rule = RULES[each.rule]
        heading = f"{each.severity} {rule.short_id} {rule.slug}"
        lines += ["", f"{paints[each.severity](heading)}  {each.sentence}{times}"]
        if each.path:
            lines.append(f"  {style.HTTP_INFO(f'{naming.short_path(each.path)}:{each.line}')}")
        lines.append(f"  {each.fix}")
    if len(shown) < len(found):
        lines += [
            "",
            f"And {len(found) - len(shown)} more as information: --verbosity 2 shows them.",
        ]
    if lines:
        _write(stream, "\n".join(lines) + "\n")


def _write(stream: OutputWrapper, content: str) -> None:
    encoding = _encoding(stream)
    # What a message or a name has beside plain signs is of any kind.
    stream.write(content.encode(encoding, "backslashreplace").decode(encoding), ending="")


def _encoding(stream: OutputWrapper) -> str:
    return getattr(stream, "encoding", None) or "ascii"


def _plain(plain: str) -> str:
    return plain
