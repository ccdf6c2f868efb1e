"""How rows are indented, without styles in attributes, which a strict content policy forbids."""

DEEPEST = 60
"""Rows below this are indented no further."""


def depth_class(depth: int) -> str:
    return f"d{min(depth, DEEPEST)}"
