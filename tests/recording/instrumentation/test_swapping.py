from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from types import CodeType, FunctionType
from typing import Any

import pytest

from signal_inspector.recording.instrumentation.swapping import (
    dotted_name,
    problems,
    swap_in,
    swap_out,
)
from signal_inspector.recording.instrumentation.transplant import Mismatch
from tests.recording.sourceless import anew


def own() -> str:
    return "own"


def ours() -> str:
    return "ours"


def theirs() -> str:
    return "theirs"


def derive(function: FunctionType) -> CodeType:
    return ours.__code__


@pytest.fixture(autouse=True)
def _apart():
    """Apart from what is known of Django."""
    code = own.__code__
    with anew():
        yield
    own.__code__ = code


def test_code_is_ours_until_the_last_one_swaps_out():
    before = own.__code__
    swap_in([(own, derive)], [])
    swap_in([(own, derive)], [])
    swap_out()
    assert own() == "ours"
    swap_out()
    assert own() == "own"
    assert own.__code__ is before


def test_code_that_somebody_else_put_there_is_left_alone():
    swap_in([(own, derive)], [])
    own.__code__ = theirs.__code__
    swap_in([(own, derive)], [])
    assert own() == "theirs"
    swap_out()
    swap_out()
    assert own() == "theirs"


def test_our_code_is_derived_once():
    derived: list[Any] = []

    def deriving(function: FunctionType) -> CodeType:
        derived.append(function)
        return ours.__code__

    for _ in range(3):
        swap_in([], [(own, deriving)])
        swap_out()

    assert derived == [own]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Mismatch("it is round"), "it is round"),
        (SyntaxError("invalid"), "SyntaxError: invalid"),
        (ArithmeticError("broken"), "ArithmeticError: broken"),
    ],
)
def test_what_cannot_be_derived_is_left_alone_and_told(error, told):
    def fails(function: FunctionType) -> CodeType:
        raise error

    assert problems([]) == {}
    swap_in([(own, fails)], [(theirs, derive)])
    assert (own(), theirs()) == ("own", "ours")
    swap_out()
    assert (own(), theirs()) == ("own", "theirs")
    assert problems([(own, fails)]) == {f"{__name__}.own": told}


@pytest.mark.parametrize("error", [RecursionError, MemoryError, KeyboardInterrupt])
def test_what_is_no_fault_of_a_target_is_tried_another_time(error):
    errors = [error("no room"), error("no room")]

    def fails_twice(function: FunctionType) -> CodeType:
        if errors:
            raise errors.pop()
        return ours.__code__

    with pytest.raises(error):
        swap_in([(own, fails_twice)], [])
    with pytest.raises(error):
        swap_in([(theirs, derive)], [(own, fails_twice)])
    assert (own(), theirs()) == ("own", "theirs")

    swap_in([(theirs, derive)], [(own, fails_twice)])
    assert (own(), theirs()) == ("ours", "ours")
    swap_out()
    assert (own(), theirs()) == ("own", "theirs")
    assert problems([(own, fails_twice)]) == {}


def test_others_that_are_open_go_on_where_one_cannot_begin():
    def fails(function: FunctionType) -> CodeType:
        raise RecursionError

    swap_in([(own, derive)], [])
    with pytest.raises(RecursionError):
        swap_in([(own, derive)], [(theirs, fails)])
    assert own() == "ours"
    swap_out()
    assert own() == "own"


def test_problems_are_told_without_swapping():
    assert problems([(own, derive)]) == {}
    assert own() == "own"


def test_many_threads_swap_at_once():
    def swap(_: int) -> str:
        swap_in([(own, derive)], [])
        seen = own()
        swap_out()
        return seen

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(swap, range(400))) == {"ours"}
    assert own() == "own"


def test_a_function_is_called_by_its_dotted_name():
    assert dotted_name(own) == f"{__name__}.own"
