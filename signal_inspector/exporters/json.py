"""A recording as the JSON that ``Recording.from_json`` reads."""

from __future__ import annotations

from signal_inspector.recording.recording import Recording


def render(recording: Recording) -> str:
    """Return the document; ``recording/document`` describes it."""
    return recording.to_json()
