"""Each kind of callable has a name, a module and a place, and is never asked for them."""

import functools
import inspect
from typing import Any, Self
from unittest.mock import MagicMock

import pytest

from signal_inspector.naming import Place, receiver_module, receiver_name, receiver_place

HERE = "tests.naming.test_receivers"


def plain(**kwargs: Any) -> None:
    """A function."""


async def coroutine(**kwargs: Any) -> None:
    """An async function."""


def decorator(function: Any) -> Any:
    @functools.wraps(function)
    def inner(**kwargs: Any) -> Any:
        return function(**kwargs)

    return inner


@decorator
def decorated(**kwargs: Any) -> None:
    """A function behind a decorator of good manners."""


anonymous = lambda **kwargs: None  # noqa: E731


class Desk:
    def method(self, **kwargs: Any) -> None:
        """A method."""

    @classmethod
    def of_class(cls, **kwargs: Any) -> None:
        """A class method."""

    @staticmethod
    def static(**kwargs: Any) -> None:
        """A static method."""

    def __call__(self, **kwargs: Any) -> None:
        """What an instance runs."""


class BigDesk(Desk):
    """It inherits everything."""


class Made:
    def __init__(self, **kwargs: Any) -> None:
        """What runs when a class is the receiver."""


class MadeByNew:
    def __new__(cls, **kwargs: Any) -> Self:
        return super().__new__(cls)


class StaticCall:
    @staticmethod
    def __call__(**kwargs: Any) -> None:
        """What an instance runs."""


def local() -> Any:
    def inner(**kwargs: Any) -> None:
        """A local function."""

    return inner


@pytest.mark.parametrize(
    ("receiver", "name"),
    [
        (plain, f"{HERE}.plain"),
        (coroutine, f"{HERE}.coroutine"),
        (decorated, f"{HERE}.decorated"),
        (anonymous, f"{HERE}.<lambda>"),
        (local(), f"{HERE}.local.<locals>.inner"),
        (Desk().method, f"{HERE}.Desk.method"),
        pytest.param(BigDesk().method, f"{HERE}.Desk.method", id="inherited method"),
        (Desk.of_class, f"{HERE}.Desk.of_class"),
        (Desk.static, f"{HERE}.Desk.static"),
        (Desk(), f"{HERE}.Desk"),
        (Made, f"{HERE}.Made"),
        (functools.partial(plain, a=1), f"functools.partial({HERE}.plain)"),
        (functools.partial(Desk().method, a=1), f"functools.partial({HERE}.Desk.method)"),
        pytest.param(functools.lru_cache(plain), f"{HERE}.plain", id="cached"),
        (MagicMock(), "unittest.mock.MagicMock"),
        (print, "builtins.print"),
        ([].append, "builtins.list.append"),
        ("text".__add__, "builtins.str.__add__"),
    ],
)
def test_each_kind_of_receiver_has_a_name(receiver: Any, name: str) -> None:
    assert receiver_name(receiver) == name


@pytest.mark.parametrize(
    ("receiver", "runs"),
    [
        (plain, plain),
        (coroutine, coroutine),
        (anonymous, anonymous),
        (decorated, decorated.__wrapped__),
        (Desk().method, Desk.method),
        (Desk.of_class, Desk.of_class.__func__),
        (Desk.static, Desk.static),
        (Desk(), Desk.__call__),
        (BigDesk(), Desk.__call__),
        (Made, Made.__init__),
        (MadeByNew, MadeByNew.__new__),
        (StaticCall(), StaticCall.__call__),
        (functools.partial(functools.partial(plain)), plain),
        (functools.partial(decorated), decorated.__wrapped__),
        pytest.param(functools.lru_cache(plain), plain, id="cached"),
    ],
)
def test_the_place_is_that_of_the_code_that_runs(receiver: Any, runs: Any) -> None:
    assert receiver_place(receiver) == Place(
        runs.__code__.co_filename, runs.__code__.co_firstlineno
    )
    assert inspect.getsourcefile(runs) == runs.__code__.co_filename


@pytest.mark.parametrize("receiver", [print, [].append, "text".__add__])
def test_code_without_source_has_no_place(receiver: Any) -> None:
    assert receiver_place(receiver) is None


@pytest.mark.parametrize(
    ("receiver", "module"),
    [
        (plain, HERE),
        (functools.partial(Desk().method), HERE),
        (Desk(), HERE),
        (print, "builtins"),
        (MagicMock(), "unittest.mock"),
    ],
)
def test_the_module_is_found_behind_partials_and_methods(receiver: Any, module: str) -> None:
    assert receiver_module(receiver) == module


def test_a_function_without_a_module_is_called_by_its_name() -> None:
    namespace: dict[str, Any] = {}
    exec("def bare(**kwargs): pass", namespace)
    namespace["bare"].__module__ = None

    assert receiver_name(namespace["bare"]) == "bare"
    assert receiver_module(namespace["bare"]) == ""


def test_a_circle_of_decorators_comes_to_an_end() -> None:
    def first(**kwargs: Any) -> None: ...

    def second(**kwargs: Any) -> None: ...

    first.__wrapped__ = second  # type: ignore[attr-defined]
    second.__wrapped__ = first  # type: ignore[attr-defined]

    place = receiver_place(first)

    assert place is not None
    assert place.path == first.__code__.co_filename
