"""Looking changes nothing near the limit of recursion."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models.signals import post_save, pre_save
from django.dispatch import Signal

from signal_inspector import record
from tests.recording.scenes import (
    CACHING,
    SYNCHRONOUS,
    WAYS,
    Another,
    Sender,
    connected,
    signal_with,
)

pytestmark = pytest.mark.skipif(
    sys.gettrace() is not None and sys.version_info >= (3, 12),
    reason="the tracer of coverage takes part of the stack here",
)


def first(**kwargs: Any) -> int:
    return 1


def with_frames_left(count: int, action: Callable[[], Any]) -> Any:
    """What an action gives when it may go ``count`` frames deeper; "too deep" when it does not."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(lowest_limit() + count)
    try:
        return action()
    except RecursionError:
        return "too deep"
    finally:
        sys.setrecursionlimit(before)


def lowest_limit() -> int:
    """The lowest limit of recursion that Python accepts here: about the frames there are."""
    before, lowest = sys.getrecursionlimit(), 1
    while True:
        try:
            sys.setrecursionlimit(lowest)
        except RecursionError:
            lowest += 1
        else:
            sys.setrecursionlimit(before)
            return lowest


def assert_as_deep(scene: Callable[[], int]) -> None:
    """Play a scene without and with recordings: it gets as deep, or one dispatch deeper.

    Deeper because Django's look-up of receivers takes two frames below ``send``, a plan one.
    """
    plain = with_frames_left(900, scene)
    for options in WAYS.values():
        with record(**{**options, "depth_limit": 10_000}):
            assert with_frames_left(900, scene) - plain in {0, 1}


def assert_succeeds_wherever_it_did(prepare: Callable[[], Callable[[], Any]]) -> None:
    """Do what is prepared with 0 to 21 frames left, without and with recordings.

    Recorded, it gives the same wherever it gave something without.
    """
    plain = [with_frames_left(left, prepare()) for left in range(22)]
    for options in WAYS.values():
        with record(**options):
            seen = [with_frames_left(left, prepare()) for left in range(22)]
        missed = [
            one for one in zip(plain, seen, strict=True) if one[0] not in {"too deep", one[1]}
        ]
        assert missed == []


@pytest.mark.parametrize("use_caching", CACHING)
class TestDispatches:
    def test_nest_as_deep_as_without_us(self, use_caching):
        def scene() -> int:
            depth = 0

            def again(**kwargs: Any) -> None:
                nonlocal depth
                depth += 1
                signal.send(sender=Sender, number=1, several=[1], kind=Sender)

            signal = signal_with(again, use_caching=use_caching)
            with pytest.raises(RecursionError):
                signal.send(sender=Sender)
            return depth

        assert_as_deep(scene)

    @pytest.mark.parametrize("method", SYNCHRONOUS)
    @pytest.mark.parametrize("warm", [True, False], ids=["known", "new"])
    @pytest.mark.parametrize("receivers", [[], [first], [first, first]])
    def test_succeed_wherever_they_do_without_us(self, use_caching, method, warm, receivers):
        def prepare() -> Callable[[], int]:
            signal = signal_with(use_caching=use_caching)
            for uid, receiver in enumerate(receivers):
                signal.connect(receiver, dispatch_uid=str(uid))
            send = getattr(signal, method)
            if warm:
                send(sender=Sender)
            return lambda: len(send(sender=Sender, several=[1], kind=Another))

        assert_succeeds_wherever_it_did(prepare)

    @pytest.mark.parametrize("warm", [True, False], ids=["known", "new"])
    def test_that_fail_fail_alike_wherever_they_do_without_us(self, use_caching, warm):
        def raises(**kwargs: Any) -> None:
            raise ValueError("no")

        def prepare() -> Callable[[], str]:
            signal = signal_with(first, raises, use_caching=use_caching)
            if warm:
                attempt(signal)
            return partial(attempt, signal)

        def attempt(signal: Signal) -> str:
            try:
                signal.send(sender=Sender)
            except ValueError as error:
                return str(error)
            return "nothing"

        assert_succeeds_wherever_it_did(prepare)


@pytest.mark.django_db
class TestModelSaves:
    @pytest.mark.parametrize("signal", [pre_save, post_save], ids=["pre_save", "post_save"])
    def test_nest_as_deep_as_without_us(self, signal):
        def scene() -> int:
            depth = 0

            def again(instance: Group, **kwargs: Any) -> None:
                nonlocal depth
                depth += 1
                instance.save()

            group = Group(name="editors")
            with (
                connected(signal, again, sender=Group),
                pytest.raises(RecursionError),
                transaction.atomic(),
            ):
                group.save()
            return depth

        assert_as_deep(scene)
