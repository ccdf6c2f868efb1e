"""Muted receivers: away for a block, and back as they were."""

import gc
import threading
import unittest
from typing import ClassVar

import pytest
from django.contrib.auth.models import User
from django.db.models.signals import post_save
from django.dispatch import Signal
from django.test import SimpleTestCase, override_settings
from hypothesis import given, strategies as st

from signal_inspector.testing import mute, record_signals
from tests.testing.signals import Shop, book, connected, paid, placed, refuse, reserve


def first(**kwargs):
    return "first"


def second(**kwargs):
    return "second"


def third(**kwargs):
    return "third"


@pytest.fixture
def signal():
    made = Signal(use_caching=True)
    for receiver in (first, second, third):
        made.connect(receiver)
    return made


def answers(signal, sender=Shop):
    return [response for _, response in signal.send(sender)]


def test_all_receivers_are_muted_and_come_back(signal):
    before = list(signal.receivers)
    with mute(signal):
        assert answers(signal) == []
        assert not signal.has_listeners(Shop)
    assert answers(signal) == ["first", "second", "third"]
    assert signal.receivers == before


@pytest.mark.parametrize("receiver", [second, f"{__name__}.second"])
def test_one_receiver_comes_back_to_its_place(signal, receiver):
    with mute(signal, receiver=receiver):
        assert answers(signal) == ["first", "third"]
    assert answers(signal) == ["first", "second", "third"]


def test_only_connections_for_the_sender_are_muted(signal):
    signal.connect(first, sender=User)
    with mute(signal, sender=User):
        assert answers(signal, User) == ["first", "second", "third"]
    with mute(signal, sender=None):
        assert answers(signal, User) == ["first"]
    assert answers(signal, User) == ["first", "second", "third", "first"]


def test_a_model_may_be_given_by_its_label():
    with connected(post_save, first, sender=User):
        with mute(post_save, receiver=first, sender="auth.User"):
            assert first not in post_save._live_receivers(User)[0]
        assert first in post_save._live_receivers(User)[0]


def test_bound_methods_are_found():
    class Till:
        def ring(self, **kwargs):
            return "ring"

    till, other, signal = Till(), Till(), Signal()
    signal.connect(till.ring)
    signal.connect(other.ring)
    with mute(signal, receiver=till.ring):
        assert signal.send(None) == [(other.ring, "ring")]
    assert len(signal.send(None)) == 2


def test_it_comes_back_after_an_exception(signal):
    with pytest.raises(ValueError, match="no stock"), mute(signal):
        refuse()
    assert answers(signal) == ["first", "second", "third"]


def test_what_changes_meanwhile_stays_changed(signal):
    def late(**kwargs):
        return "late"

    with mute(signal, receiver=second):
        signal.connect(late)
        signal.disconnect(third)
    assert answers(signal) == ["first", "second", "late"]


def test_connecting_again_meanwhile_makes_no_duplicate(signal):
    with mute(signal, receiver=first):
        signal.connect(first)
    assert answers(signal) == ["second", "third", "first"]


def test_a_receiver_that_died_meanwhile_does_not_come_back(settings):
    settings.DEBUG = False  # else Django itself keeps receivers alive
    signal = Signal()

    class Short:
        def __call__(self, **kwargs):
            raise AssertionError

    short = Short()
    signal.connect(short)
    with mute(signal):
        del short
        gc.collect()
    assert signal.receivers == []


def test_muted_twice_it_comes_back_with_the_last_block(signal):
    outer, inner = mute(signal, receiver=first), mute(signal)
    outer.__enter__()
    inner.__enter__()
    outer.__exit__(None, None, None)
    assert answers(signal) == []
    inner.__exit__(None, None, None)
    assert answers(signal) == ["first", "second", "third"]


@pytest.mark.parametrize("use_caching", [True, False])
def test_a_recording_that_goes_on_sees_who_is_muted(use_caching):
    signal = Signal(use_caching=use_caching)
    for receiver in (first, second):
        signal.connect(receiver)
    with record_signals() as signals:
        signal.send(Shop)
        with mute(signal, receiver=first):
            assert answers(signal) == ["second"]
        assert answers(signal) == ["first", "second"]
    names = [
        [call.receiver.rpartition(".")[2] for call in each.receiver_calls]
        for each in signals.recording
    ]
    assert names == [["first", "second"], ["second"], ["first", "second"]]


def test_several_signals_are_muted_together():
    with connected(placed, reserve), connected(paid, book):
        with mute(placed, paid):
            assert (placed.send(Shop), paid.send(Shop)) == ([], [])
        assert len(placed.send(Shop)) == len(paid.send(Shop)) == 1


def test_a_receiver_that_is_not_connected_is_told(signal):
    with pytest.raises(LookupError, match=r"book is not connected to .*Connected are: .*first"):
        mute(signal, receiver=book).__enter__()
    with pytest.raises(LookupError, match=r"first is not connected to .* for auth.User, there"):
        mute(signal, receiver=first, sender=User).__enter__()
    assert answers(signal) == ["first", "second", "third"]


def test_what_is_no_signal_is_refused():
    with pytest.raises(TypeError, match="takes signals, not str"):
        mute("post_save")
    with pytest.raises(TypeError, match="at least one"):
        mute()


@mute(placed)
def test_a_function_is_decorated():
    with connected(placed, book):
        assert len(placed.send(Shop)) == 1  # connected inside, so not muted


@pytest.fixture
def _booked():
    with connected(placed, book):
        yield


class TestDecorated:
    """Decorated functions find `book` connected by the fixture."""

    @pytest.mark.usefixtures("_booked")
    @override_settings(USE_TZ=False)
    @mute(placed, receiver=book)
    @override_settings(USE_TZ=True)
    def test_beside_override_settings(self):
        assert placed.send(Shop) == []

    @pytest.mark.usefixtures("_booked")
    @mute(placed, receiver=book)
    async def test_as_a_coroutine(self):
        assert await placed.asend(Shop) == []


@pytest.fixture
@mute(placed, receiver=book)
def muted_by_fixture(_booked):
    yield placed.send(Shop)
    assert placed.send(Shop) == []


@pytest.fixture
@mute(placed, receiver=book)
async def muted_by_async_fixture(_booked):
    yield placed.send(Shop)
    assert placed.send(Shop) == []


async def test_as_an_async_generator_it_lasts_until_the_end(muted_by_async_fixture):
    assert muted_by_async_fixture == []
    assert placed.send(Shop) == []


def test_as_a_generator_it_lasts_until_the_end(muted_by_fixture):
    assert muted_by_fixture == []
    assert placed.send(Shop) == []


@override_settings(USE_TZ=False)
@mute(placed)
@override_settings(LANGUAGE_CODE="de")
class Silent(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.at_start = placed.send(Shop)

    def test_from_the_set_up_of_the_class_on(self):
        assert self.at_start == placed.send(Shop) == []


class SilentToo(Silent):
    pass


@mute(placed)
class SilentWithoutSetUp(unittest.TestCase):
    def test_it(self):
        assert placed.send(Shop) == []


class Noted(unittest.TestCase):
    notes: ClassVar[list[str]] = []

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.notes.append("set up")


class SilentBesideAnother(SilentWithoutSetUp, Noted):
    def test_it(self):
        assert placed.send(Shop) == []
        assert self.notes.pop() == "set up"


always = Signal()
always.connect(book)


class Inherited:
    def test_inherited(self):
        assert always.send(Shop) == []

    @classmethod
    def setup_class(cls):
        assert always.send(Shop) == []


@mute(always)
class TestForPytest(Inherited):
    @pytest.fixture
    def heard(self):
        return len(always.send(Shop))

    def setup_method(self):
        assert always.send(Shop) == []

    def teardown_method(self, method):
        assert always.send(Shop) == []
        assert method.__name__.startswith("test_")

    def test_its_own(self):
        assert always.send(Shop) == []

    @staticmethod
    def test_that_is_static():
        assert always.send(Shop) == []

    def test_fixtures_are_not_muted(self, heard):
        assert heard == 1


def test_a_base_class_is_left_as_it_is():
    with pytest.raises(AssertionError):
        Inherited().test_inherited()


@pytest.mark.parametrize("case", [Silent, SilentToo, SilentWithoutSetUp, SilentBesideAnother])
def test_classes_are_decorated(case):
    with connected(placed, book):
        result = unittest.TestResult()
        unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
        assert [text for _, text in (*result.failures, *result.errors)] == []
        assert result.testsRun == 1
        assert len(placed.send(Shop)) == 1


def test_threads_do_not_lose_each_others_receivers(signal):
    before = list(signal.receivers)
    start = threading.Barrier(4)

    def work(receiver):
        start.wait()
        for _ in range(200):
            with mute(signal, receiver=receiver):
                signal.send(Shop)

    threads = [threading.Thread(target=work, args=[each]) for each in (first, second, third)]
    for each in threads:
        each.start()
    start.wait()
    for each in threads:
        each.join()
    assert signal.receivers == before


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), max_size=30))
def test_blocks_that_overlap_in_any_way_leave_the_order(steps):
    def receivers():
        for number in range(6):
            yield lambda number=number, **_: number

    signal, kept = Signal(), list(receivers())
    for receiver in kept:
        signal.connect(receiver)
    entered: list[tuple[int, mute]] = []
    for enter, number in steps:
        if enter:
            block = mute(signal, receiver=kept[number])
            block.__enter__()
            entered.append((number, block))
        elif entered:
            _, block = entered.pop(number % len(entered))
            block.__exit__(None, None, None)
        away = {number for number, _ in entered}
        assert answers(signal) == [each for each in range(6) if each not in away]
    for _, block in entered:
        block.__exit__(None, None, None)
    assert answers(signal) == list(range(6))
