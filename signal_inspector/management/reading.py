"""Reading the files that a command is given."""

from collections.abc import Iterable
from pathlib import Path

from signal_inspector.exporters import otlp
from signal_inspector.management.graph_options.option import usage_error
from signal_inspector.recording.recording import Recording
from signal_inspector.renderers import json
from signal_inspector.store import Entry, joined, read
from signal_inspector.wiring.nodes import SignalGraph


def content_of(name: str) -> bytes:
    """Return what a file holds. Raises CommandError, with exit code 2."""
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise usage_error(f"{name} cannot be read: {error.strerror}.") from None


OTLP = "otlp:"
"""Before the name of a file with OpenTelemetry's spans: one recording for each trace."""


STORED = ".jsonl"
"""How the name of a file ends that the sink of requests and tasks has written."""


def recordings_of(names: Iterable[str]) -> list[Recording]:
    """Return the recordings in these files. Raises CommandError, with exit code 2, also where files
    are named and none is in them: all would pass for never observed.
    """
    found, read = [], []
    for name in names:
        read.append(name)
        try:
            if name.startswith(OTLP):
                found += otlp.loads(content_of(name.removeprefix(OTLP)))
            elif name.endswith(STORED):
                found += [entry.recording for entry in joined(_stored(name))]
            else:
                found.append(Recording.from_json(content_of(name)))
        except ValueError as error:
            raise usage_error(f"{name}: {error}") from None
    if read and not found:
        raise usage_error(f"There is no recording in {', '.join(read)}.")
    return found


def _stored(name: str) -> list[Entry]:
    try:
        return list(read(name))
    except OSError as error:
        raise usage_error(f"{name} cannot be read: {error.strerror}.") from None


def graph_of(name: str) -> SignalGraph:
    """Return the graph in a JSON file. Raises CommandError, with exit code 2."""
    try:
        return json.loads(content_of(name))
    except ValueError as error:
        raise usage_error(f"{name}: {error}") from None
