from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest

from signal_inspector.recording.instrumentation import labels
from tests.naming.hostile import Untouchable, UntouchableClass
from tests.recording import scenes
from tests.recording.scenes import Sender


class Till:
    def ring(self, **kwargs: Any) -> None:
        """A receiver."""


class Slotted:
    __slots__ = ()


def function(**kwargs: Any) -> None:
    """A receiver."""


class TestReceivers:
    def test_are_labelled_once(self):
        label = labels.of_receiver(function)

        assert labels.of_receiver(function) is label
        assert (label.name, label.path) == (f"{__name__}.function", __file__)
        assert label.line == function.__code__.co_firstlineno

    def test_methods_of_all_objects_share_the_label_of_their_function(self):
        assert labels.of_receiver(Till().ring) is labels.of_receiver(Till().ring)

    def test_without_weak_references_are_labelled_anew(self):
        thing = Slotted()
        assert labels.of_receiver(thing) is not labels.of_receiver(thing)
        assert labels.of_receiver(thing).name == f"{__name__}.Slotted"

    def test_without_code_have_no_place(self):
        label = labels.of_receiver(print)
        assert (label.name, label.path, label.line) == ("builtins.print", "", 0)


class TestSenders:
    def test_of_one_name_share_a_label(self):
        assert labels.of_sender(Sender()) is labels.of_sender(Sender())
        assert labels.of_sender("nightly") is labels.of_sender("night" + "ly")
        assert labels.of_sender(Sender) is not labels.of_sender(Till)

    def test_are_never_touched(self):
        for sender in (Untouchable(), UntouchableClass):
            assert labels.of_sender(sender).name

    def test_are_not_kept_alive_and_their_ids_are_given_up(self):
        sender = Sender()
        reference, key = weakref.ref(sender), id(sender)
        labels.of_sender(sender)
        assert key in labels._senders
        del sender
        gc.collect()

        assert reference() is None
        assert key not in labels._senders

    def test_labels_are_bounded(self, monkeypatch):
        monkeypatch.setattr(labels, "_MOST_SHARED", 5)
        monkeypatch.setattr(labels, "_shared", {})
        for number in range(20):
            labels.of_sender(f"sender {number}")

        assert len(labels._shared) <= 5


PERMANENT = {
    "none": (None, True),
    "class": (Sender, True),
    "hostile class": (Untouchable, True),
    "class of a hostile kind": (UntouchableClass, True),
    "class of the same name": (type("Sender", (), {}), False),
    "instance": (Sender(), False),
    "text": ("text", False),
    "module": (scenes, False),
}


@pytest.mark.parametrize("kind", PERMANENT)
def test_permanent_are_none_and_the_classes_that_modules_hold(kind):
    sender, permanent = PERMANENT[kind]
    assert labels.is_permanent(sender) is permanent


def test_a_class_within_another_one_or_of_no_module_is_not_permanent():
    class Inner:
        pass

    Inner.__module__ = "nowhere"
    assert not labels.is_permanent(Inner)
