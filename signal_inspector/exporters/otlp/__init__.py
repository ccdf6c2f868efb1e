"""A recording as OpenTelemetry spans: what they are called and hold, written to a file and read.

``render`` gives an OTLP/JSON document: a span for the recording, below it one for each dispatch
(``send post_save``) and for each receiver call (``process orders.receivers.reserve_stock``).
``loads`` reads such documents and the live spans of ``exporters.otel``, from which the dispatches
are put together again.
"""

from signal_inspector.exporters.otlp.read import loads
from signal_inspector.exporters.otlp.write import render

__all__ = ["loads", "render"]
