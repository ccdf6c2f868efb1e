"""Live spans of recordings."""

import json

import pytest
from django.dispatch import Signal
from hypothesis import HealthCheck, given, settings as examples
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.trace import NonRecordingSpan, SpanContext, StatusCode

from signal_inspector import conf, record
from signal_inspector.exporters import otel, otlp
from signal_inspector.exporters.otel import spans
from signal_inspector.recording.records import ON_COMMIT, Effects, Queries
from tests.recording.strategies import recordings
from tests.recordings import MS, Called, build, failed, saved

BEGAN = 1_767_225_600 * 10**9  # 2026-01-01, when recordings made by hand begin


def cascade():
    inner = saved("Profile", Called("audit.note"))
    return build(
        saved("User", Called("shop.create", [inner]), Called("shop.mail")),
        saved("Group", Called("shop.tell")),
    )


def tree(found):
    names = {each.context.span_id: each.name for each in found}
    return [(each.name, names.get(each.parent.span_id)) for each in found]


class TestEmit:
    def test_makes_a_span_of_each_receiver_call_under_the_current_one(self, tracer, exported):
        with tracer.start_as_current_span("POST /orders/") as above:
            assert otel.emit(cascade()) == 4
        found = exported()
        assert tree(found) == [
            ("process shop.create", None),
            ("process audit.note", "process shop.create"),
            ("process shop.mail", None),
            ("process shop.tell", None),
        ]
        ids = above.get_span_context()
        assert {each.context.trace_id for each in found} == {ids.trace_id}
        tops = [each for each in found if each.name != "process audit.note"]
        assert {each.parent.span_id for each in tops} == {ids.span_id}

    def test_gives_the_times_of_then(self, tracer, exported):
        with tracer.start_as_current_span("request"):
            otel.emit(cascade())
        create, note, *_ = exported()
        assert (create.start_time, create.end_time) == (BEGAN + MS, BEGAN + 3 * MS)
        assert (note.start_time, note.end_time) == (BEGAN + 2 * MS, BEGAN + 3 * MS)

    def test_takes_the_span_of_a_context_that_is_given(self, tracer, exported):
        span = tracer.start_span("request")
        assert otel.emit(cascade(), trace.set_span_in_context(span)) == 4
        assert exported()[0].parent == span.get_span_context()

    def test_makes_none_without_a_span_that_is_recorded(self, tracer, exported, monkeypatch):
        assert otel.emit(cascade()) == 0
        remote = NonRecordingSpan(SpanContext(1, 2, is_remote=True))
        assert otel.emit(cascade(), trace.set_span_in_context(remote)) == 0
        unsampled = TracerProvider(ALWAYS_OFF, shutdown_on_exit=False).get_tracer("tests")
        with unsampled.start_as_current_span("request"):
            assert otel.emit(cascade()) == 0
        assert exported() == []

    def test_makes_none_below_a_span_that_has_ended(self, tracer, exported):
        with tracer.start_as_current_span("request") as span:
            context = trace.set_span_in_context(span)
        assert otel.emit(cascade(), context) == 0

    def test_tells_of_what_a_call_was_and_where_it_was_sent(self, tracer, exported):
        effects = Effects(queries=(Queries("default", 2, 3 * MS),))
        failing = Called("shop.create", outcome="raised", error=failed(), effects=effects)
        with tracer.start_as_current_span("request"):
            otel.emit(build(saved("User", failing, arguments={"password": "hidden"})))
        [span] = exported()
        assert span.attributes["code.function.name"] == "shop.create"
        assert span.attributes["django.signal.name"] == "django.db.models.signals.post_save"
        assert span.attributes["django.signal.sender"] == "User"
        assert span.attributes["django.signal.outcome"] == "raised"
        assert span.attributes["django.signal.queries.count"] == 2
        assert span.attributes["django.signal.site.line"] == 22
        assert span.attributes["error.type"] == "ValueError"
        assert span.status.status_code is StatusCode.ERROR
        assert span.status.description == "ValueError: out of stock"
        assert "hidden" not in span.to_json()

    def test_makes_one_span_of_repeats(self, tracer, exported):
        effects = Effects(queries=(Queries("default", 2, 3 * MS),))
        repeats = [saved("Item", Called("one", effects=effects), Called("two", own_ms=2))] * 6
        later = Called("later")
        with tracer.start_as_current_span("request"):
            otel.emit(build(saved("User", Called("create", repeats), later)))
        create, one, two, last = exported()
        assert (one.attributes["django.signal.count"], one.name) == (6, "process one")
        assert one.attributes["django.signal.duration.total_ns"] == 6 * MS
        assert one.attributes["django.signal.queries.count"] == 12
        assert one.attributes["django.signal.queries.duration_ns"] == 18 * MS
        assert two.attributes["django.signal.duration.total_ns"] == 12 * MS
        assert one.end_time - one.start_time == 16 * MS
        assert one.parent.span_id == create.context.span_id
        assert last.name == "process later"
        assert "django.signal.count" not in last.attributes

    def test_makes_no_span_of_a_call_that_was_not_reached(self, tracer, exported):
        with tracer.start_as_current_span("request"):
            assert otel.emit(build(saved("User", Called("mail", outcome="not reached")))) == 0

    def test_leads_from_a_commit_callback_to_what_registered_it(self, tracer, exported):
        callback = saved("default", Called("send_mail"))
        callback.signal = ON_COMMIT
        recording = build(saved("User", Called("create")), callback)
        recording.dispatches[1].registered_by = recording.receiver_calls[0]
        with tracer.start_as_current_span("request"):
            otel.emit(recording)
        create, mail = exported()
        assert [each.context for each in mail.links] == [create.context]

    def test_makes_no_more_than_the_setting_allows_outer_ones_first(
        self, tracer, exported, settings
    ):
        settings.SIGNAL_INSPECTOR = {"OTEL_SPANS": 3}
        with tracer.start_as_current_span("request") as above:
            assert otel.emit(cascade()) == 3
        assert [each.name for each in exported()] == [
            "process shop.create", "process shop.mail", "process shop.tell",
        ]  # fmt: skip
        assert above.attributes["django.signal.spans.left_out"] == 1

    def test_never_raises(self, tracer, exported, monkeypatch, caplog):
        def broken(*_, **__):
            raise RuntimeError("a bug of ours")

        monkeypatch.setattr(spans, "make", broken)
        with tracer.start_as_current_span("request"):
            assert otel.emit(cascade()) == 0
        assert "a bug of ours" in caplog.text

    @examples(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(recording=recordings())
    def test_bears_any_recording(self, tracer, recording):
        with tracer.start_as_current_span("request"):
            made = otel.emit(recording, options=conf.current(otel_spans=100_000))
        assert made == len(list(spans.plan(recording)))


class TestReadingBack:
    def test_the_spans_of_a_request_give_its_cascade(self, tracer, exported):
        repeats = [saved("Item", Called("one"), Called("two"))] * 6
        inner = saved("Profile", Called("audit.note", repeats))
        recording = build(saved("User", Called("shop.create", [inner]), Called("shop.mail")))
        with tracer.start_as_current_span("POST /orders/"):
            otel.emit(recording)
        [read] = otlp.loads(as_otlp_json(exported() + exported("tests")))
        assert read.name == "POST /orders/"
        assert [shape(each) for each in read] == [shape(each) for each in recording]


def shape(dispatch):
    above = dispatch.parent.receiver if dispatch.parent else None
    calls = [call.connection for call in dispatch.receiver_calls]
    return dispatch.signal, dispatch.sender, above, calls


def as_otlp_json(found):
    """Return spans of the SDK as a collector would write them."""
    from google.protobuf import json_format
    from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans

    document = json_format.MessageToDict(encode_spans(found))
    for resource in document["resourceSpans"]:
        for scope in resource["scopeSpans"]:
            for span in scope["spans"]:
                for key in ("traceId", "spanId", "parentSpanId"):
                    if key in span:  # protobuf's own JSON has base64 where OTLP's has hex
                        span[key] = hexadecimal(span[key])
    return json.dumps(document)


def hexadecimal(base64):
    from base64 import b64decode

    return b64decode(base64).hex()


class TestObserved:
    @pytest.fixture
    def signal(self):
        signal, calls = Signal(), []

        def receive(**_):
            calls.append(1)

        signal.connect(receive, weak=False)
        return signal, calls

    def test_records_a_block_under_the_current_span(self, tracer, exported, signal):
        with tracer.start_as_current_span("job"), otel.observed("job") as recording:
            signal[0].send(None)
        assert recording.summary.receiver_calls == 1
        [span] = exported()
        assert span.name.endswith("signal.<locals>.receive")
        [job] = exported("tests")
        assert job.start_time <= span.start_time <= span.end_time <= job.end_time

    def test_emits_what_was_recorded_before_an_exception(self, tracer, exported, signal):
        def fail():
            with otel.observed():
                signal[0].send(None)
                raise ValueError("no stock")

        with tracer.start_as_current_span("job"), pytest.raises(ValueError, match="no stock"):
            fail()
        assert len(exported()) == 1

    def test_records_nothing_where_nobody_wants_it(self, tracer, exported, signal):
        with otel.observed() as recording:
            signal[0].send(None)
        assert recording is None
        assert signal[1] == [1]
        assert not otel.wants()
        assert not otel.wants(Context())

    def test_an_inner_recording_of_ones_own_is_not_disturbed(self, tracer, exported, signal):
        with tracer.start_as_current_span("job"), otel.observed(), record() as inner:
            signal[0].send(None)
        assert len(inner.dispatches) == 1
        assert len(exported()) == 1
