"""An OTLP receiver on loopback, over HTTP and gRPC, that keeps what it gets."""

from __future__ import annotations

import gzip
import http.server
import threading
from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from dataclasses import dataclass, field

import grpc
from opentelemetry.proto.collector.metrics.v1 import (
    metrics_service_pb2 as metrics,
    metrics_service_pb2_grpc as metrics_grpc,
)
from opentelemetry.proto.collector.trace.v1 import (
    trace_service_pb2 as traces,
    trace_service_pb2_grpc as traces_grpc,
)


@dataclass
class Received:
    """A span as it arrived, with the id of the process that made it."""

    name: str
    trace: str
    id: str
    parent: str
    attributes: dict
    pid: int


@dataclass
class Collector:
    """What has arrived so far; ``calls`` is the metric of that name by series and process."""

    spans: list[Received] = field(default_factory=list)
    calls: dict[tuple, int] = field(default_factory=dict)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, condition: Callable[[], bool], seconds: float = 60) -> None:
        with self._changed:
            arrived = self._changed.wait_for(condition, seconds)
        assert arrived, f"{len(self.spans)} spans and {self.calls} had arrived"

    def add_traces(self, request) -> None:
        with self._changed:
            for resource in request.resource_spans:
                pid = plain(resource.resource.attributes)["process.pid"]
                for scope in resource.scope_spans:
                    self.spans += [received(span, pid) for span in scope.spans]
            self._changed.notify_all()

    def add_metrics(self, request) -> None:
        with self._changed:
            for resource in request.resource_metrics:
                pid = plain(resource.resource.attributes)["process.pid"]
                for scope in resource.scope_metrics:
                    for metric in scope.metrics:
                        if metric.name == "django.signal.receiver.calls":
                            for point in metric.sum.data_points:
                                key = (pid, *sorted(plain(point.attributes).items()))
                                self.calls[key] = point.as_int
            self._changed.notify_all()


def received(span, pid):
    ids = (span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex())
    return Received(span.name, *ids, plain(span.attributes), pid)


def plain(attributes):
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in attributes}


@contextmanager
def over_http() -> Iterator[tuple[Collector, str]]:
    """Receive over HTTP; yield what has arrived and the address to send to."""
    collector = Collector()
    paths = {
        "/v1/traces": (traces.ExportTraceServiceRequest, collector.add_traces),
        "/v1/metrics": (metrics.ExportMetricsServiceRequest, collector.add_metrics),
    }

    class Receive(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            kind, add = paths[self.path]
            content = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                content = gzip.decompress(content)
            add(kind.FromString(content))
            self.send_response(200)  # both answers are empty messages
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receive)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield collector, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def over_grpc() -> Iterator[tuple[Collector, str]]:
    """Receive over gRPC; yield what has arrived and the address to send to."""
    collector = Collector()

    class Traces(traces_grpc.TraceServiceServicer):
        def Export(self, request, context):  # noqa: N802 - gRPC's name
            collector.add_traces(request)
            return traces.ExportTraceServiceResponse()

    class Metrics(metrics_grpc.MetricsServiceServicer):
        def Export(self, request, context):  # noqa: N802 - gRPC's name
            collector.add_metrics(request)
            return metrics.ExportMetricsServiceResponse()

    server = grpc.server(futures.ThreadPoolExecutor(2))
    traces_grpc.add_TraceServiceServicer_to_server(Traces(), server)
    metrics_grpc.add_MetricsServiceServicer_to_server(Metrics(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield collector, f"http://127.0.0.1:{port}"
    finally:
        server.stop(grace=1).wait()
