"""A recording in the file format of speedscope, a viewer of flamegraphs: www.speedscope.app.

Each track is a profile. The format asks for what opens to close in reverse order, at times that
never go back; tracks are so by nature.
"""

from __future__ import annotations

import json
from typing import Any

import signal_inspector
from signal_inspector.exporters.facts import label
from signal_inspector.exporters.plain import one_line, plain
from signal_inspector.exporters.tracks import Slice, Track, lay
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import Dispatch, ReceiverCall
from signal_inspector.wording import short_path

SCHEMA = "https://www.speedscope.app/file-format-schema.json"

_Key = tuple[str, str, int]


def render(recording: Recording) -> str:
    """Return the profiles as a JSON document; times are nanoseconds since the recording began."""
    frames: dict[_Key, int] = {}
    profiles = [_profile(track, frames) for track in lay(recording).tracks]
    document = {
        "$schema": SCHEMA,
        "name": one_line(recording.name) or "signals",
        "exporter": f"signal_inspector@{signal_inspector.__version__}",
        "activeProfileIndex": 0,
        "shared": {"frames": [_frame(key) for key in frames]},
        "profiles": profiles or [_profile(Track(1, "nothing was dispatched"), frames)],
    }
    return json.dumps(document, separators=(",", ":"))


def _profile(track: Track, frames: dict[_Key, int]) -> dict[str, Any]:
    events: list[dict[str, Any]] = []
    around: list[tuple[Slice, int]] = []

    def close(depth: int) -> None:
        while len(around) > depth:
            each, frame = around.pop()
            events.append({"type": "C", "at": each.end_ns, "frame": frame})

    for each in track.slices:
        close(each.depth)
        frame = frames.setdefault(_key(each.node), len(frames))
        events.append({"type": "O", "at": each.start_ns, "frame": frame})
        around.append((each, frame))
    close(0)
    return {
        "type": "evented",
        "name": one_line(track.name),
        "unit": "nanoseconds",
        "startValue": events[0]["at"] if events else 0,
        "endValue": events[-1]["at"] if events else 0,
        "events": events,
    }


def _key(node: Dispatch | ReceiverCall) -> _Key:
    """Return what makes two frames the same one, wherever they are in the cascade."""
    if isinstance(node, ReceiverCall):
        return label(node), node.connection.path, node.connection.line
    return label(node), "", 0


def _frame(key: _Key) -> dict[str, Any]:
    name, path, line = key
    return {"name": name, **({"file": plain(short_path(path)), "line": line} if path else {})}
