"""Read OTLP/JSON: one document, or one a line as a collector's file exporter writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from signal_inspector.exporters.otlp import assemble
from signal_inspector.exporters.otlp.assemble import Span
from signal_inspector.recording.recording import Recording

_TOO_LARGE = 10**60


def loads(text: str | bytes) -> list[Recording]:
    """Return a recording for each trace that tells of signals, in the order of their first spans.

    Spans may come in any order and be spread over documents. ValueError tells what is wrong with
    any other text.
    """
    traces: dict[str, list[Span]] = {}
    for document in _documents(text):
        try:
            for span in _spans(document):
                traces.setdefault(span.trace, []).append(span)
        except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
            kind = type(error).__name__
            raise ValueError(f"This OTLP document is damaged: {kind}: {error}.") from None
    found = (assemble.recording_of(spans) for spans in traces.values())
    return [recording for recording in found if recording is not None]


def _documents(text: str | bytes) -> Iterator[Any]:
    try:
        documents = [json.loads(text)]
    except (ValueError, RecursionError):
        documents = [_line(line) for line in text.splitlines() if line.strip()]
    for document in documents:
        if not isinstance(document, dict) or "resourceSpans" not in document:
            raise ValueError("This is no OTLP/JSON: an object with resourceSpans is expected.")
        yield document


def _line(line: str | bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"This is no OTLP/JSON: not JSON ({error}).") from None


def _spans(document: Any) -> Iterator[Span]:
    for resource in document["resourceSpans"]:
        for scope in resource.get("scopeSpans", ()):
            for span in scope.get("spans", ()):
                yield _span(span)


def _span(span: dict[str, Any]) -> Span:
    status = span.get("status") or {}
    return Span(
        trace=_text(span["traceId"]),
        id=_text(span["spanId"]),
        parent=_text(span.get("parentSpanId") or ""),
        name=_text(span.get("name") or ""),
        start_ns=_number(span["startTimeUnixNano"]),
        end_ns=_number(span["endTimeUnixNano"]),
        message=_text(status.get("message") or ""),
        linked=tuple(_text(link["spanId"]) for link in span.get("links") or ()),
        attributes={
            _text(each["key"]): _value(each["value"]) for each in span.get("attributes") or ()
        },
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text is expected, not {value!r:.100}")
    return value


def _number(value: Any) -> int:
    """Return a number, which OTLP/JSON writes as a text. Floats have to be able to hold it."""
    number = int(value)
    if abs(number) >= _TOO_LARGE:
        raise ValueError("a number is too large")
    return number


def _value(value: dict[str, Any]) -> object:
    """Return a text, a number, a boolean, a list of these, or None for what we never write."""
    for kind in ("stringValue", "boolValue", "doubleValue"):
        if kind in value:
            return value[kind]
    if "intValue" in value:
        return _number(value["intValue"])
    if "arrayValue" in value:
        return [_value(each) for each in value["arrayValue"].get("values", ())]
    return None
