from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import django
import pytest
from django.contrib.auth.models import Group, User
from django.db.models.signals import ModelSignal, post_save, pre_save

from signal_inspector import record
from signal_inspector.recording.instrumentation import saves
from signal_inspector.recording.instrumentation.arguments import described
from tests.recording.scenes import Sender, connected

saved_ones = ModelSignal()


def first(**kwargs: Any) -> None:
    pass


@pytest.fixture
def signal() -> Iterator[ModelSignal]:
    """One of the kind that saves send, with a receiver."""
    with connected(saved_ones, first):
        yield saved_ones


def told(recording: Any) -> list[dict[str, Any]]:
    assert recording.notes == []
    return [dict(each.arguments) for each in recording]


@pytest.mark.django_db
def test_each_save_is_told_with_its_own_key_as_it_was_then():
    with (
        connected(pre_save, first, sender=Group),
        connected(post_save, first, sender=Group),
        record() as recording,
    ):
        group, other = (Group.objects.create(name=name) for name in "ab")
        group.save()
        other.save(update_fields=["name"])
        group.save(using="default")

    rest = {"raw": False, "using": "default", "update_fields": None}
    fields = {**rest, "update_fields": "name"}
    new, one, two = "<auth.Group>", f"<auth.Group {group.pk}>", f"<auth.Group {other.pk}>"
    assert recording.notes == []
    saved = [dict(each.arguments) for each in recording if each.sender == "auth.Group"]
    assert saved == [
        {"instance": new, **rest}, {"instance": one, "created": True, **rest},
        {"instance": new, **rest}, {"instance": two, "created": True, **rest},
        {"instance": one, **rest}, {"instance": one, "created": False, **rest},
        {"instance": two, **fields}, {"instance": two, "created": False, **fields},
        {"instance": one, **rest}, {"instance": one, "created": False, **rest},
    ]  # fmt: skip


SAVE: dict[str, Any] = {"raw": False, "using": "default", "update_fields": None}


@pytest.mark.parametrize(
    "other",
    [
        {"instance": User(pk=5)},
        {"instance": None},
        {"raw": True},
        {"using": "other"},
        {"update_fields": ["name"]},
        {"created": True},
        {"created": False},
        {"more": 3},
    ],
)
@pytest.mark.parametrize("created", [{}, {"created": True}])
def test_what_is_not_as_before_is_told_as_it_is(other, created, signal):
    named = {"instance": Group(pk=4), **created, **SAVE}
    if created:
        named = {name: named[name] for name in _POST_SAVE}
    with record() as recording:
        for arguments in (named, named, {**named, **other}, named):
            signal.send(sender=Sender, **arguments)
    with record() as apart:
        signal.send(sender=Sender, **{**named, **other})

    [one, same, changed, last] = told(recording)
    assert one == same == last
    assert [changed] == told(apart)
    assert changed != one or other == created


_POST_SAVE = ("instance", "created", "update_fields", "raw", "using")


def test_a_key_of_any_type_is_told_as_that_of_a_single_save(signal):
    keys: list[Any] = [1, "a", 1.5, None, UUID(int=3), 2]
    with record() as recording:
        for key in keys:
            signal.send(sender=Sender, instance=Group(pk=key), **SAVE)

    instances = [each["instance"] for each in told(recording)]
    assert instances == [described("instance", Group(pk=key)) for key in keys]
    assert len(set(instances)) == 5  # nothing is told of a float and of None


def test_models_that_do_not_live_on_are_not_held(signal):
    class Passing(Group):
        class Meta:
            app_label = "auth"
            proxy = True

    seen = weakref.ref(Passing)
    with record() as recording:
        for key in (1, 2):
            signal.send(sender=Sender, instance=Passing(pk=key), **SAVE)
        django.apps.apps.all_models["auth"].pop("passing")
        django.apps.apps.clear_cache()
        assert saves.captured_save({"instance": Passing(pk=3), **SAVE})[0] is None
        del Passing
        gc.collect()
        assert seen() is None

    assert [each["instance"] for each in told(recording)] == [
        "<auth.Passing 1>", "<auth.Passing 2>",
    ]  # fmt: skip


def test_no_instance_is_held(signal):
    with record():
        for _ in range(2):
            group = Group(pk=1)
            signal.send(sender=Sender, instance=group, **SAVE)
        seen = weakref.ref(group)
        del group
        assert seen() is None


def test_other_arguments_of_the_same_signal_are_told_as_they_are():
    """As where a project sends ``pre_save`` itself."""
    saved = Group(pk=3)
    with connected(pre_save, first), record() as recording:
        pre_save.send(sender=Group, instance=saved, **SAVE)
        pre_save.send(sender=Group, instance=saved, why="an import")
        pre_save.send(sender=Group, instance=saved, **SAVE)
    like_a_save = {"instance": "<auth.Group 3>", **SAVE}
    assert told(recording) == [
        like_a_save,
        {"instance": "<auth.Group 3>", "why": "<str>"},
        like_a_save,
    ]
