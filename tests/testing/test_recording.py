"""`record_signals` around blocks, functions and classes of tests."""

import inspect
import unittest

import pytest
from django.test import SimpleTestCase, override_settings

from signal_inspector.testing import record_signals
from tests.testing.signals import Shop, book, connected, placed


@pytest.fixture(autouse=True)
def _connected():
    with connected(placed, book):
        yield


@record_signals()
def test_a_function_is_given_the_recording(signals):
    placed.send(Shop)
    signals.assert_sent(placed, times=1)


@override_settings(USE_TZ=False)
@record_signals()
@override_settings(LANGUAGE_CODE="de")
@pytest.mark.parametrize("number", [1, 2])
def test_other_decorators_and_fixtures_stay(signals, number, settings):
    assert settings.LANGUAGE_CODE == "de"
    for _ in range(number):
        placed.send(Shop)
    signals.assert_sent(placed, times=number)


@record_signals()
async def test_a_coroutine_function_is_given_the_recording(signals):
    await placed.asend(Shop)
    signals.assert_sent(placed, times=1)


async def test_an_async_block_is_recorded():
    async with record_signals() as signals:
        await placed.asend(Shop)
    signals.assert_sent(placed, times=1)


@record_signals()
class TestPlainClass:
    def test_it_is_given_to_each(self, signals):
        placed.send(Shop)
        signals.assert_sent(placed, times=1)

    async def test_to_async_ones_too(self, signals):
        placed.send(Shop)
        signals.assert_sent(placed, times=1)


@record_signals()
class OfUnittest(unittest.TestCase):
    def setUp(self):
        placed.send(Shop)

    def test_it_is_an_attribute(self):
        placed.send(Shop)
        self.signals.assert_sent(placed, times=2)

    def test_anew_for_each_test(self):
        self.signals.assert_sent(placed, times=1)


@record_signals()
class OfUnittestAsync(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        await placed.asend(Shop)

    async def test_it_records_coroutines(self):
        await placed.asend(Shop)
        self.signals.assert_sent(placed, times=2)


@record_signals()
class OfDjango(SimpleTestCase):
    def test_it_is_an_attribute(self):
        placed.send(Shop)
        self.signals.assert_sent(placed, times=1)

    async def test_it_records_coroutines(self):
        await placed.asend(Shop)
        self.signals.assert_sent(placed, times=1)


@pytest.mark.parametrize("case", [OfUnittest, OfUnittestAsync, OfDjango])
def test_unittest_runs_them_by_itself(case):
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
    assert result.testsRun
    assert [text for _, text in (*result.failures, *result.errors)] == []


def test_each_call_of_a_function_has_its_own():
    @record_signals()
    def recurse(depth, signals):
        placed.send(Shop)
        if depth:
            recurse(depth - 1)
        signals.assert_sent(placed, times=depth + 1)

    recurse(3)


def test_a_function_without_the_argument_is_refused():
    with pytest.raises(TypeError, match=r"no argument 'signals'.*def look\(\.\.\., signals\)"):

        @record_signals()
        def look():
            raise AssertionError


def test_the_argument_is_hidden_from_fixtures():
    @record_signals()
    def look(tmp_path, signals):
        raise AssertionError

    assert list(inspect.signature(look).parameters) == ["tmp_path"]


def test_unknown_options_are_told_at_once():
    with pytest.raises(TypeError, match="Did you mean 'sites'"):
        record_signals(site=True)


def test_the_setting_cannot_take_what_assertions_need(settings):
    settings.SIGNAL_INSPECTOR = {"ARGUMENTS": False, "MUTED": ["tests.testing.signals.placed"]}
    with record_signals() as signals:
        placed.send(Shop, number=2)
    signals.assert_sent(placed, number=2)
    signals.assert_received(book)
