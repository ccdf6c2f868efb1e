"""What is recorded beside the times: the line that sent a dispatch, and its arguments."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from django.dispatch import dispatcher

from signal_inspector import naming
from signal_inspector.recording.strands import Plan, Strand

from .arguments import captured_all
from .saves import OTHER, captured_save

_OURS = f"{Path(__file__).parents[2]}{os.sep}"
_DISPATCHER = dispatcher.receiver.__code__.co_filename
_FALLBACK = str(Path(__file__).with_name("fallback.py"))  # calls receivers as well
_origins: dict[str, naming.Origin | None] = {_DISPATCHER: None, _FALLBACK: None}


def detail(  # noqa: C901 - a call more for each dispatch would cost more than this does
    strand: Strand,
    plan: Plan,
    named: dict[str, Any],
    depth: int = 2,
    _frame: Callable[[int], FrameType] = sys._getframe,  # noqa: SLF001 - the only way to the caller
) -> None:
    """Add site and arguments of the dispatch that is beginning; its caller is ``depth`` frames
    up.

    This is the dearest part of recording, so what most often is the case is looked for here, and
    all else elsewhere: a line of the project with nothing but Django between, and a save like the
    one before.
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
        arguments: dict[str, Any] | None = None
        pk = None
        if recorder.arguments:
            like = plan.like
            if like is None:
                arguments = captured_all(named)
            else:
                try:
                    pk = like(**named)
                except TypeError:  # other arguments than those of a save
                    pk = OTHER
                if pk is OTHER:
                    plan.like, plan.arguments, pk = captured_save(named)
                arguments = plan.arguments
        strand.buf.append((code, instruction, arguments, pk))
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
