"""Pieces of Markdown: text that comes out as it went in, in every dialect."""

import re

from signal_inspector.renderers.dot_syntax import printable

# All of ASCII's punctuation may be escaped; what stands inside of a word means nothing there.
_SIGNS = re.compile(r"[!-/:-@\[-^`{-~]|(?<![^\W_])_|_(?![^\W_])")
_RUN = re.compile(r"`+")
_HARMLESS = re.compile(r"(?<=\w)[.'-](?=\w)|,(?= )|/(?=\w)")


def escaped(text: str) -> str:
    """Return a text as plain words on one line."""
    line = _one_line(text)
    harmless = {match.start() for match in _HARMLESS.finditer(line)}
    return _SIGNS.sub(lambda sign: sign[0] if sign.start() in harmless else f"\\{sign[0]}", line)


def code(text: str) -> str:
    """Return a code span, fenced by more backticks than the text has in a row."""
    line = _one_line(text)
    longest = max((len(run) for run in _RUN.findall(line)), default=0)
    fence = "`" * (longest + 1)
    # A span that begins or ends with a backtick, or is blank, loses a space at each end.
    room = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{room}{line}{room}{fence}"


def linked(text: str, address: str) -> str:
    """Return a piece of Markdown as a link to an address that has no angle brackets."""
    return f"[{text}](<{address}>)" if address else text


def _one_line(text: str) -> str:
    """Return a text without line breaks and without spaces at its ends; a sign for an empty one."""
    return " ".join(printable(text).split()) or "\N{OPEN BOX}"
