"""What the toolbar's store keeps of a request.

``{"v": 1, "name", "started", "summary": {...}, "sql_rows", "data": "..."}``, or after a failure
``{"v": 1, "error": "..."}``. ``name`` and ``started`` are those of the recording, for lists of
requests. The sidebar reads the summary alone, for every request of the history: it must stay small.
``data`` is the recording's JSON, compressed (zlib level 1) and written in base64, because a store
may write the text into JSON once more, and decodes all of it whenever the history is opened.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from signal_inspector.recording.recording import Recording

VERSION = 1


class Summary(TypedDict):
    """The numbers of the sidebar and of the panel's top. Times are milliseconds.

    ``queries`` are those of receivers.
    """

    dispatches: int
    receiver_calls: int
    receivers_ms: float
    request_ms: float
    errors: int
    queries: int
    queries_ms: float
    depth: int
    counted: int
    hidden: int
    """Dispatches of the toolbar itself, which the recording no longer holds."""
    problems: int


class UnreadableError(Exception):
    """What was stored is not a recording that this version can read; the message says why."""


def summary_of(recording: Recording, *, hidden: int, problems: int) -> Summary:
    """Return the numbers of a recording."""
    totals = recording.summary
    return Summary(
        dispatches=totals.dispatches,
        receiver_calls=totals.receiver_calls,
        receivers_ms=round(totals.receivers_ns / 1e6, 3),
        request_ms=round(recording.duration_ns / 1e6, 3),
        errors=totals.errors,
        queries=totals.queries,
        queries_ms=round(totals.queries_ns / 1e6, 3),
        depth=totals.depth,
        counted=totals.counted,
        hidden=hidden,
        problems=problems,
    )


def pack(
    recording: Recording, summary: Summary, rows: Mapping[int, Sequence[int]] | None = None
) -> dict[str, Any]:
    """Return the stored form of a recording: plain JSON types, none of them translated.

    ``rows`` are those of the SQL panel by the index of the receiver call that executed them.
    """
    packed = zlib.compress(recording.to_json().encode(), level=1)
    return {
        "v": VERSION,
        "name": recording.name,
        "started": recording.started,
        "summary": summary,
        "sql_rows": [[index, *found] for index, found in (rows or {}).items()],
        "data": base64.b64encode(packed).decode("ascii"),
    }


def failure(message: str) -> dict[str, Any]:
    """Return the stored form of a request that could not be recorded."""
    return {"v": VERSION, "error": message}


def unpack(stats: Mapping[str, Any]) -> Recording:
    """Return the recording of the stored form; UnreadableError where there is none to be had."""
    if stats.get("v") != VERSION:
        raise UnreadableError(f"the stored form has version {stats.get('v')!r}, not {VERSION}")
    if "data" not in stats:
        raise UnreadableError(str(stats.get("error", "nothing was stored")))
    try:
        return Recording.from_json(zlib.decompress(base64.b64decode(stats["data"], validate=True)))
    except (TypeError, ValueError, binascii.Error, zlib.error) as error:
        raise UnreadableError(f"the stored recording is damaged: {error}") from error


def sql_rows(stats: Mapping[str, Any]) -> dict[int, list[int]]:
    """Return the rows of the SQL panel by the index of the receiver call that executed them."""
    return {index: rows for index, *rows in stats.get("sql_rows", ())}
