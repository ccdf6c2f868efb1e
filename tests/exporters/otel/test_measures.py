"""Metrics of receiver calls."""

from signal_inspector.exporters import otel
from signal_inspector.exporters.otel import measures
from signal_inspector.recording.records import Counted
from tests.recordings import Called, build, failed, saved

SAVE = "django.db.models.signals.post_save"


def values(points):
    return {tuple(attributes.values()): point.value for attributes, point in points}


def test_calls_errors_and_times_are_counted_by_signal_app_and_receiver(measured):
    recording = build(
        saved("orders.Order", Called("reserve"), Called("reserve", own_ms=3)),
        saved("nobody", Called("tell", outcome="swallowed", error=failed())),
        saved("nobody", Called("pass_on", outcome="raised", error=failed(inherited=True))),
        saved("nobody", Called("missed", outcome="not reached")),
    )
    assert otel.emit(recording) == 0
    found = measured()
    assert values(found["calls"]) == {
        (SAVE, "orders", "reserve"): 2, (SAVE, "tell"): 1, (SAVE, "pass_on"): 1,
    }  # fmt: skip
    assert values(found["errors"]) == {(SAVE, "tell"): 1}
    attributes, reserve = found["duration"][0]
    assert attributes == {
        "django.signal.name": SAVE,
        "django.signal.sender.app": "orders",
        "code.function.name": "reserve",
    }
    assert (reserve.count, reserve.sum) == (2, 0.004)
    assert reserve.explicit_bounds == measures.SECONDS


def test_calls_that_were_only_counted_are_counted_too(measured):
    counted = Counted("shop.seen", "orders.Order", "limit", 5, receiver_calls=10, errors=2)
    silent = Counted("shop.seen", "orders.Order", "no receivers", 5)
    otel.emit(build(counted=[counted, silent]))
    found = measured()
    assert values(found["calls"]) == {("shop.seen", "orders"): 10}
    assert values(found["errors"]) == {("shop.seen", "orders"): 2}


def test_the_number_of_series_is_bounded(measured, monkeypatch):
    monkeypatch.setattr(measures, "MOST_SERIES", 2)
    otel.emit(build(*[saved("User", Called(f"receiver_{number}")) for number in range(5)]))
    otel.emit(build(saved("User", Called("receiver_0"))))
    found = measured()["calls"]
    assert [(len(attributes), point.value) for attributes, point in found] == [
        (2, 2), (2, 1), (1, 3),
    ]  # fmt: skip
    assert found[2][0] == {"otel.metric.overflow": True}


def test_metrics_alone_are_reason_enough_to_record(measured):
    assert otel.wants()


def test_nothing_is_counted_without_an_sdk():
    assert not otel.wants()
    assert otel.emit(build(saved("User", Called("note")))) == 0


def test_the_app_of_a_sender_is_its_label():
    assert measures.app_of("orders.Order") == "orders"
    assert measures.app_of("example_project.orders.views.Checkout") == "orders"
    assert measures.app_of("nowhere.Order") == ""
    assert measures.app_of("<object of a class>") == ""
    assert measures.app_of("None") == ""
