"""The blocks of code of a page."""

from __future__ import annotations

import re
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
    """Return the blocks of a how-to page, in their order."""
    return [Block(*found) for found in _BLOCK.findall((HOW_TO / page).read_text("utf-8"))]


def named(page: str, first_line: str) -> str:
    """Return the block of Python that begins with this comment."""
    [code] = [code for _, code in blocks(page) if code.startswith(f"{first_line}\n")]
    return code
