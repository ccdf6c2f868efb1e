"""The blocks of code of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
HOW_TO = ROOT / "docs" / "how-to"

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """``language`` is what stands behind the fence."""

    language: str
    code: str


def blocks(page: str) -> list[Block]:
    """Return the blocks of a page, named from the folder of the how-to pages, in their order."""
    return [Block(*found) for found in _BLOCK.findall((HOW_TO / page).read_text("utf-8"))]


def named(page: str, first_line: str) -> str:
    """Return the block of Python that begins with this comment."""
    [code] = [code for _, code in blocks(page) if code.startswith(f"{first_line}\n")]
    return code


def commands(page: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of ``manage.py`` on a page, with the lines that it is said to print."""
    for language, code in blocks(page):
        if language == "console":
            for part in code.split("$ python manage.py ")[1:]:
                command, *printed = part.splitlines()
                yield command, printed


def unprinted(lines: Iterable[str], output: str) -> str | None:
    """Return the first line that is not in the output, or not after the line before it; None when
    all are. Three dots stand for anything on a line, or for any lines; lines of code may move.
    """
    left = output.splitlines()
    for line in lines:
        if line.strip() == "...":
            continue
        pattern = re.escape(line).replace(r"\.\.\.", ".*")
        wanted = re.compile(re.sub(r"(?<=\.py:)\d+", r"\\d+", pattern))
        while left and not wanted.fullmatch(left[0]):
            left.pop(0)
        if not left:
            return line
        left.pop(0)
    return None
