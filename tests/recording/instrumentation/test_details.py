from __future__ import annotations

import asyncio
import functools
import linecache
import sys
from collections import OrderedDict
from decimal import Decimal
from pathlib import Path
from types import CodeType
from typing import Any
from uuid import uuid4

import django
import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.db.models.signals import post_save
from django.utils.functional import SimpleLazyObject

import signal_inspector
from signal_inspector import record
from signal_inspector.recording.instrumentation import details
from signal_inspector.recording.records import Frame
from tests.naming.hostile import Untouchable, UntouchableClass
from tests.recording.scenes import METHODS, Another, Sender, connected, signal_with

every_method = pytest.mark.parametrize("method", METHODS)


def first(**kwargs: Any) -> int:
    return 1


def site_of(recording: Any, place: int = 0) -> tuple[str, str, str]:
    """File, function and source line of the site of a dispatch."""
    site = recording.dispatches[place].site
    assert isinstance(site, Frame)
    line = linecache.getline(site.path, site.line).strip()
    return site.path, site.function.rpartition(".")[2], line


class TestTheSite:
    def test_is_the_line_that_sent(self):
        signal = signal_with(first)
        with record() as recording:
            signal.send(sender=Sender)
            (signal
                .send_robust(
                    sender=Sender))  # fmt: skip

        assert site_of(recording) == (
            __file__, "test_is_the_line_that_sent", "signal.send(sender=Sender)",
        )  # fmt: skip
        assert site_of(recording, 1)[2] == ".send_robust("

    @pytest.mark.parametrize("method", ["asend", "asend_robust"])
    def test_is_the_line_that_awaits(self, method):
        signal = signal_with(first)

        async def main() -> None:
            await getattr(signal, method)(sender=Sender)

        with record() as recording:
            asyncio.run(main())

        line = "await getattr(signal, method)(sender=Sender)"
        assert site_of(recording) == (__file__, "main", line)

    @pytest.mark.parametrize("method", ["asend", "asend_robust"])
    def test_of_a_task_is_the_line_that_runs_the_loop(self, method):
        signal = signal_with(first)
        with record() as recording:
            asyncio.run(getattr(signal, method)(sender=Sender))

        assert site_of(recording)[2] == "asyncio.run(getattr(signal, method)(sender=Sender))"

    @every_method
    def test_of_a_nested_dispatch_is_the_line_in_the_receiver(self, method):
        inner = signal_with(first)

        def sends(**kwargs: Any) -> None:
            inner.send(sender=Sender)

        async def sends_later(**kwargs: Any) -> None:
            await inner.asend(sender=Sender)

        signal = signal_with(sends, sends_later)
        with record() as recording:
            sent = getattr(signal, method)(sender=Sender)
            asyncio.run(sent) if method.startswith("a") else None

        below = {
            site_of(recording, each.index)[1:] for each in recording if each.parent is not None
        }
        assert below == {
            ("sends", "inner.send(sender=Sender)"),
            ("sends_later", "await inner.asend(sender=Sender)"),
        }

    @pytest.mark.django_db
    def test_of_a_model_signal_is_the_line_that_saved(self):
        with connected(post_save, first, sender=Group), record() as recording:
            Group.objects.create(name="editors")

        assert {site_of(recording, each.index)[2] for each in recording.roots} == {
            'Group.objects.create(name="editors")'
        }

    def test_passes_over_installed_packages_and_the_standard_library(self):
        send = functools.partial(signal_with(first).send, sender=Sender)
        with record() as recording:
            sorted([1], key=lambda _: send() and 1)
            functools.reduce(lambda _, __: foreign("site-packages/shop/api.py", send), [1, 2])

        assert site_of(recording)[1] == "<lambda>"
        assert site_of(recording, 1)[1] == "foreign"

    def test_within_a_foreign_receiver_is_the_line_of_that_receiver(self):
        inner = signal_with(first)
        send = functools.partial(inner.send, sender=Sender)
        path = str(Path("site-packages/shop/receivers.py").absolute())
        code = compile("def receiver(**kwargs):\n    send()\n", path, "exec")
        space: dict[str, Any] = {"send": send}
        exec(code, space)
        with record() as recording:
            signal_with(space["receiver"]).send(sender=Sender)

        site = recording.dispatches[1].site
        assert site == Frame(path, 2, "receiver")

    def test_of_code_without_a_file_is_told_as_well(self):
        space = {"send": functools.partial(signal_with(first).send, sender=Sender)}
        with record() as recording:
            exec("send()", space)

        assert recording.dispatches[0].site == Frame("<string>", 1, "<module>")

    def test_is_nowhere_when_no_frame_is_the_project_s(self, monkeypatch):
        from signal_inspector.recording.instrumentation import details

        monkeypatch.setattr(details, "_origins", dict.fromkeys(files_of_frames(), "django"))
        monkeypatch.setattr(details, "_origin", lambda path: "django")
        with record() as recording:
            signal_with(first).send(sender=Sender)
        monkeypatch.setattr(details, "_origins", {})
        monkeypatch.setattr(details, "_origin", lambda path: "third-party")
        with record() as other:
            signal_with(first).send(sender=Sender)

        assert recording.dispatches[0].site is None
        assert site_of(other)[1] == "test_is_nowhere_when_no_frame_is_the_project_s"

    def test_is_in_a_folder_whose_name_begins_like_ours(self):
        ours = str(Path(signal_inspector.__file__).parent)
        assert details._origin(f"{ours}_shop/views.py") != "django"
        assert details._origin(f"{ours}/panels/panel.py") == "django"


def foreign(path: str, action: Any) -> None:
    """Call an action from a frame of an installed package."""
    code = compile("def call(action):\n    action()\n", str(Path(path).absolute()), "exec")
    space: dict[str, Any] = {}
    exec(code, space)
    space["call"](action)


def files_of_frames() -> set[str]:
    frame, found = sys._getframe(), set()
    while frame:
        code: CodeType = frame.f_code
        found.add(code.co_filename)
        frame = frame.f_back  # type: ignore[assignment]
    return found


class Words(str):
    __slots__ = ()

    __repr__ = __str__ = __format__ = Untouchable.__repr__  # type: ignore[assignment]


user = User(pk=12, username="ada")

ARGUMENTS: dict[str, tuple[Any, Any]] = {
    "created": (True, True),
    "reverse": (False, False),
    "count": (7, 7),
    "price": (1.5, 1.5),
    "nothing": (None, None),
    "huge": (10**5000, "<int>"),
    "low": (-(2**63), "<int>"),
    "endless": (float("inf"), "inf"),
    "not_a_number": (float("nan"), "nan"),
    "password": ("secret", "<str>"),
    "using": ("default", "default"),
    "action": ("post_add" * 100, ("post_add" * 100)[:200]),
    "setting": (Words("DEBUG"), f"<{__name__}.Words>"),
    "raw": (b"secret", "<bytes>"),
    "instance": (user, "<auth.User 12>"),
    "unsaved": (User(username="eve"), "<auth.User>"),
    "session": (Session(pk="k" * 300), "<sessions.Session #17b16d8ef494>"),
    "model": (User, "auth.User"),
    "kind": (Another, f"{Another.__module__}.Another"),
    "hostile_kind": (UntouchableClass, "tests.naming.hostile.UntouchableClass"),
    "update_fields": (frozenset({"name", "email"}), "email, name"),
    "fields": (["name"], "<list of 1>"),
    "pk_set": ({1, 2, 3}, "<set of 3>"),
    "named": ({"a": 1}, "<dict of 1>"),
    "ordered": (OrderedDict(a=1), "<collections.OrderedDict>"),
    "decimal": (Decimal("1.5"), "<decimal.Decimal>"),
    "key": (uuid4(), "<uuid.UUID>"),
    "rows": (User.objects.all(), "<django.db.models.query.QuerySet>"),
    "lazy": (SimpleLazyObject(dict), "<django.utils.functional.SimpleLazyObject>"),
    "thing": (Untouchable(), "<tests.naming.hostile.Untouchable>"),
    "function": (first, "<function>"),
}


class TestArguments:
    @every_method
    def test_are_told_without_asking_them(self, method):
        with record() as recording:
            named = {name: value for name, (value, _) in ARGUMENTS.items()}
            sent = getattr(signal_with(first), method)(sender=Sender, **named)
            asyncio.run(sent) if method.startswith("a") else None

        assert recording.notes == []
        assert recording.dispatches[0].arguments == {
            name: told for name, (_, told) in ARGUMENTS.items()
        }
        assert type(recording).from_json(recording.to_json()) == recording

    def test_of_odd_models_are_told_by_their_label(self):
        class Proxy(User):
            class Meta:
                app_label = "auth"
                proxy = True

        class Slotted(Proxy):
            class Meta:
                app_label = "auth"
                proxy = True

            __dict__ = property(lambda self: {"id": "computed"})  # type: ignore[assignment]

        with record() as recording:
            signal_with(first).send(sender=Sender, proxy=Proxy(pk=3))
            signal_with(first).send(sender=Sender, slotted=object.__new__(Slotted))
        django.apps.apps.all_models["auth"].pop("proxy")
        django.apps.apps.all_models["auth"].pop("slotted")
        django.apps.apps.clear_cache()

        assert [dict(each.arguments) for each in recording] == [
            {"proxy": "<auth.Proxy 3>"}, {"slotted": "<auth.Slotted>"},
        ]  # fmt: skip

    def test_of_fields_that_are_no_texts_are_counted(self):
        with record() as recording:
            signal_with(first).send(sender=Sender, update_fields=[1, 2])

        assert recording.dispatches[0].arguments == {"update_fields": "<list of 2>"}
