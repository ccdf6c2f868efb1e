# ruff: noqa: RUF059 - receivers that a method looks up and does not call
from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.dispatch import Signal
from django.dispatch.dispatcher import NO_RECEIVERS

from signal_inspector.recording.instrumentation.dispatching import NAMES
from signal_inspector.recording.instrumentation.transplant import Mismatch, fast


@pytest.mark.parametrize("name", ["send", "send_robust"])
def test_the_installed_django_has_the_fast_shape_and_no_cells(name):
    own = vars(Signal)[name].__code__
    code = fast(vars(Signal)[name], NAMES)
    assert code.co_cellvars == ()
    assert (code.co_filename, code.co_firstlineno) == (own.co_filename, own.co_firstlineno)
    lines = {line for *_, line in own.co_lines() if line is not None}
    assert {line for *_, line in code.co_lines() if line is not None} <= lines | _inner_lines(own)


def _inner_lines(code: Any) -> set[int]:
    return {
        line
        for each in code.co_consts
        if hasattr(each, "co_lines")
        for *_, line in each.co_lines()
        if line is not None
    }


class NoGuard:
    def send(self, sender, **named):
        responses = []
        sync_receivers, async_receivers = self._live_receivers(sender)
        for receiver in sync_receivers:
            response = receiver(signal=self, sender=sender, **named)
            responses.append((receiver, response))
        return responses


class OtherGuard:
    def send(self, sender, **named):
        if not self.receivers or self.cache.get(sender) is NO_RECEIVERS:
            return []
        return self._live_receivers(sender)


class OtherLoop:
    def send(self, sender, **named):
        if not self.receivers or self.sender_receivers_cache.get(sender) is NO_RECEIVERS:
            return []
        responses = []
        sync_receivers, async_receivers = self._live_receivers(sender)
        for receiver in reversed(sync_receivers):
            response = receiver(signal=self, sender=sender, **named)
            responses.append((receiver, response))
        return responses


class OtherCall:
    def send(self, sender, **named):
        if not self.receivers or self.sender_receivers_cache.get(sender) is NO_RECEIVERS:
            return []
        responses = []
        sync_receivers, async_receivers = self._live_receivers(sender)
        for receiver in sync_receivers:
            response = receiver(self, sender, named)
            responses.append((receiver, response))
        return responses


class NoLoop:
    def send(self, sender, **named):
        if not self.receivers or self.sender_receivers_cache.get(sender) is NO_RECEIVERS:
            return []
        sync_receivers, async_receivers = self._live_receivers(sender)
        return [receiver(signal=self, sender=sender, **named) for receiver in sync_receivers]


class NoLookUp:
    def send(self, sender, **named):
        if not self.receivers or self.sender_receivers_cache.get(sender) is NO_RECEIVERS:
            return []
        responses = []
        sync_receivers = self.found(sender)
        for receiver in sync_receivers:
            response = receiver(signal=self, sender=sender, **named)
            responses.append((receiver, response))
        return responses


class OtherTail:
    def send(self, sender, **named):
        if not self.receivers or self.sender_receivers_cache.get(sender) is NO_RECEIVERS:
            return []
        responses = []
        sync_receivers, async_receivers = self._live_receivers(sender)
        for receiver in sync_receivers:
            response = receiver(signal=self, sender=sender, **named)
            responses.append((receiver, response))
        if async_receivers:
            responses.extend(async_to_sync(self.asend)(sender))
        return responses


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        (NoGuard, "the guard for signals without receivers is not known"),
        (OtherGuard, "the guard for signals without receivers is not known"),
        (OtherLoop, "the loop over the receivers is not known"),
        (OtherCall, "the call of a receiver is not known"),
        (NoLoop, "NoLoop.send does not look up and call its receivers once each"),
        (NoLookUp, "NoLookUp.send does not look up and call its receivers once each"),
        (OtherTail, "the tail for async receivers is not known"),
    ],
)
def test_another_shape_is_told(shape, reason):
    with pytest.raises(Mismatch) as caught:
        fast(shape.send, NAMES)
    assert str(caught.value) == reason
