"""Write a recording as an OTLP/JSON document."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from django.conf import settings

import signal_inspector
from signal_inspector.exporters.otlp import attributes as names
from signal_inspector.exporters.otlp.attributes import Attributes
from signal_inspector.exporters.otlp.clock import unix_ns
from signal_inspector.exporters.plain import one_line
from signal_inspector.recording import tree
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import Dispatch, ReceiverCall

_INTERNAL = 1
_ERROR = 2


def render(recording: Recording) -> str:
    """Return the document; equal recordings give equal text, ids included."""
    scope = {"name": names.SCOPE, "version": signal_inspector.__version__}
    spans = list(_Spans(recording).written())
    resource = {"attributes": _attributes({"service.name": _service_name()})}
    document = {
        "resourceSpans": [
            {"resource": resource, "scopeSpans": [{"scope": scope, "spans": spans}]},
        ]
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


class _Spans:
    """The spans of one recording: a trace of their own."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        starts = [each.start_ns for each in recording.dispatches]
        identity = repr((recording.name, recording.started, recording.duration_ns, starts))
        self._trace = blake2b(identity.encode("utf-8", "replace"), digest_size=16)
        self._began = unix_ns(recording.started)

    def written(self) -> Iterator[dict[str, Any]]:
        recording = self._recording
        name = one_line(recording.name) or "signals"
        marks: Attributes = {names.RECORDING: True}
        yield self._span("recording", "", name, (0, recording.duration_ns), marks)
        for depth, node in tree.walk(recording.roots):
            if isinstance(node, Dispatch):
                yield self._of_dispatch(node, depth // 2 + 1)
            elif node.outcome != "not reached":
                yield self._of_call(node, depth // 2 + 1)

    def _of_dispatch(self, dispatch: Dispatch, depth: int) -> dict[str, Any]:
        parent = "recording" if dispatch.parent is None else _key(dispatch.parent)
        span = self._span(
            _key(dispatch),
            parent,
            names.dispatch_name(dispatch),
            (dispatch.start_ns, dispatch.duration_ns),
            names.of_dispatch(dispatch, depth),
        )
        if dispatch.registered_by is not None:
            cause = self._id(_key(dispatch.registered_by))
            span["links"] = [{"traceId": self._trace.hexdigest(), "spanId": cause}]
        return {**span, **_status(dispatch)}

    def _of_call(self, call: ReceiverCall, depth: int) -> dict[str, Any]:
        span = self._span(
            _key(call),
            _key(call.dispatch),
            names.call_name(call),
            (call.start_ns, call.duration_ns),
            names.of_call(call, depth),
        )
        return {**span, **_status(call)}

    def _span(
        self, key: str, parent: str, name: str, time: tuple[int, int], attributes: Attributes
    ) -> dict[str, Any]:
        start = self._began + time[0]
        return {
            "traceId": self._trace.hexdigest(),
            "spanId": self._id(key),
            **({"parentSpanId": self._id(parent)} if parent else {}),
            "name": name,
            "kind": _INTERNAL,
            "startTimeUnixNano": str(start),
            "endTimeUnixNano": str(start + time[1]),
            "attributes": _attributes(attributes),
        }

    def _id(self, key: str) -> str:
        return blake2b(self._trace.digest() + key.encode(), digest_size=8).hexdigest()


def _key(node: Dispatch | ReceiverCall) -> str:
    return f"dispatch {node.index}" if isinstance(node, Dispatch) else f"call {node.index}"


def _status(node: Dispatch | ReceiverCall) -> dict[str, Any]:
    error = names.error_of(node)
    # A cancelled call was stopped from outside: no failure of its own.
    if error is None or (isinstance(node, ReceiverCall) and node.outcome == "cancelled"):
        return {}
    return {"status": {"code": _ERROR, "message": names.message_of(error)}}


def _attributes(attributes: Attributes) -> list[dict[str, Any]]:
    return [{"key": key, "value": _value(value)} for key, value in attributes.items()]


def _value(value: names.Value) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, str):
        return {"stringValue": value}
    return {"arrayValue": {"values": [_value(each) for each in value]}}


def _service_name() -> str:
    """Return the name that OpenTelemetry is told, else that of the project."""
    project = str(getattr(settings, "ROOT_URLCONF", "") or "").partition(".")[0]
    return one_line(os.environ.get("OTEL_SERVICE_NAME") or project or "unknown_service")
