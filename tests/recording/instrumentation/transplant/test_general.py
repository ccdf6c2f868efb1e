# ruff: noqa: RUF059 - receivers that a method looks up and does not call
from __future__ import annotations

from typing import Any

import pytest
from django.dispatch import Signal

from signal_inspector.recording.instrumentation.dispatching import NAMES
from signal_inspector.recording.instrumentation.transplant import (
    Mismatch,
    calls_receivers,
    general,
)
from tests.recording.scenes import METHODS


@pytest.mark.parametrize("name", METHODS)
def test_each_method_of_the_installed_django_has_the_general_shape_too(name):
    own = vars(Signal)[name].__code__
    code = general(vars(Signal)[name], NAMES)
    assert (code.co_filename, code.co_qualname) == (own.co_filename, own.co_qualname)


class Shapes:
    def no_sender(self, **named):
        sender = None
        return [receiver(signal=self, sender=sender, **named) for receiver in self.receivers]

    def no_call(self, sender, **named):
        return super().send(sender, **named)

    @staticmethod
    def no_self(sender, **named):
        self = sender
        return [receiver(signal=self, sender=sender, **named) for receiver in self.receivers]

    def with_helpers(self, sender, **named):
        def count(receivers):
            return len(receivers)

        found = self._live_receivers(sender)[0]
        return count([receiver(signal=self, sender=sender, **named) for receiver in found])

    def looks_up_last(self, sender, **named):
        def call(receiver):
            return receiver(signal=self, sender=sender, **named)

        self.call = call
        first, second = self._live_receivers(sender)

    def looks_up_three(self, sender, **named):
        first, second, third = self._live_receivers(sender)
        return [receiver(signal=self, sender=sender, **named) for receiver in first]


def test_methods_that_call_no_receiver_are_told():
    with pytest.raises(Mismatch, match=r"^Shapes.no_call calls no receiver$"):
        general(Shapes.no_call, NAMES)


@pytest.mark.parametrize("method", [Shapes.no_sender, Shapes.no_self])
def test_methods_with_other_parameters_are_told(method):
    with pytest.raises(Mismatch, match=r"has no parameters self and sender$"):
        general(method, NAMES)


@pytest.mark.parametrize(
    "method", [Shapes.with_helpers, Shapes.looks_up_last, Shapes.looks_up_three]
)
def test_what_else_a_method_does_is_left_as_it_is(method):
    own = method.__code__
    code = general(method, NAMES)
    assert code.co_varnames[: own.co_argcount] == own.co_varnames[: own.co_argcount]
    assert set(own.co_names) <= set(code.co_names)


def test_only_methods_that_call_receivers_are_found_to():
    space: dict[str, Any] = {}
    exec("def sourceless(self, sender): receiver(signal=self, sender=sender, **{})", space)
    assert calls_receivers(Shapes.no_sender)
    assert not calls_receivers(Shapes.no_call)
    assert not calls_receivers(space["sourceless"])
