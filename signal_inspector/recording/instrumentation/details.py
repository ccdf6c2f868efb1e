"""What is recorded beside the times: the line that sent a dispatch, and its arguments."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from django.dispatch import dispatcher

from signal_inspector import naming
from signal_inspector.recording.strands import Strand

from .arguments import LONGEST_TEXT, SAFE_TEXTS, captured, kept_key, models

_OURS = str(Path(__file__).parents[2])
_DISPATCHER = dispatcher.receiver.__code__.co_filename
_FALLBACK = str(Path(__file__).with_name("fallback.py"))  # calls receivers as well
_origins: dict[str, naming.Origin | None] = {_DISPATCHER: None, _FALLBACK: None}


def detail(  # noqa: C901 - a call more for each dispatch would cost more than this does
    strand: Strand,
    named: dict[str, Any],
    depth: int = 2,
    _frame: Callable[[int], FrameType] = sys._getframe,  # noqa: SLF001 - the only way to the caller
) -> None:
    """Add site and arguments of the dispatch that is beginning; its caller is ``depth`` frames
    up.

    This is the dearest part of recording, so what most often is the case is looked for here, and
    all else elsewhere: a line of the project with nothing but Django between, and arguments that
    are constants, texts, numbers or instances of models seen before.
    """
    try:
        recorder = strand.recorder
        code, instruction = None, 0
        if recorder.sites:
            frame: FrameType | None = _frame(depth)
            while frame is not None:
                code = frame.f_code
                origin = _origins.get(code.co_filename)
                if origin != "django":
                    instruction = frame.f_lasti
                    break
                frame = frame.f_back
            if frame is None or origin != "project":
                code, instruction = site(_frame(depth))
        arguments: dict[str, Any] = {}
        if recorder.arguments:
            arguments = named.copy()
            for name, value in named.items():
                if value is None or value is True or value is False:
                    continue
                kind = type(value)
                if kind is str and name in SAFE_TEXTS and len(value) <= LONGEST_TEXT:
                    continue
                known = models.get(id(kind))
                if known is None:
                    arguments[name] = captured(name, value)
                else:
                    label, pk_name, attributes = known
                    pk = attributes(value).get(pk_name)
                    arguments[name] = (label, pk if type(pk) is int else kept_key(pk))
        strand.buf.append((code, instruction, arguments))
    except RecursionError:
        strand.recorder.lost += 1
    except Exception as error:  # noqa: BLE001 - the dispatch goes on without a detail
        strand.recorder.note(error)


def site(frame: FrameType | None) -> tuple[CodeType | None, int]:
    """Code and instruction of the innermost frame in the project's own code.

    Within a receiver the search ends: if it is not the project's, the receiver's own line is the
    site. Where no frame is the project's, the innermost one outside Django is, or none.
    """
    found: tuple[CodeType | None, int] = (None, 0)
    previous = None
    while frame is not None:
        code = frame.f_code
        try:
            origin = _origins[code.co_filename]
        except KeyError:
            origin = _origins[code.co_filename] = _origin(code.co_filename)
        if origin == "project":
            return code, frame.f_lasti
        if origin is None and previous is not None:
            return previous.f_code, previous.f_lasti
        if origin == "third-party" and found[0] is None:
            found = code, frame.f_lasti
        previous = frame
        frame = frame.f_back
    return found


def _origin(path: str) -> naming.Origin:
    """Where code is from. Ours is no more of interest than Django's."""
    return "django" if path.startswith(_OURS) else naming.origin_of_path(path)
