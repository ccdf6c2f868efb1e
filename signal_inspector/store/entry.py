"""A recording that is kept, and where it is from."""

from __future__ import annotations

import json
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal, cast, get_args
from uuid import uuid4

from signal_inspector.recording.recording import Recording

Kind = Literal["request", "task"]
VERSION = 1

current_id: ContextVar[str] = ContextVar("signal_inspector_entry", default="")
"""The id of the entry that is being recorded, for tasks that are enqueued meanwhile."""


def new_id() -> str:
    """Return an id that no other process gives out."""
    return uuid4().hex


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A recording of a request or a task.

    ``status`` is the HTTP status, or ``cancelled`` where the client went away; of a task ``done``
    or ``failed``, or what Celery made of it instead: ``retried``, ``rejected``, ``ignored``.
    ``parent`` is the id of the entry in which a task was enqueued, "" if that is unknown;
    ``task_id`` the task's id in its queue.
    """

    id: str
    kind: Kind
    recording: Recording
    status: str = ""
    parent: str = ""
    task_id: str = ""

    def to_json(self) -> str:
        """Return one line of JSON: ``{"version": 1, "id", "kind", ..., "recording": {...}}``."""
        about = {
            "version": VERSION,
            "id": self.id,
            "kind": self.kind,
            "status": self.status,
            "parent": self.parent,
            "task_id": self.task_id,
        }
        head = json.dumps(about, separators=(",", ":")).removesuffix("}")
        return f'{head},"recording":{self.recording.to_json()}}}'

    @classmethod
    def from_json(cls, line: str) -> Entry:
        """Read what ``to_json`` wrote; ValueError says what is wrong with any other text."""
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"This is no entry: not JSON ({error}).") from None
        if not isinstance(row, dict) or row.get("version") != VERSION or "recording" not in row:
            raise ValueError(f"This is no entry of version {VERSION}.")
        texts = [row.get(name) for name in ("id", "kind", "status", "parent", "task_id")]
        if not all(isinstance(each, str) for each in texts) or row["kind"] not in get_args(Kind):
            raise ValueError("This entry is damaged.")
        name, kind, status, parent, task_id = cast("list[str]", texts)
        recording = Recording.from_json(json.dumps(row["recording"]))
        return cls(name, cast("Kind", kind), recording, status, parent, task_id)
