"""Looking changes nothing for others that replace, count or trace the same methods."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import permutations
from typing import Any
from unittest import mock

import pytest
from django.db.models.signals import ModelSignal
from django.dispatch import Signal

from signal_inspector.recording import instrumentation
from signal_inspector.recording.recorder import Recorder
from tests.recording.scenes import METHODS, Sender, cascade, dispatch, signal_with

OWN = {name: vars(Signal)[name] for name in METHODS}
OWN_CODE = {name: OWN[name].__code__ for name in METHODS}


def first(**kwargs: Any) -> int:
    return 1


async def second(**kwargs: Any) -> int:
    return 2


@pytest.fixture(autouse=True)
def _django_is_itself_again() -> Iterator[None]:
    yield
    assert {name: vars(Signal)[name] for name in METHODS} == OWN
    assert {name: OWN[name].__code__ for name in METHODS} == OWN_CODE
    assert not set(METHODS) & set(vars(ModelSignal))


class TestTheSwap:
    def test_leaves_the_very_functions_and_gives_back_the_very_code(self):
        instrumentation.activate()
        instrumentation.activate()
        during = {name: OWN[name].__code__ for name in METHODS}
        instrumentation.deactivate()
        still = {name: OWN[name].__code__ for name in METHODS}
        instrumentation.deactivate()

        assert all(during[name] is not OWN_CODE[name] for name in METHODS)
        assert still == during
        assert all(vars(Signal)[name] is OWN[name] for name in METHODS)
        assert all(OWN[name].__code__ is OWN_CODE[name] for name in METHODS)

    def test_is_made_once(self):
        found = []
        for _ in range(2):
            instrumentation.activate()
            found.append(Signal.send.__code__)
            instrumentation.deactivate()

        assert found[0] is found[1]

    def test_leaves_code_alone_that_somebody_else_put_in_place(self):
        def other(self: Signal, sender: Any, **named: Any) -> str:
            return "other"

        foreign = other.__code__
        try:
            Signal.send.__code__ = foreign
            recorder = Recorder()
            recorder.start()
            assert Signal.send.__code__ is foreign
            recorder.stop()
            assert Signal.send.__code__ is foreign

            Signal.send.__code__ = OWN_CODE["send"]
            recorder = Recorder()
            recorder.start()
            Signal.send.__code__ = foreign
            recorder.stop()
            assert Signal.send.__code__ is foreign
        finally:
            Signal.send.__code__ = OWN_CODE["send"]


def orders() -> list[tuple[str, ...]]:
    steps = ("patch", "restore", "start", "stop")
    return [
        each
        for each in permutations(steps)
        if each.index("patch") < each.index("restore") and each.index("start") < each.index("stop")
    ]


PATCHES: dict[str, Callable[[], Any]] = {
    "Signal.send by a mock that calls it": lambda: mock.patch.object(
        Signal, "send", autospec=True, side_effect=OWN["send"]
    ),
    "Signal.send by a mock": lambda: mock.patch("django.dispatch.Signal.send", return_value=[]),
    "ModelSignal.send by a mock": lambda: mock.patch(
        "django.db.models.signals.ModelSignal.send", return_value=[]
    ),
    "ModelSignal.send by a function": lambda: mock.patch.object(
        ModelSignal, "send", lambda self, sender, **named: "nothing", create=True
    ),
}


@pytest.mark.parametrize("patched", PATCHES)
@pytest.mark.parametrize("order", orders(), ids="-".join)
def test_methods_can_be_mocked_before_during_and_after_a_recording(patched, order):
    signal = ModelSignal(use_caching=True)
    signal.connect(first)
    patch = PATCHES[patched]()
    recorder = Recorder()
    steps = {
        "patch": patch.start, "restore": patch.stop, "start": recorder.start, "stop": recorder.stop,
    }  # fmt: skip
    is_patched = is_recording = False
    recorded = 0
    for step in order:
        steps[step]()
        is_patched = step == "patch" or (is_patched and step != "restore")
        is_recording = step == "start" or (is_recording and step != "stop")
        passes = not is_patched or "calls it" in patched
        recorded += passes and is_recording
        response = signal.send(sender=Sender)
        assert (response == [(first, 1)]) is passes

    assert len(recorder.recording.dispatches) == recorded


def test_a_signal_can_be_silenced_by_an_attribute_of_its_own():
    signal = signal_with(first)
    recorder = Recorder()
    recorder.start()
    dispatch(signal)
    signal.send = lambda *args, **kwargs: "silence"
    try:
        assert signal.send(sender=Sender) == "silence"
    finally:
        del signal.send
    assert dispatch(signal) == [(first, 1)]

    assert len(recorder.stop().dispatches) == 2


@pytest.mark.parametrize("method", METHODS)
def test_mocks_are_receivers_like_any_other(method):
    receiver = mock.Mock(return_value=5)
    signal = signal_with()
    signal.connect(receiver, weak=False)
    recorder = Recorder()
    recorder.start()
    responses = [dispatch(signal, method, number=n) for n in range(2)]
    recording = recorder.stop()

    assert [each == [(receiver, 5)] for each in responses] == [True, True]
    sent = {"signal": signal, "sender": Sender}
    assert receiver.mock_calls == [mock.call(**sent, number=0), mock.call(**sent, number=1)]
    assert [call.receiver for call in recording.receiver_calls] == ["unittest.mock.Mock"] * 2


class TestBesideSentry:
    @pytest.fixture
    def spans(self, monkeypatch) -> Iterator[Callable[[], list[str]]]:
        """Sentry's tracing of signals, not yet in place; gives the names of what it traced."""
        sentry_sdk = pytest.importorskip("sentry_sdk")
        from sentry_sdk.integrations.django import DjangoIntegration
        from sentry_sdk.transport import Transport

        class Nowhere(Transport):
            def capture_envelope(self, envelope: Any) -> None:
                pass

        monkeypatch.setattr(Signal, "_live_receivers", Signal._live_receivers)
        integration = DjangoIntegration(signals_spans=True)
        client = sentry_sdk.Client(
            dsn="http://public@sentry.invalid/1",
            traces_sample_rate=1.0,
            default_integrations=False,
            auto_enabling_integrations=False,
            transport=Nowhere,
        )
        client.integrations = {"django": integration}
        with sentry_sdk.isolation_scope() as scope:
            scope.set_client(client)
            with sentry_sdk.start_transaction(name="request", sampled=True) as transaction:
                yield lambda: [
                    span.description for span in transaction._span_recorder.spans
                    if span.op == "event.django"
                ]  # fmt: skip

    @pytest.mark.parametrize("sentry_first", [True, False])
    @pytest.mark.parametrize("use_caching", [True, False])
    def test_each_sees_every_call_whichever_comes_first(self, spans, sentry_first, use_caching):
        from sentry_sdk.integrations.django.signals_handlers import patch_signals

        def outer(**kwargs: Any) -> list[Any]:
            return inner_signal.send(sender=Sender)

        inner_signal = signal_with(first, use_caching=use_caching)
        signal = signal_with(outer, second, use_caching=use_caching)
        recorder = Recorder()
        for step in (patch_signals, recorder.start)[:: 1 if sentry_first else -1]:
            step()
        for _ in range(3):
            (received, given), last = signal.send(sender=Sender)
            assert received.__wrapped__ is outer  # Sentry's wrapper, not ours
            assert given[0][0].__wrapped__ is first
            assert last == (second, 2)
        recording = recorder.stop()

        module = __name__
        qualname = outer.__qualname__
        assert spans() == [f"{module}.{qualname}", f"{module}.first"] * 3
        assert cascade(recording) == [(0, "outer"), (1, "first"), (0, "second")] * 3
        first_call = recording.receiver_calls[0]
        assert first_call.connection.path == __file__
        assert first_call.connection.line == outer.__code__.co_firstlineno
        assert first_call.connection.weak

    def test_a_look_up_of_receivers_that_sentry_replaced_is_asked_each_time(self, spans):
        from sentry_sdk.integrations.django.signals_handlers import patch_signals

        from signal_inspector.recording.instrumentation import live_receivers

        signal = signal_with(first)
        assert live_receivers.are_stock(signal)
        patch_signals()
        assert not live_receivers.are_stock(signal)
