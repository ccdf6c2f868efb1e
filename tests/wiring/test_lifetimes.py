import functools
import gc

import pytest
from django.dispatch import Signal
from django.utils import inspect

from signal_inspector.wiring.lifetimes import debug_only


@pytest.fixture(autouse=True)
def debug(settings):
    settings.DEBUG = True
    yield
    for cache in vars(inspect).values():
        if hasattr(cache, "cache_clear"):
            cache.cache_clear()


def of_module(**kwargs):
    """Stand for a receiver that its module holds."""


class Holder:
    def method(self, **kwargs):
        """Stand for a receiver."""

    def __call__(self, **kwargs):
        """Stand for a receiver."""


def connect_local(signal):
    def local(**kwargs):
        """Be held by the cache only."""

    signal.connect(local)
    return id(local)


def test_a_local_function_is_alive_only_because_of_debug():
    signal = Signal()
    key = connect_local(signal)
    gc.collect()
    assert debug_only([signal]) == {key}
    assert debug_only([signal]) == {key}, "looking changes nothing"


@pytest.mark.parametrize(
    "make",
    [
        lambda: lambda **kwargs: None,
        lambda: functools.partial(of_module),
        Holder,
    ],
    ids=["lambda", "partial", "instance"],
)
def test_so_are_other_temporary_callables(make):
    signal = Signal()
    signal.connect(make())
    gc.collect()
    assert len(debug_only([signal])) == 1


def test_two_connections_of_one_receiver_are_found_once():
    signal, other = Signal(), Signal()

    def connect():
        def local(**kwargs):
            """Be held by the cache only."""

        signal.connect(local)
        other.connect(local)
        other.connect(local, sender=Holder)

    connect()
    assert len(debug_only([signal, other])) == 1


def test_receivers_that_something_holds_are_fine():
    def local(**kwargs):
        """Be held by this frame."""

    holder = Holder()
    signal = Signal()
    for receiver in (of_module, local, holder, holder.method):
        signal.connect(receiver)
    signal.connect(lambda **kwargs: None, weak=False)
    assert debug_only([signal]) == set()
    del local
    assert len(debug_only([signal])) == 1


def test_without_debug_such_receivers_are_dead(settings):
    settings.DEBUG = False
    signal = Signal()
    connect_local(signal)
    assert debug_only([signal]) == set()
