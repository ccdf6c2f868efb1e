"""Pieces of Mermaid's language: text that comes out as it went in."""

import re

from signal_inspector.renderers.dot_syntax import printable

# Signs that mean something inside of quotes: entities, markdown, markup, directives.
_SIGNS = {sign: f"#{ord(sign)};" for sign in '#"&<>`%;'}
# Before anything is parsed, Mermaid repairs what looks like a style with a colour, on any line.
_STYLED = re.compile(r"style|classDef")
# What is looked for after entities were read, to be taken apart: formulas, icons, line breaks, and
# the marks that stand for entities meanwhile.
_READ_LATE = re.compile(
    r"(?<=\$)(?=\$)|(?<=fa:)(?=fa-)|(?<=fa[a-z]:)(?=fa-)|(?<=\\)(?=n)|(?<=ﬂ)(?=°)|(?<=¶)(?=ß)"
)
_ZERO_WIDTH_SPACE = "#8203;"


def quoted(*lines: str) -> str:
    """Return lines as one quoted text, below each other; empty ones are left out."""
    return '"' + "<br/>".join(escaped(line) for line in lines if line) + '"'


def escaped(text: str) -> str:
    """Return a text that stands for itself inside of quotes."""
    parts = (
        "".join(_SIGNS.get(sign, sign) for sign in part)
        for part in _READ_LATE.split(printable(text))
    )
    plain = _ZERO_WIDTH_SPACE.join(parts).replace("\n", "<br/>")
    return _STYLED.sub(lambda word: f"#{ord(word[0][0])};{word[0][1:]}", plain)
