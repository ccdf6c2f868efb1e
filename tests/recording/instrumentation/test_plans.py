from __future__ import annotations

from collections.abc import Callable

import pytest
from django.dispatch import Signal

from signal_inspector import record
from tests.recording.scenes import Another, Sender, dispatch


@pytest.mark.parametrize("method", ["send", "send_robust"])
def test_a_list_of_receivers_that_django_replaced_finds_no_plan_any_more(method: str) -> None:
    """The next list may be where that one was, and have its id."""

    def receiver_of(number: int) -> Callable[..., int]:
        return lambda **kwargs: number

    called = []
    with record(sites=False, arguments=False, effects=False):
        for number in range(50):
            signal = Signal(use_caching=True)
            receiver = receiver_of(number)
            signal.connect(receiver, sender=Sender, weak=False)
            for _ in range(3):
                signal.connect(receiver_of(-1), sender=Another, weak=False)
                called += [dispatch(signal, method)[0][1] for _ in range(2)]
    assert called == [number for number in range(50) for _ in range(6)]
