from __future__ import annotations

import gc
from typing import Any

import pytest
from django.db.models.signals import ModelSignal
from django.dispatch import Signal

from signal_inspector import record
from signal_inspector.recording import instrumentation
from signal_inspector.recording.instrumentation import dispatching, failures, swapping
from signal_inspector.recording.instrumentation.dispatching import others, stock
from tests.recording.scenes import METHODS, Sender, cascade, instrumented
from tests.recording.sourceless import anew, without_source

HERE = f"{__name__}."


class Chained(Signal):
    def send_chained(self, sender, **named):
        for receiver in self._live_receivers(sender)[0]:
            named["value"] = receiver(signal=self, sender=sender, **named)
        return named["value"]

    def count(self):
        return len(self.receivers)

    @staticmethod
    def unrelated(receiver, self, sender, named):
        return receiver(signal=self, sender=sender, **named)


class Below(Chained):
    def send_below(self, sender, **named):
        return [receiver(signal=self, sender=sender, **named) for receiver in self.found]


@pytest.fixture
def unsendable():
    """A subclass that a system check tells of while there is one."""

    class Unsendable(Signal):
        def broadcast(self, **named):
            sender = None
            return [
                receiver(signal=self, sender=sender, **named)
                for receiver in self._live_receivers(sender)[0]
            ]

    yield Unsendable
    del Unsendable
    gc.collect()


def made_elsewhere() -> Any:
    def send_made(self, sender, **named):
        found = self._live_receivers(sender)[0]
        return [receiver(signal=self, sender=sender, **named) for receiver in found]

    return send_made


class Assembled(Signal):
    send_made = made_elsewhere()


def adds(value: int = 0, **kwargs: Any) -> int:
    return value + 1


def names() -> set[str]:
    return {function.__qualname__ for function, _ in (*stock(), *others())}


def test_the_methods_of_signal_are_targets():
    assert {f"Signal.{name}" for name in METHODS} <= names()
    assert not any(name.startswith(ModelSignal.__name__) for name in names())


def test_methods_of_subclasses_are_targets_where_they_call_receivers():
    found = {name for name in names() if name.split(".")[0] in {"Chained", "Below"}}
    assert found == {"Chained.send_chained", "Below.send_below"}


def test_the_look_up_of_receivers_is_a_target_only_in_the_slower_way():
    def of_signal() -> set[str]:
        instrumentation.problems()
        return {name for name in names() if name.startswith("Signal.")}

    look_up = "Signal._live_receivers"
    with anew():
        assert look_up not in of_signal()
    with without_source():
        assert look_up in of_signal()


def test_a_method_of_a_subclass_that_cannot_be_instrumented_is_told(unsendable):
    signal = unsendable()
    signal.connect(adds)
    with record() as recording:
        assert signal.broadcast() == [1]

    name = f"{unsendable.__qualname__}.broadcast"
    problem = instrumentation.problems()[f"{HERE}{name}"]
    assert problem == f"{name} has no parameters self and sender"
    assert recording.dispatches == []


def test_what_is_told_of_a_subclass_goes_with_it(unsendable):
    assert any("broadcast" in name for name in instrumentation.problems())
    assert not any("broadcast" in name for name in swapping.problems(stock()))


def test_a_method_that_was_made_by_a_function_is_recorded():
    signal = Assembled()
    signal.connect(adds)
    with record() as recording:
        assert signal.send_made(sender=Sender) == [1]

    assert cascade(recording) == [(0, "adds")]


@pytest.mark.parametrize("name", METHODS)
def test_code_that_dispatches_is_known_with_all_that_is_nested_in_it(name):
    with instrumented():
        code = vars(Signal)[name].__code__
        nested = [each for each in code.co_consts if type(each) is type(code)]
        assert {id(code), *map(id, nested)} <= failures.send_codes


def test_what_the_new_code_calls_cannot_be_replaced_by_the_project(monkeypatch):
    assert dispatching.NAMES["len"] is len
    assert "getrecursionlimit" not in dispatching.NAMES
    with instrumented():
        assert not any(name.startswith("_si_") for name in vars(Signal))
        assert "plan" not in Signal.send.__code__.co_names
