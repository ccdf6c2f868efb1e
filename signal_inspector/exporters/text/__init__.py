"""A recording as a text tree: what was sent, from where, to whom, and what that sent in turn."""

from __future__ import annotations

from signal_inspector.recording.recording import Recording

from . import merged as merged_cascade
from .glyphs import ASCII, UNICODE, Glyphs, glyphs_for
from .look import Look, Paint, Role
from .wording import milliseconds, plural

__all__ = [
    "ASCII", "UNICODE", "Glyphs", "Paint", "Role", "glyphs_for", "milliseconds", "plural", "render",
]  # fmt: skip


def render(
    recording: Recording,
    *,
    glyphs: Glyphs = UNICODE,
    paint: Paint | None = None,
    fold_from: int = 5,
    merged: bool = False,
) -> str:
    """The cascade as text, ending in a line break.

    ``fold_from`` or more equal dispatches side by side become one line; 0 keeps them apart. With
    ``merged``, equal paths from anywhere in the recording become one, with their sums.
    """
    look = Look(glyphs, paint or _plain)
    cascade = (
        merged_cascade.lines(recording, look) if merged else look.cascade(recording, fold_from)
    )
    return "\n".join([look.heading(recording), *cascade, *look.remarks(recording)]) + "\n"


def _plain(text: str, _: Role) -> str:
    return text
