from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.dispatch import Signal
from hypothesis import given, strategies as st

from signal_inspector.recording import unheard as room
from signal_inspector.recording.unheard import Unheard
from tests.recording.scenes import Another, Sender

ONE, OTHER = Signal(), Signal()


class Untouchable:
    """A sender that must not be compared or hashed."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        raise AssertionError


def counted(unheard: Unheard) -> dict[tuple[int, str], int]:
    found: Counter[tuple[int, str]] = Counter()
    for signal, sender, count in unheard.counts():
        found[id(signal), sender] += count
    return dict(found)


def test_classes_that_live_on_wait_to_be_counted():
    unheard = Unheard()
    for sender in (Sender, Group, Sender):
        unheard.count(ONE, sender)
    assert unheard.heard == {Sender: [ONE, ONE], Group: [ONE]}
    assert counted(unheard) == {
        (id(ONE), f"{Sender.__module__}.Sender"): 2,
        (id(ONE), "auth.Group"): 1,
    }


@pytest.mark.parametrize("sender", [None, "text", 3, type("Local", (), {}), Untouchable()])
def test_all_others_are_counted_at_once_and_not_held(sender):
    unheard = Unheard()
    for _ in range(3):
        unheard.count(ONE, sender)
    assert unheard.heard == {}
    assert list(counted(unheard).values()) == [3]


def test_no_more_wait_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(room, "MOST_HEARD", 4)
    unheard = Unheard()
    for _ in range(11):
        unheard.count(ONE, Sender)
        assert len(unheard.heard[Sender]) <= 4
    assert list(counted(unheard).values()) == [11]


def test_what_was_counted_is_counted_once():
    unheard = Unheard()
    unheard.count(ONE, Sender)
    assert counted(unheard) == counted(unheard)
    unheard.count(ONE, Sender)
    assert list(counted(unheard).values()) == [2]


SENDERS: list[Any] = [Sender, Another, None, "text", 1]


@given(st.lists(st.tuples(st.sampled_from([ONE, OTHER]), st.integers(0, 4), st.booleans())))
def test_signals_and_senders_are_told_apart(sent):
    unheard = Unheard()
    for signal, place, drains in sent:
        unheard.count(signal, SENDERS[place])
        if drains:
            unheard.drain(0)
    counts = sorted(counted(unheard).values())
    assert counts == sorted(Counter((id(signal), place) for signal, place, _ in sent).values())
