"""The ledger of connect() and disconnect(): what it knows, and that nobody notices it."""

import gc
import inspect
import traceback
import weakref
from unittest import mock

import pytest
from django.apps import apps
from django.db.models.signals import ModelSignal, post_save
from django.dispatch import Signal, receiver

from signal_inspector.recording.instrumentation.transplant.around import around
from signal_inspector.wiring import ledger
from signal_inspector.wiring.ledger import facts, writing

pytestmark = pytest.mark.usefixtures("fresh_ledger")

FUNCTIONS = (Signal.connect, Signal.disconnect)


class Thing:
    """Stand for a sender."""


def one(**kwargs):
    """Stand for a receiver."""


def other(**kwargs):
    """Stand for a receiver."""


def line_of(function):
    return function.__code__.co_firstlineno


class TestTransparency:
    def test_the_app_keeps_it_from_the_start(self):
        assert ledger.is_kept()

    def test_installing_twice_and_uninstalling_once_gives_the_same_back(self):
        ledger.uninstall()
        codes = [function.__code__ for function in FUNCTIONS]
        ledger.install(around)
        ledger.install(around)
        assert (Signal.connect, Signal.disconnect) == FUNCTIONS
        assert [function.__code__ for function in FUNCTIONS] != codes
        ledger.uninstall()
        assert (Signal.connect, Signal.disconnect) == FUNCTIONS
        assert [function.__code__ for function in FUNCTIONS] == codes
        ledger.uninstall()
        assert not ledger.is_kept()

    @pytest.mark.parametrize("function", FUNCTIONS)
    def test_signatures_and_names_are_djangos(self, function):
        def facts():
            code = function.__code__
            return inspect.signature(function), code.co_name, code.co_filename, code.co_qualname

        with_ledger = facts()
        ledger.uninstall()
        assert facts() == with_ledger

    def test_tracebacks_are_djangos(self, settings):
        settings.DEBUG = True

        def told():
            with pytest.raises(TypeError) as caught:
                Signal().connect("no receiver")
            frames = traceback.extract_tb(caught.value.__traceback__)
            return [(each.filename, each.name, each.lineno) for each in frames]

        with_ledger = told()
        ledger.uninstall()
        assert told() == with_ledger
        assert facts.connected == {}

    def test_dispatching_is_not_touched(self):
        codes = [method.__code__ for method in (Signal.send, Signal.send_robust)]
        ledger.uninstall()
        assert [method.__code__ for method in (Signal.send, Signal.send_robust)] == codes

    def test_mocks_compose_in_any_order(self):
        with mock.patch.object(Signal, "connect") as connect:
            Signal().connect(one)
            ledger.uninstall()
            ledger.install(around)
        connect.assert_called_once_with(one)
        signal = Signal()
        signal.connect(one)
        assert facts.connected

    def test_subclasses_that_override_connect_are_known(self):
        class Loud(Signal):
            def connect(self, receiver, *args, **kwargs):
                return super().connect(receiver, *args, **kwargs)

        signal = Loud()
        signal.connect(one)
        [item] = signal.receivers
        assert ledger.site_of(signal, item[0]).path == __file__

    def test_what_connect_and_disconnect_return_stays(self):
        signal = Signal()
        assert signal.connect(one) is None
        assert signal.disconnect(one) is True
        assert signal.disconnect(one) is False

    def test_neither_receivers_nor_senders_nor_signals_are_kept_alive(self, settings):
        settings.DEBUG = False  # whose cache would hold the receiver

        class Sender:
            """A temporary sender."""

        def local(**kwargs):
            """A temporary receiver."""

        signal = Signal()
        signal.connect(local, sender=Sender)
        watched = [weakref.ref(each) for each in (local, Sender, signal)]
        del local, Sender, signal
        gc.collect()
        assert [reference() for reference in watched] == [None, None, None]

    def test_a_hostile_receiver_meets_nothing_but_django(self):
        class Hostile:
            def __call__(self, **kwargs):
                """Stand for a receiver."""

            def __repr__(self):
                raise AssertionError

            __str__ = __repr__

        hostile = Hostile()
        signal = Signal()
        signal.connect(hostile)
        assert len(signal.receivers) == 1

    def test_a_mock_of_weakref_is_not_called(self):
        # As Django's own tests of lazy senders count the references that connect() makes.
        with mock.patch("weakref.ref") as made:
            Signal().connect(one, sender=Thing, weak=False)
        assert [call.args[0] for call in made.call_args_list if call.args] in ([], [Thing])

    def test_our_failure_is_not_theirs(self, monkeypatch):
        def fails(*_):
            raise LookupError

        monkeypatch.setattr(writing, "receiver_name", fails)
        signal = Signal()
        signal.connect(one)
        assert len(signal.receivers) == 1


def only(entries):
    (entry,) = entries
    return entry


class TestSites:
    def test_a_connect_is_known_by_its_line(self):
        signal = Signal()
        signal.connect(one)
        [item] = signal.receivers
        site = ledger.site_of(signal, item[0])
        assert site.path == __file__
        assert (
            "signal.connect(one)"
            in inspect.getsource(inspect.getmodule(Thing)).splitlines()[site.line - 1]
        )

    def test_a_decorated_receiver_is_known_by_its_decorator(self):
        signal = Signal()

        @receiver(signal)
        def decorated(**kwargs):
            """Stand for a receiver."""

        [item] = signal.receivers
        site = ledger.site_of(signal, item[0])
        assert (site.path, site.line) == (__file__, line_of(decorated))

    def test_model_signals_are_known_by_the_line_outside_of_django(self):
        post_save.connect(one, sender=Thing)
        try:
            key = next(item[0] for item in post_save.receivers if item[0][0] == id(one))
            assert ledger.site_of(post_save, key).path == __file__
        finally:
            post_save.disconnect(one, sender=Thing)

    def test_a_connect_that_waited_for_its_model_has_no_site(self):
        signal = ModelSignal()
        signal.connect(one, sender="auth.User")
        assert len(signal.receivers) == 1
        assert ledger.site_of(signal, signal.receivers[0][0]) is None

    def test_what_was_connected_before_is_not_known(self):
        ledger.uninstall()
        signal = Signal()
        signal.connect(one)
        ledger.install(around)
        assert ledger.site_of(signal, signal.receivers[0][0]) is None


class TestIgnored:
    def test_a_taken_dispatch_uid(self):
        signal = Signal()
        signal.connect(one, sender=Thing, dispatch_uid="paid")
        signal.connect(other, sender=Thing, dispatch_uid="paid")
        entry = only(ledger.ignored())
        assert entry.receiver == f"{__name__}.other"
        assert entry.sender == f"{__name__}.Thing"
        assert entry.by == f"{__name__}.one"
        assert entry.dispatch_uid == "paid"
        assert entry.place == (__file__, line_of(other))
        assert entry.site.path == __file__

    def test_connecting_the_same_again_is_harmless(self):
        signal = Signal()
        for _ in range(2):
            signal.connect(one, dispatch_uid="paid")
            signal.connect(one)
        assert ledger.ignored() == []

    def test_the_same_method_again_is_harmless(self):
        class Holder:
            def method(self, **kwargs):
                """Stand for a receiver."""

        holder, signal = Holder(), Signal()
        signal.connect(holder.method, dispatch_uid="m")
        signal.connect(holder.method, dispatch_uid="m")
        assert ledger.ignored() == []

    def test_a_dispatch_uid_of_another_sender_is_free(self):
        signal = Signal()
        signal.connect(one, sender=Thing, dispatch_uid="paid")
        signal.connect(other, dispatch_uid="paid")
        assert ledger.ignored() == []

    def test_a_dispatch_uid_of_a_dead_receiver_is_free(self, settings):
        settings.DEBUG = False
        signal = Signal()
        signal.connect(lambda **kwargs: None, dispatch_uid="paid")
        gc.collect()
        signal.connect(other, dispatch_uid="paid")
        assert ledger.ignored() == []
        assert ledger.lost() == []

    def test_ten_times_the_same_line_are_one_entry(self):
        signal = Signal()
        signal.connect(one, dispatch_uid="paid")
        for _ in range(10):
            signal.connect(other, dispatch_uid="paid")
        assert len(ledger.ignored()) == 1


class TestLost:
    @pytest.fixture(autouse=True)
    def without_debug(self, settings):
        settings.DEBUG = False

    def test_a_collected_receiver_is_known_by_name_and_line(self):
        signal = Signal()

        def connect():
            def local(**kwargs):
                """Be collected."""

            signal.connect(local, sender=Thing)
            return line_of(local)

        line = connect()
        gc.collect()
        entry = only(ledger.lost())
        assert entry.receiver.endswith("connect.<locals>.local")
        assert entry.place == (__file__, line)
        signal.send(sender=Thing)  # Django clears its list
        assert only(ledger.lost()) == entry

    def test_a_receiver_that_lives_or_was_disconnected_is_none(self):
        signal = Signal()
        signal.connect(one)
        signal.connect(other)
        signal.disconnect(other)
        assert ledger.lost() == []

    def test_receivers_of_a_collected_sender_are_none(self):
        signal = Signal()

        def connect():
            class Sender:
                """A temporary sender."""

            signal.connect(one, sender=Sender)

        connect()
        gc.collect()
        signal.connect(other)
        assert ledger.lost() == []


class TestDisconnected:
    def test_once_the_apps_are_ready(self):
        signal = Signal()
        signal.connect(one, sender=Thing)
        signal.disconnect(one, sender=Thing)
        entry = only(ledger.disconnected())
        assert entry.receiver == f"{__name__}.one"
        assert entry.by.startswith("tests/wiring/ledger/test_ledger.py:")

    def test_but_not_if_it_is_connected_again(self):
        signal = Signal()
        signal.connect(one)
        signal.disconnect(one)
        signal.connect(one)
        assert ledger.disconnected() == []

    def test_nor_while_apps_get_ready(self, monkeypatch):
        signal = Signal()
        signal.connect(one)
        monkeypatch.setattr(apps, "ready", False)
        signal.disconnect(one)
        assert ledger.disconnected() == []

    def test_nor_what_was_not_connected(self):
        Signal().disconnect(one)
        assert ledger.disconnected() == []
