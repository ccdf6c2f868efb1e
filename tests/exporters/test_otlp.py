"""Recordings as OTLP/JSON, and back."""

import json
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings as examples

from signal_inspector.exporters import otlp
from signal_inspector.exporters.otlp import assemble
from signal_inspector.recording import tree
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import (
    ON_COMMIT,
    Dispatch,
    Effects,
    Error,
    Frame,
    Queries,
    ReceiverCall,
    Statement,
)
from tests.recording.strategies import recordings
from tests.recordings import HERE, MS, Called, build, failed, saved

BEGAN = 1_767_225_600 * 10**9  # 2026-01-01, when recordings made by hand begin


def spans(recording):
    [resource] = json.loads(otlp.render(recording))["resourceSpans"]
    [scope] = resource["scopeSpans"]
    return scope["spans"]


def by_name(recording):
    return {each["name"]: each for each in spans(recording)}


def attributes(span):
    return {each["key"]: next(iter(each["value"].items())) for each in span["attributes"]}


def cascade():
    effects = Effects(
        queries=(Queries("default", 2, 3 * MS),), statements=(Statement("SELECT secret", 2),)
    )
    inner = saved("Profile", Called("audit.note", effects=effects, is_async=True))
    return build(
        saved(
            "User",
            Called("shop.create", [inner], dispatch_uid="uid", connected_to="User"),
            Called("shop.mail", outcome="raised", error=failed()),
            Called("shop.tell", outcome="not reached"),
            arguments={"password": "hidden"},
        )
    )


class TestADocument:
    def test_holds_a_tree_of_spans_below_that_of_the_recording(self):
        found = spans(cascade())
        names = {each["spanId"]: each["name"] for each in found}
        assert [(each["name"], names.get(each.get("parentSpanId"))) for each in found] == [
            ("GET /", None),
            ("send post_save", "GET /"),
            ("process shop.create", "send post_save"),
            ("send post_save", "process shop.create"),
            ("process audit.note", "send post_save"),
            ("process shop.mail", "send post_save"),
        ]
        assert len(names) == len(found)
        assert {each["kind"] for each in found} == {1}

    def test_has_ids_and_times_in_the_form_that_the_protocol_asks_for(self):
        for each in spans(cascade()):
            assert len(each["traceId"]) == 32
            assert len(each["spanId"]) == 16
            int(each["traceId"] + each["spanId"], 16)
            assert isinstance(each["startTimeUnixNano"], str)
        create = by_name(cascade())["process shop.create"]
        assert create["startTimeUnixNano"] == str(BEGAN + MS)
        assert create["endTimeUnixNano"] == str(BEGAN + 3 * MS)

    def test_names_what_a_receiver_call_was(self):
        assert attributes(by_name(cascade())["process shop.create"]) == {
            "django.signal.name": ("stringValue", "django.db.models.signals.post_save"),
            "django.signal.sender": ("stringValue", "User"),
            "django.signal.method": ("stringValue", "send"),
            "django.signal.robust": ("boolValue", False),
            "django.signal.depth": ("intValue", "1"),
            "django.signal.receivers.count": ("intValue", "3"),
            "code.function.name": ("stringValue", "shop.create"),
            "django.signal.dispatch": ("intValue", "0"),
            "django.signal.order": ("intValue", "0"),
            "django.signal.outcome": ("stringValue", "returned"),
            "django.signal.receiver.async": ("boolValue", False),
            "code.file.path": ("stringValue", HERE),
            "code.line.number": ("intValue", "7"),
            "django.signal.receiver.sender": ("stringValue", "User"),
            "django.signal.dispatch_uid": ("stringValue", "uid"),
        }

    def test_tells_of_failures_by_type_and_status(self):
        found = by_name(cascade())
        for name in ("process shop.mail", "send post_save"):
            recording = build(saved("User", Called("shop.mail", outcome="raised", error=failed())))
            span = by_name(recording)[name]
            assert span["status"] == {"code": 2, "message": "ValueError: out of stock"}
            assert attributes(span)["error.type"] == ("stringValue", "ValueError")
        assert "status" not in found["process shop.create"]

    def test_a_swallowed_exception_is_not_a_failure_of_the_dispatch(self):
        swallowed = Called("mail", outcome="swallowed", error=failed("x" * 400))
        found = by_name(build(saved("User", swallowed, method="send_robust")))
        assert "status" not in found["send_robust post_save"]
        assert len(found["process mail"]["status"]["message"]) == 300
        assert attributes(found["process mail"])["django.signal.robust"] == ("boolValue", True)

    def test_a_cancelled_call_has_not_failed(self):
        error = Error("asyncio.exceptions.CancelledError", "")
        found = by_name(build(saved("User", Called("mail", outcome="cancelled", error=error))))
        assert "status" not in found["process mail"]

    def test_holds_no_arguments_and_no_statements(self):
        text = otlp.render(cascade())
        assert "hidden" not in text
        assert "secret" not in text

    def test_is_the_same_for_equal_recordings_only(self):
        assert otlp.render(cascade()) == otlp.render(cascade())
        other = cascade()
        other.started = "2026-01-01T00:00:00.000001+00:00"
        assert spans(other)[0]["traceId"] != spans(cascade())[0]["traceId"]
        assert spans(other)[0]["startTimeUnixNano"] == str(BEGAN + 1000)

    def test_names_the_service_as_opentelemetry_is_told(self, monkeypatch):
        def service():
            [resource] = json.loads(otlp.render(Recording()))["resourceSpans"]
            return attributes(resource["resource"])["service.name"][1]

        monkeypatch.delenv("OTEL_SERVICE_NAME", raising=False)
        assert service() == "example_project"
        monkeypatch.setenv("OTEL_SERVICE_NAME", "shop")
        assert service() == "shop"

    @examples(max_examples=40, deadline=None)
    @given(recordings())
    def test_is_accepted_by_the_protocol_itself(self, recording):
        pytest.importorskip("opentelemetry.proto.trace.v1.trace_pb2")
        from google.protobuf import json_format
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
            ExportTraceServiceRequest,
        )

        text = otlp.render(recording)
        request = json_format.Parse(text, ExportTraceServiceRequest())
        [scope] = request.resource_spans[0].scope_spans
        assert len(scope.spans) == len(spans(recording))


class TestReading:
    def test_gives_back_the_cascade(self):
        recording = cascade()
        [read] = otlp.loads(otlp.render(recording))
        assert read.name == "GET /"
        assert told(read) == told(recording)
        assert read.receiver_calls[1].error == replace(failed(), frames=())
        assert read.dispatches[1].receiver_calls[0].effects.query_count == 2
        assert read.dispatches[0].site == Frame(HERE, 22, "sign_up")
        assert [call.index for call in read.receiver_calls] == [0, 1, 2, 3]

    def test_finds_what_registered_a_commit_callback(self):
        callback = saved("default", Called("send_mail"), method="on_commit")
        callback.signal = ON_COMMIT
        recording = build(saved("User", Called("create")), callback)
        recording.dispatches[1].registered_by = recording.receiver_calls[0]
        [read] = otlp.loads(otlp.render(recording))
        assert read.dispatches[1].is_callback
        assert read.dispatches[1].registered_by is read.receiver_calls[0]

    def test_takes_documents_line_by_line_in_any_order(self):
        one, other = cascade(), build(saved("Order", Called("reserve")))
        lines = [
            {"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}
            for recording in (one, other)
            for span in reversed(spans(recording))
        ]
        text = "\n".join(map(json.dumps, lines)) + "\n\n"
        assert [told(read) for read in otlp.loads(text.encode())] == [told(one), told(other)]

    def test_puts_dispatches_together_of_which_only_the_calls_are_there(self):
        # As live spans are: below those of the request.
        document = json.loads(otlp.render(cascade()))
        scope = document["resourceSpans"][0]["scopeSpans"][0]
        kept = [each for each in scope["spans"] if each["name"][:4] != "send"]
        parents = {each["spanId"]: each["parentSpanId"] for each in scope["spans"][1:]}
        for each in kept[1:]:
            each["parentSpanId"] = parents[each["parentSpanId"]]
        kept[0] |= {"name": "POST /orders/", "attributes": []}
        scope["spans"] = kept
        [read] = otlp.loads(json.dumps(document))
        assert read.name == "POST /orders/"
        assert [(each.sender, len(each.receiver_calls)) for each in read] == [
            ("User", 2),
            ("Profile", 1),
        ]
        assert read.dispatches[1].parent is read.receiver_calls[0]

    def test_unfolds_what_one_span_stands_for(self, monkeypatch):
        monkeypatch.setattr(assemble, "MOST_COPIES", 3)
        document = json.loads(otlp.render(build(saved("User", Called("note")))))
        span = document["resourceSpans"][0]["scopeSpans"][0]["spans"][2]
        span["attributes"] += [
            {"key": "django.signal.count", "value": {"intValue": "5"}},
            {"key": "django.signal.duration.total_ns", "value": {"intValue": "500"}},
        ]
        [read] = otlp.loads(json.dumps(document))
        assert [each.duration_ns for each in read] == [100] * 3
        assert [each.duration_ns for each in read.receiver_calls] == [100] * 3
        [counted] = read.counted
        assert (counted.sender, counted.count, counted.receiver_calls) == ("User", 2, 2)

    def test_an_empty_file_holds_nothing(self):
        assert otlp.loads("\n") == []

    def test_leaves_out_traces_that_tell_of_no_signal(self):
        document = json.loads(otlp.render(cascade()))
        for span in document["resourceSpans"][0]["scopeSpans"][0]["spans"]:
            span["attributes"] = []
        assert otlp.loads(json.dumps(document)) == []

    def test_bears_attributes_and_times_that_are_not_ours(self):
        document = json.loads(otlp.render(cascade()))
        for span in document["resourceSpans"][0]["scopeSpans"][0]["spans"]:
            span["startTimeUnixNano"] = str(10**30)
            span["attributes"] += [
                {"key": "other", "value": {"bytesValue": "AAAA"}},
                {"key": "django.signal.depth", "value": {"stringValue": "deep"}},
            ]
        [read] = otlp.loads(json.dumps(document))
        assert read.started == ""
        assert len(read.receiver_calls) == 4
        assert {each.duration_ns for each in read} == {0}

    def test_a_span_that_is_its_own_cause_has_none(self):
        document = json.loads(otlp.render(cascade()))
        found = document["resourceSpans"][0]["scopeSpans"][0]["spans"]
        found[1]["parentSpanId"] = found[4]["spanId"]
        [read] = otlp.loads(json.dumps(document))
        assert read.dispatches[0].parent is None
        assert len(list(tree.walk(read.roots))) == 6

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("[]", "an object with resourceSpans"),
            ('{"version": 1}', "an object with resourceSpans"),
            ('{"resourceSpans": []}\nnothing', "not JSON"),
            ('{"resourceSpans": 7}', "damaged: TypeError"),
            (
                '{"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": 7}]}]}]}',
                "damaged: TypeError: a text is expected, not 7",
            ),
            ('{"resourceSpans": [{"scopeSpans": [{"spans": [{}]}]}]}', "damaged: KeyError"),
        ],
    )
    def test_anything_else_is_told(self, text, message):
        with pytest.raises(ValueError, match=message):
            otlp.loads(text)

    @examples(max_examples=60, deadline=None)
    @given(recordings())
    def test_keeps_every_dispatch_and_every_call_of_any_recording(self, recording):
        for each in recording:
            each.signal = otlp.write.one_line(each.signal) or "a.signal"
        [read] = otlp.loads(otlp.render(recording))
        assert Counter(names(read)) == Counter(names(recording))
        Recording.from_json(read.to_json())


def names(recording):
    for each in recording:
        clean = otlp.write.one_line
        yield clean(each.signal), clean(each.sender), len(each.receiver_calls)


def told(recording):
    return [
        (depth, *one(node)) for depth, node in tree.walk(recording.roots)
    ]  # fmt: skip


def one(node: Dispatch | ReceiverCall):
    if isinstance(node, Dispatch):
        return node.signal, node.sender, node.method, node.start_ns, node.duration_ns, node.thread
    if node.outcome == "not reached":
        return node.receiver, node.outcome
    return node.connection, node.outcome, node.start_ns, node.duration_ns
