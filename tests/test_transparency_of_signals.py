"""Looking changes nothing: signals, their connections and the lives of receivers and senders."""

from __future__ import annotations

import asyncio
import copy
import gc
import inspect
import pickle
import sys
import weakref
from operator import is_
from typing import Any
from unittest import mock

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group, User
from django.db.models.signals import ModelSignal, post_save
from django.dispatch import Signal
from django.dispatch.dispatcher import NO_RECEIVERS
from django.utils.functional import SimpleLazyObject

from signal_inspector import record
from tests.naming.hostile import Untouchable, UntouchableClass
from tests.recording.scenes import (
    CACHING,
    METHODS,
    SYNCHRONOUS,
    Another,
    Sender,
    assert_same,
    dispatch,
    signal_with,
)

every_method = pytest.mark.parametrize("method", METHODS)
with_and_without_cache = pytest.mark.parametrize("use_caching", CACHING)


def first(**kwargs: Any) -> int:
    return 1


def second(**kwargs: Any) -> int:
    return 2


@pytest.fixture
def _mortal(settings):
    """Lets receivers die: with DEBUG on a cache of Django's would keep them. Makes ``gc`` quick."""
    settings.DEBUG = False
    gc.freeze()
    yield
    gc.unfreeze()


def collect() -> None:
    """Let the thread of ``sync_to_async`` drop what it did last, and collect cycles."""
    asyncio.run(sync_to_async(int)())
    gc.collect()


@every_method
@with_and_without_cache
@pytest.mark.usefixtures("_mortal")
class TestReceivers:
    @pytest.mark.parametrize("kind", ["function", "method", "object", "coroutine"])
    def test_die_on_time(self, method, use_caching, kind):
        class Till:
            def ring(self, **kwargs: Any) -> int:
                return 1

            __call__ = ring

        def connect(signal: Signal) -> Any:
            till = Till()

            def function(**kwargs: Any) -> int:
                return 1

            async def coroutine(**kwargs: Any) -> int:
                return 1

            made = {"function": function, "object": till, "method": till.ring}
            receiver = {**made, "coroutine": coroutine}[kind]
            signal.connect(receiver)
            held = till if kind == "method" else receiver
            answers = [len(dispatch(signal, method)) for _ in range(3)]
            return weakref.ref(held), answers

        def scene() -> object:
            signal = signal_with(use_caching=use_caching)
            reference, answers = connect(signal)
            collect()
            dead = reference() is None
            return answers, dead, dispatch(signal, method), len(signal.receivers)

        assert_same(scene)

    def test_die_between_two_others(self, method, use_caching):
        def scene() -> object:
            def local(**kwargs: Any) -> str:
                return "local"

            signal = signal_with(first, use_caching=use_caching)
            signal.connect(local)
            signal.connect(second)
            before = [dispatch(signal, method) for _ in range(2)][1][0::2]
            del local
            collect()
            return before, [dispatch(signal, method) for _ in range(2)]

        assert_same(scene)

    def test_that_die_during_a_dispatch_are_called_as_without_us(self, method, use_caching):
        def scene() -> object:
            signal = signal_with(use_caching=use_caching)
            kept: list[Any] = []
            called: list[str] = []

            def lets_go(**kwargs: Any) -> None:
                kept.clear()
                gc.collect()

            def local(**kwargs: Any) -> None:
                called.append("local")

            signal.connect(lets_go)
            signal.connect(local)
            dispatch(signal, method)
            dispatch(signal, method)
            kept.append(local)
            del local
            dispatch(signal, method)
            collect()
            dispatch(signal, method)
            return called

        assert_same(scene)


@every_method
@with_and_without_cache
@pytest.mark.usefixtures("_mortal")
class TestSenders:
    @pytest.mark.parametrize("connect", [True, False])
    def test_die_on_time(self, method, use_caching, connect):
        def send_for_locals(signal: Signal) -> list[Any]:
            class Local:
                pass

            one = Local()
            for sender in (Local, one):
                if connect:
                    signal.connect(first, sender=sender)
                for _ in range(3):
                    dispatch(signal, method, sender)
            return [weakref.ref(Local), weakref.ref(one)]

        def scene() -> object:
            signal = signal_with(use_caching=use_caching)
            signal.connect(second, sender=Another)
            references = send_for_locals(signal)
            collect()
            return [each() is None for each in references], dispatch(signal, method, Another)

        assert_same(scene)


@every_method
@with_and_without_cache
class TestSignals:
    def test_keep_their_own_attributes_and_lists(self, method, use_caching):
        def scene() -> object:
            signal = signal_with(first, second, use_caching=use_caching)
            signal.connect(second, sender=Another)
            before, attributes = signal.receivers, set(vars(signal))
            entries = list(before)
            for sender in (Sender, Another, None, Sender):
                dispatch(signal, method, sender) if sender or not use_caching else None
            return (
                signal.receivers is before,
                all(map(is_, before, entries)),
                set(vars(signal)) == attributes,
                signal._dead_receivers,
                signal.lock.locked(),
            )

        assert_same(scene)

    def test_have_the_same_cache(self, method, use_caching):
        def scene() -> object:
            signal = signal_with(use_caching=use_caching)
            signal.connect(first, sender=Sender)
            for sender in (Sender, Another, Sender):
                dispatch(signal, method, sender)
            return {
                sender: found is NO_RECEIVERS or [(each[0](), each[-1]) for each in found]
                for sender, found in signal.sender_receivers_cache.items()
            }

        assert_same(scene)

    def test_tell_whether_they_have_receivers(self, method, use_caching):
        def scene() -> object:
            signal = signal_with(use_caching=use_caching)
            signal.connect(first, sender=Sender)
            dispatch(signal, method)
            found = [signal.has_listeners(each) for each in (Sender, Another)]
            return [*found, signal._live_receivers(Sender), signal._live_receivers(Another)]

        assert_same(scene)

    def test_can_be_copied_and_not_pickled_as_before(self, method, use_caching):
        def scene() -> object:
            signal = signal_with(first, use_caching=use_caching)
            found = [dispatch(copy.copy(signal), method), dispatch(signal, method)]
            for attempt in (copy.deepcopy, pickle.dumps):
                with pytest.raises(TypeError) as caught:
                    attempt(signal)
                found.append(str(caught.value))
            return found

        assert_same(scene)

    def test_take_connections_and_disconnections_during_a_dispatch(self, method, use_caching):
        def scene() -> object:
            signal = signal_with(use_caching=use_caching)
            log: list[str] = []

            def connects(**kwargs: Any) -> None:
                log.append("connects")
                signal.connect(late)
                signal.disconnect(early)

            def early(**kwargs: Any) -> None:
                log.append("early")

            def late(**kwargs: Any) -> None:
                log.append("late")

            async def swaps(**kwargs: Any) -> None:
                log.append("swaps")
                signal.disconnect(late)
                signal.connect(early)

            for receiver in (early, connects, early):
                signal.connect(receiver)
            dispatch(signal, method)
            dispatch(signal, method)
            signal.connect(swaps)
            for _ in range(3):
                dispatch(signal, method)
            return log

        assert_same(scene)

    def test_call_the_one_of_two_equal_receivers_that_is_connected(self, method, use_caching):
        class Equal:
            def __init__(self, name: str) -> None:
                self.name = name

            def __eq__(self, other: object) -> bool:
                return isinstance(other, Equal)

            def __hash__(self) -> int:
                return 7

            def __call__(self, **kwargs: Any) -> str:
                return self.name

            def method(self, **kwargs: Any) -> str:
                return self.name

        one, other = Equal("one"), Equal("other")

        def scene() -> object:
            found = []
            for weak in (True, False):
                for first, second in ((one, other), (one.method, other.method)):
                    signal = signal_with(use_caching=use_caching)
                    signal.connect(first, weak=weak, dispatch_uid="place")
                    found += [dispatch(signal, method)[0][1] for _ in range(3)]
                    signal.disconnect(dispatch_uid="place")
                    signal.connect(second, weak=weak, dispatch_uid="place")
                    found += [dispatch(signal, method)[0][1] for _ in range(3)]
            return found

        assert_same(scene)

    def test_can_be_muted_by_emptying_their_receivers(self, method, use_caching):
        """As factory_boy and Django's own tests do."""

        def scene() -> object:
            signal = signal_with(first, use_caching=use_caching)
            found = [dispatch(signal, method) for _ in range(2)]
            paused, signal.receivers = signal.receivers, []
            signal.sender_receivers_cache.clear()
            found += [dispatch(signal, method) for _ in range(2)]
            signal.receivers = paused
            signal.sender_receivers_cache.clear()
            return found + [dispatch(signal, method) for _ in range(2)]

        assert_same(scene)

    def test_can_get_another_list_with_other_receivers(self, method, use_caching):
        def scene() -> object:
            signal, spare = (signal_with(each, use_caching=use_caching) for each in (first, second))
            found = [dispatch(signal, method) for _ in range(2)]
            signal.receivers = spare.receivers
            signal.sender_receivers_cache.clear()
            return found + [dispatch(signal, method) for _ in range(2)]

        assert_same(scene)

    def test_can_be_replaced_in_part(self, method, use_caching):
        def scene() -> object:
            signal = signal_with(first, use_caching=use_caching)
            found = [dispatch(signal, method) for _ in range(3)]
            with mock.patch.object(signal, "_live_receivers", lambda sender: ([second], [])):
                found += [dispatch(signal, method) for _ in range(2)]
            found += [dispatch(signal, method) for _ in range(2)]
            with mock.patch.object(Signal, "_live_receivers", lambda self, sender: ([second], [])):
                found += [dispatch(signal, method) for _ in range(2)]
            found += [dispatch(signal, method) for _ in range(2)]
            with mock.patch.object(signal, method, lambda sender: "nothing"):
                found.append(getattr(signal, method)(sender=Sender))
            return found + [dispatch(signal, method) for _ in range(2)]

        assert_same(scene)


class TestTheMethods:
    def test_look_as_before(self):
        def scene() -> object:
            return [
                (
                    method.__doc__,
                    method.__qualname__,
                    method.__defaults__,
                    method.__closure__,
                    inspect.signature(method),
                    inspect.getsource(method),
                    inspect.iscoroutinefunction(method),
                    method.__code__.co_name,
                    method.__code__.co_qualname,
                    method.__code__.co_filename,
                    method.__code__.co_firstlineno,
                )
                for method in (vars(Signal)[name] for name in METHODS)
            ]

        assert_same(scene)

    def test_of_a_subclass_that_calls_super_are_untouched(self):
        class Polite(Signal):
            def send(self, sender, **named):
                return "thank you", super().send(sender, **named)

        signal = Polite()
        signal.connect(first)

        for recording in assert_same(lambda: signal.send(sender=Sender)):
            assert recording.summary.dispatches + recording.summary.counted == 1


class TestNothingIsEvaluated:
    @pytest.mark.parametrize("method", METHODS)
    def test_of_a_sender_without_receivers(self, method):
        touched = []
        lazy = SimpleLazyObject(lambda: touched.append("loaded"))
        for sender in (lazy, Untouchable(), UntouchableClass):
            with record() as recording:
                for _ in range(2):
                    assert dispatch(signal_with(), method, sender) == []
            assert recording.notes == []
            assert recording.summary.counted == 2

        assert touched == []

    @pytest.mark.parametrize("method", METHODS)
    @pytest.mark.django_db
    def test_of_arguments(self, method, django_assert_num_queries):
        touched = []
        user = User.objects.create(username="ada")
        deferred = User.objects.defer("username").get()
        lazy = SimpleLazyObject(lambda: touched.append("loaded"))
        signal = signal_with(first)
        with django_assert_num_queries(0), record() as recording:
            dispatch(
                signal,
                method,
                User,
                rows=User.objects.all(),
                user=user,
                deferred=deferred,
                lazy=lazy,
                thing=Untouchable(),
                kind=UntouchableClass,
                mixed=[Untouchable(), lazy],
                update_fields=frozenset({"name"}),
            )

        assert touched == []
        assert recording.notes == []
        assert len(recording.dispatches[0].arguments) == 8

    def test_of_exceptions(self):
        class Speaking(Exception):  # noqa: N818 - it only speaks
            def __str__(self) -> str:
                spoken.append("str")
                return "said"

            __repr__ = __str__

        def raises(**kwargs: Any) -> None:
            raise Speaking(Untouchable(), "text", 12)

        spoken: list[str] = []
        with record() as recording, pytest.raises(Speaking):
            signal_with(raises).send(sender=Sender)

        assert spoken == []
        error = recording.receiver_calls[0].error
        assert error is not None
        assert error.message == "<tests.naming.hostile.Untouchable>, text, 12"

    def test_nothing_is_imported_or_connected(self):
        signal = signal_with(first)
        with record():
            dispatch(signal)
        modules, receivers = set(sys.modules), list(post_save.receivers)
        with record(), record():
            for method in METHODS:
                dispatch(signal, method)

        assert set(sys.modules) == modules
        assert list(map(id, post_save.receivers)) == list(map(id, receivers))


@pytest.mark.django_db
class TestModelSignals:
    def test_of_lazy_senders_reach_the_class(self):
        def scene() -> object:
            seen: list[Any] = []

            def receiver(sender: Any, **kwargs: Any) -> None:
                seen.append((sender, sorted(kwargs)))

            signal = ModelSignal(use_caching=True)
            signal.connect(receiver, sender="auth.Group")
            for method in SYNCHRONOUS:
                dispatch(signal, method, Group, instance=Group(name="editors"))
                dispatch(signal, method, User)
            return seen

        assert_same(scene)

    def test_keep_the_sql_of_saving_and_deleting(self, django_assert_num_queries):
        def scene() -> object:
            from django.db import connection
            from django.test.utils import CaptureQueriesContext

            with CaptureQueriesContext(connection) as captured:
                group = Group.objects.create(name="editors")
                user = User.objects.create(username="ada")
                user.groups.add(group)
                user.groups.clear()
                Group.objects.all().delete()
                user.delete()
            return [each["sql"].split("VALUES")[0] for each in captured.captured_queries]

        assert_same(lambda: len(scene()))
