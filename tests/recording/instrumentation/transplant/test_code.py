from __future__ import annotations

import ast
import inspect
from types import FunctionType
from typing import Any

import pytest

from signal_inspector.recording.instrumentation.transplant import Mismatch
from signal_inspector.recording.instrumentation.transplant.code import (
    at,
    compiled,
    is_receiver_call,
    parse,
    replace_name,
)

NAMES = {"told": lambda *args: args}


def doubled(number: int) -> int:
    """Have a docstring."""
    return 2 * number


class Base:
    def which(self) -> str:
        return "base"


class Shop(Base):
    __hidden = "hidden"

    def which(self) -> str:
        return super().which() + self.__hidden

    def keyed(self, a, /, b, *rest, key=lambda each: each, **named):
        return key(a), b, rest, named

    async def later(self):
        return 1

    def made(self):
        yield 1


def enclosing() -> Any:
    outside = [1]

    def inner() -> Any:
        return [*outside, lambda: outside]

    return inner


def again(function: Any, text: str | None = None) -> Any:
    """The function, with code that was made from its source, or with another first statement."""
    method = parse(function)
    if text is not None:
        method.body[:0] = at(text, method.body[0])
    code = compiled(function, method, NAMES)
    made = FunctionType(
        code, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    made.__kwdefaults__ = function.__kwdefaults__
    return made


FUNCTIONS = [doubled, Shop.which, Shop.keyed, Shop.later, Shop.made, enclosing(), Base.which]


SAME = ("co_filename", "co_firstlineno", "co_qualname", "co_name", "co_freevars", "co_names",
        "co_cellvars", "co_varnames", "co_flags", "co_argcount", "co_kwonlyargcount")  # fmt: skip


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda each: each.__qualname__)
def test_what_is_compiled_unchanged_is_the_same_code_at_the_same_places(function):
    made, own = again(function).__code__, function.__code__
    for name in (
        "co_filename",
        "co_firstlineno",
        "co_qualname",
        "co_name",
        "co_freevars",
        "co_names",
    ):
        assert getattr(made, name) == getattr(own, name), name
    assert made.co_flags == own.co_flags
    assert {place for place in made.co_positions() if place[0] != own.co_firstlineno} == {
        place for place in own.co_positions() if place[0] != own.co_firstlineno
    }


def test_what_is_compiled_behaves_alike():
    assert again(doubled)(4) == 8
    assert again(Shop.which)(Shop()) == "basehidden"
    assert again(Shop.keyed)(Shop(), 1, 2, 3, x=4) == (1, 2, (3,), {"x": 4})
    first, function = again(enclosing())()
    assert (first, function()) == (1, [1])
    assert list(again(Shop.made)(Shop())) == [1]
    assert inspect.iscoroutinefunction(again(Shop.later))


def test_a_marked_string_stands_for_its_object_in_nested_functions_too():
    seen: list[Any] = []
    function = enclosing()
    method = parse(function)
    method.body[:0] = at('("§seen")(1)\n(lambda: ("§seen")(2))()', method.body[0])
    code = compiled(function, method, {"seen": seen.append})
    FunctionType(code, globals(), "inner", None, function.__closure__)()

    assert seen == [1, 2]
    assert "§seen" not in code.co_consts


class TestMismatches:
    def test_functions_without_source(self):
        """Under a name that no cache of lines holds: some hold what ``-c`` or a test compiled."""
        space: dict[str, Any] = {}
        exec(compile("def made(self): pass", "<made without a file>", "exec"), space)
        with pytest.raises(Mismatch, match=r"made has no readable source"):
            parse(space["made"])

    def test_source_that_is_not_the_definition(self):
        nameless = lambda self: self  # noqa: E731 - a lambda is wanted
        with pytest.raises(Mismatch, match=r"the source of .*<lambda> is not its definition"):
            parse(nameless)

    def test_source_of_another_function(self, monkeypatch):
        """As where the file has changed since it was imported."""
        monkeypatch.setattr(inspect, "getsource", lambda function: "def other(): pass\n")
        with pytest.raises(Mismatch, match=r"the source of doubled is not its definition"):
            parse(doubled)

    def test_source_that_cannot_be_parsed(self, monkeypatch):
        monkeypatch.setattr(inspect, "getsource", lambda function: "def doubled(\n")
        with pytest.raises(Mismatch, match=r"doubled has no readable source"):
            parse(doubled)

    @pytest.mark.parametrize(
        "text",
        ["def doubled(other): pass", "def doubled(number, more): pass",
         "async def doubled(number): pass", "def doubled(number): yield"],
    )  # fmt: skip
    def test_code_of_another_signature(self, text):
        [method] = ast.parse(text).body
        with pytest.raises(Mismatch, match="the instrumented doubled would have another signature"):
            compiled(doubled, method, {})


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("receiver(signal=self, sender=sender, **named)", True),
        ("each(signal=self, sender=model, **kwargs)", True),
        ("receiver(self, sender, **named)", False),
        ("receiver(signal=self, sender=sender)", False),
        ("receiver(1, signal=self, sender=sender, **named)", False),
        ("receiver(signal=other, sender=sender, **named)", False),
        ("receiver(signal=self.signal, sender=sender, **named)", False),
        ("found[0](signal=self, sender=sender, **named)", False),
        ("receiver", False),
    ],
)
def test_the_idiom_of_calling_a_receiver_is_told_by_its_keywords(text, is_one):
    assert is_receiver_call(ast.parse(text, mode="eval").body) is is_one


def test_a_name_is_replaced_at_any_depth():
    statements = ast.parse("if 1:\n  try:\n    BODY\n  finally:\n    BODY.x\n    other").body
    replace_name(statements, "BODY", ast.parse("a\nb").body)
    assert ast.unparse(statements[0]) == (
        "if 1:\n    try:\n        a\n        b\n    finally:\n        BODY.x\n        other"
    )
