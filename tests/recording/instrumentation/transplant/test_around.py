from __future__ import annotations

from types import FunctionType
from typing import Any

import pytest

from signal_inspector.recording.instrumentation.transplant import Mismatch, around


def adds(one: int, other: int = 1, *, more: int = 0) -> int:
    def inner() -> int:
        return one + other

    twice = lambda: inner() + more  # noqa: E731 - a lambda is wanted
    if one < 0:
        return None
    return twice()


def falls_off(one: int) -> None:
    if one:
        raise ValueError(one)


def calls_back(self: Any, func: Any) -> str:
    if func:
        func()
    return "called"


class Told:
    """What an instrumented function tells, in its order."""

    def __init__(self) -> None:
        self.facts: list[tuple[Any, ...]] = []

    def telling(self, name: str, gives: Any = None) -> Any:
        def told(*args: Any) -> Any:
            self.facts.append((name, *args))
            return gives

        return told

    def returned(self, entered: Any, result: Any) -> Any:
        self.facts.append(("returned", entered, result))
        return result

    def names(self, *, callbacks: bool = False) -> dict[str, Any]:
        names = {
            "Exception": Exception,
            "BaseException": BaseException,
            "enter": self.telling("enter", "entered"),
            "returned": self.returned,
            "failed": self.telling("failed"),
        }
        if callbacks:
            del names["enter"]
            names |= {
                "begin_callback": self.telling("begin", "begun"),
                "end_callback": self.telling("end"),
                "fail_callback": self.telling("fail"),
            }
        return names


def instrumented(function: FunctionType, names: dict[str, Any]) -> Any:
    made = FunctionType(
        around(function, names), function.__globals__, "made", function.__defaults__
    )
    made.__kwdefaults__ = function.__kwdefaults__
    return made


def test_tells_of_parameters_and_result():
    told = Told()
    made = instrumented(adds, told.names())
    assert made(1, 2, more=3) == 6
    assert made(-1) is None
    assert told.facts == [
        ("enter", 1, 2), ("returned", "entered", 6),
        ("enter", -1, 1), ("returned", "entered", None),
    ]  # fmt: skip


def test_tells_of_an_end_without_return_and_of_exceptions():
    told = Told()
    made = instrumented(falls_off, told.names())
    assert made(0) is None
    with pytest.raises(ValueError, match="7") as caught:
        made(7)
    assert told.facts == [
        ("enter", 0), ("returned", "entered", None),
        ("enter", 7), ("failed", "entered", caught.value),
    ]  # fmt: skip
    assert caught.traceback[-1].lineno + 1 == falls_off.__code__.co_firstlineno + 2


def test_a_failing_start_leaves_the_function_alone():
    def fails(*args: Any) -> None:
        raise ArithmeticError

    told = Told()
    assert instrumented(adds, told.names() | {"enter": fails})(1) == 2
    assert told.facts == [("returned", None, 2)]


def test_after_is_told_alone_in_whatever_way_the_function_ends():
    facts = []

    def after(began: int, one: int) -> None:
        facts.append((began, one))

    names = {"now": lambda: 5, "after": after}
    assert instrumented(adds, names)(1, 9, more=4) == 14
    with pytest.raises(ValueError, match="7"):
        instrumented(falls_off, names)(7)
    assert facts == [(5, 1), (5, 7)]


def test_tells_of_callbacks():
    told = Told()
    made = instrumented(calls_back, told.names(callbacks=True))

    def refuses() -> None:
        raise ValueError("no")

    def works() -> None:
        told.facts.append(("works",))

    assert made(1, None) == "called"
    assert made(1, works) == "called"
    with pytest.raises(ValueError, match="no") as caught:
        made(1, refuses)
    assert told.facts == [
        ("begin", 1, works), ("works",), ("end", "begun", None),
        ("begin", 1, refuses), ("fail", "begun", caught.value),
    ]  # fmt: skip


def test_a_function_that_calls_no_callback_does_not_match():
    with pytest.raises(Mismatch, match=r"^adds calls no callback$"):
        around(adds, Told().names(callbacks=True))
