"""Where the setting sends the recordings of requests and tasks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils.module_loading import import_string

from signal_inspector import conf
from signal_inspector.store.entry import Entry
from signal_inspector.store.files import FileSink

Sink = Callable[[Entry], object]
FILE = "file:"

_log = logging.getLogger("signal_inspector")


class SinkError(Exception):
    """The setting ``SINK`` cannot be used as it stands."""


def sink_of(options: conf.Settings) -> Sink | None:
    """Return what the setting ``SINK`` names: ``file:PATH``, or the dotted name of a function that
    takes an ``Entry``. None where it is empty; raises SinkError where it cannot be used.
    """
    name = options.sink
    if not name:
        return None
    if name.startswith(FILE):
        path = Path(name.removeprefix(FILE))
        if not path.name or not path.parent.is_dir():
            raise SinkError(f"There is no folder {path.parent} for SINK = {name!r}.")
        return FileSink(path, options.sink_bytes)
    try:
        sink: Any = import_string(name)
    except ImportError as error:
        raise SinkError(f"SINK = {name!r} cannot be imported: {error}.") from None
    if not callable(sink):
        raise SinkError(f"SINK = {name!r} is no function.")
    return sink  # type: ignore[no-any-return]


class Keeper:
    """Hands recordings over, to the sink and to OpenTelemetry; what they raise goes to the log."""

    def __init__(self, options: conf.Settings) -> None:
        self.sink = sink_of(options)
        self._options = options
        self.otel: Any = None
        if options.otel:
            from signal_inspector.exporters import otel

            self.otel = otel

    def __bool__(self) -> bool:
        return self.sink is not None or self.otel is not None

    def keep(self, entry: Entry) -> None:
        """Hand an entry over, in the context in which its recording began."""
        if self.otel is not None:
            self.otel.emit(entry.recording, None, self._options)
        if self.sink is not None:
            try:
                self.sink(entry)
            except Exception:  # noqa: BLE001 - our failure is never theirs
                _log.exception("A recording of signals was not kept: %s", entry.recording.name)
