"""Connections are read from live signals of the running Django, whatever its entries look like."""

import functools
import gc
import threading
from collections.abc import Iterator
from typing import Any

import django
import pytest
from django.apps import apps
from django.contrib.auth.models import AbstractUser, Group, User
from django.db import models
from django.db.models.signals import ModelSignal, post_save
from django.dispatch import Signal

from signal_inspector.wiring.connections import Connection, read_connections
from tests.naming.hostile import Untouchable

HERE = "tests.wiring.test_connections"


def receiver(**kwargs: Any) -> None:
    """A receiver."""


def other(**kwargs: Any) -> None:
    """Another one."""


async def coroutine(**kwargs: Any) -> None:
    """An async receiver."""


class Desk:
    def method(self, **kwargs: Any) -> None:
        """A receiver that is a method."""


SENDER_TEXT = "nightly import, as sender"


def read(signal: Signal) -> list[Connection]:
    return read_connections({"shop.signal": signal})


def only(signal: Signal) -> Connection:
    (connection,) = read(signal)
    return connection


def test_a_connection_is_read_as_plain_data() -> None:
    signal = Signal()
    signal.connect(receiver, dispatch_uid="mine")

    connection = only(signal)

    assert connection.signal == "shop.signal"
    assert connection.receiver == f"{HERE}.receiver"
    assert connection.module == HERE
    assert connection.file == "tests/wiring/test_connections.py"
    assert connection.line == receiver.__code__.co_firstlineno
    assert connection.origin == "project"
    assert connection.app is None
    assert connection.dispatch_uid == "mine"
    assert (connection.is_alive, connection.is_weak, connection.is_async) == (True, True, False)


def test_receivers_come_in_the_order_of_their_connection() -> None:
    signal = Signal()
    for each in (other, coroutine, receiver):
        signal.connect(each)

    assert [(each.receiver.rpartition(".")[2], each.position) for each in read(signal)] == [
        ("other", 0),
        ("coroutine", 1),
        ("receiver", 2),
    ]
    assert [each.is_async for each in read(signal)] == [False, True, False]


def test_strong_and_weak_references_are_told_apart() -> None:
    signal = Signal()
    signal.connect(receiver)
    signal.connect(functools.partial(receiver), weak=False)

    assert [each.is_weak for each in read(signal)] == [True, False]


class TestSenders:
    @pytest.mark.parametrize(
        ("sender", "name", "kind"),
        [
            (None, "ANY", "any"),
            (User, "auth.User", "model"),
            (AbstractUser, "auth.AbstractUser", "abstract"),
            (Desk, f"{HERE}.Desk", "object"),
            (SENDER_TEXT, f"'{SENDER_TEXT}'", "object"),
            (receiver, f"{HERE}.receiver", "object"),
            (threading, "threading", "object"),
        ],
    )
    def test_they_are_found(self, sender: Any, name: str, kind: str) -> None:
        signal = Signal()
        signal.connect(receiver, sender=sender)

        assert only(signal).sender[:2] == (name, kind)

    def test_their_module_is_told(self) -> None:
        signal = Signal()
        signal.connect(receiver, sender=User)
        signal.connect(receiver, sender=threading)
        signal.connect(receiver, sender=SENDER_TEXT)

        modules = [each.sender.module for each in read(signal)]
        assert modules == ["django.contrib.auth.models", "threading", ""]

    def test_an_instance_is_found(self) -> None:
        signal, desk = Signal(), Desk()
        signal.connect(receiver, sender=desk)

        assert only(signal).sender[:2] == (f"<{HERE}.Desk object>", "object")

    def test_a_text_that_only_the_code_of_a_function_holds_is_found(self) -> None:
        def send() -> str:
            return "a sender, written where it sends"

        signal = Signal()
        signal.connect(receiver, sender=send())

        assert only(signal).sender.name == "'a sender, written where it sends'"

    def test_a_model_belongs_to_its_app(self) -> None:
        signal = Signal()
        signal.connect(receiver, sender=User)

        assert only(signal).sender.app == "auth"
        assert only(signal).sender.origin == "django"

    def test_a_proxy_is_marked(self) -> None:
        class BigGroup(Group):
            class Meta:
                proxy = True
                app_label = "tests"

        signal = Signal()
        signal.connect(receiver, sender=BigGroup)
        try:
            assert only(signal).sender[:3] == ("tests.BigGroup", "proxy", "tests")
        finally:
            del apps.all_models["tests"]["biggroup"]
            apps.clear_cache()

    def test_a_collected_sender_is_no_other_object(self) -> None:
        signal, desk = Signal(), Desk()
        signal.connect(receiver, sender=desk)
        del desk
        gc.collect()

        kind = only(signal).sender.kind

        assert kind == ("dead" if django.VERSION >= (6, 0) else "unknown")

    def test_senders_of_one_name_have_different_keys(self) -> None:
        signal, first, second = Signal(), Desk(), Desk()
        signal.connect(receiver, sender=first)
        signal.connect(receiver, sender=second)

        one, two = read(signal)

        assert one.sender == two.sender
        assert one.sender_key != two.sender_key


class TestDispatchUid:
    @pytest.mark.parametrize(
        ("uid", "text"),
        [
            (None, None),
            ("mine", "mine"),
            (7, "7"),
            (("mine", 7), "(mine, 7)"),
            (Desk, f"{HERE}.Desk"),
        ],
    )
    def test_it_is_read_from_the_key(self, uid: Any, text: str | None) -> None:
        signal = Signal()
        signal.connect(receiver, dispatch_uid=uid)

        assert only(signal).dispatch_uid == text

    def test_a_bound_method_without_one_has_none(self) -> None:
        signal, desk = Signal(), Desk()
        signal.connect(desk.method)

        assert only(signal).dispatch_uid is None
        assert only(signal).receiver == f"{HERE}.Desk.method"

    def test_it_survives_the_receiver(self) -> None:
        signal = Signal()
        signal.connect(Desk().method, dispatch_uid="mine")
        gc.collect()

        assert not only(signal).is_alive
        assert only(signal).dispatch_uid == "mine"


def test_a_collected_receiver_is_dead() -> None:
    signal, desk = Signal(), Desk()
    signal.connect(desk.method)
    del desk
    gc.collect()

    connection = only(signal)

    assert not connection.is_alive
    assert connection.receiver == "collected receiver"
    assert (connection.file, connection.line, connection.module) == ("", 0, "")


def test_hostile_receivers_are_read_without_a_touch() -> None:
    signal = Signal()
    signal.receivers = [((1, id(None)), Untouchable(), False)]

    assert only(signal).receiver == "tests.naming.hostile.Untouchable"


def test_a_signal_without_a_list_of_receivers_has_none() -> None:
    signal = Signal()
    signal.receivers = None

    assert read(signal) == []


def test_reading_changes_nothing() -> None:
    signal = Signal()
    signal.connect(receiver)
    before = list(signal.receivers)
    signal.lock.acquire()

    read(signal)

    assert signal.receivers == before
    assert all(one is two for one, two in zip(signal.receivers, before, strict=True))


class TestLazySenders:
    @pytest.fixture
    def signal(self) -> Iterator[ModelSignal]:
        signal = ModelSignal()
        yield signal
        apps._pending_operations.pop(("shop", "nothing"), None)

    def test_a_sender_that_was_never_loaded_is_unresolved(self, signal: ModelSignal) -> None:
        signal.connect(receiver, sender="shop.Nothing", dispatch_uid="mine", weak=False)

        connection = only(signal)

        assert connection.sender[:3] == ("shop.nothing", "unresolved", None)
        assert connection.receiver == f"{HERE}.receiver"
        assert connection.dispatch_uid == "mine"
        assert not connection.is_weak

    def test_async_receivers_are_known_as_such(self, signal: ModelSignal) -> None:
        signal.connect(coroutine, sender="shop.Nothing")

        assert only(signal).is_async
        assert only(signal).dispatch_uid is None

    def test_methods_have_no_uid_either(self, signal: ModelSignal) -> None:
        signal.connect(Desk().method, sender="shop.Nothing")

        assert only(signal).dispatch_uid is None

    def test_other_signals_and_disconnects_are_left_out(self, signal: ModelSignal) -> None:
        post_save.connect(receiver, sender="shop.Nothing")
        signal.disconnect(receiver, sender="shop.Nothing")
        apps.lazy_model_operation(receiver, ("shop", "nothing"))

        assert read(signal) == []

    def test_one_that_is_loaded_is_a_model(self, signal: ModelSignal) -> None:
        signal.connect(receiver, sender="auth.User")

        assert only(signal).sender[:2] == ("auth.User", "model")


def test_historical_models_are_found() -> None:
    from django.db.migrations.state import ModelState, ProjectState

    state = ProjectState()
    state.add_model(ModelState("shop", "Order", [("id", models.AutoField(primary_key=True))]))
    historical = state.apps.get_model("shop", "Order")
    signal = Signal()
    signal.connect(receiver, sender=historical)

    assert only(signal).sender[:2] == ("shop.Order", "model")
