"""Syntax trees and code objects: read a method's definition, change it, compile it to take the
method's place.
"""

from __future__ import annotations
import __future__

import ast
import inspect
import warnings
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from operator import or_
from types import CodeType, FunctionType
from typing import Any

from .templates import MARK

Names = Mapping[str, Any]
"""What the templates call, by the name behind ``MARK``."""


_FUTURE = reduce(
    or_, (getattr(__future__, each).compiler_flag for each in __future__.all_feature_names)
)
_PLACE = inspect.CO_NESTED | inspect.CO_ITERABLE_COROUTINE
"""Flags that code has from where it stands, or from its decorators."""


class Mismatch(Exception):  # noqa: N818 - not always an error: another shape is tried
    """The source of a method has not the shape that can be instrumented."""


def parse(function: FunctionType) -> Any:
    """The definition of a method, without its docstring, at its own lines and columns."""
    try:
        source = inspect.getsource(function)
        indented = source[:1] in " \t"
        tree = ast.parse(f"if 1:\n{source}" if indented else source)
    except (OSError, TypeError, SyntaxError, ValueError) as error:
        raise Mismatch(f"{function.__qualname__} has no readable source: {error}") from None
    body: Any = tree.body[0].body if indented else tree.body  # type: ignore[attr-defined]
    method = body[0]
    if (
        not isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef)
        or method.name != function.__code__.co_name
    ):
        raise Mismatch(f"the source of {function.__qualname__} is not its definition")
    ast.increment_lineno(method, function.__code__.co_firstlineno - (2 if indented else 1))
    method.decorator_list = []
    if ast.get_docstring(method) is not None:
        del method.body[0]
    return method


def is_receiver_call(node: ast.AST) -> bool:
    """``receiver(signal=self, sender=..., **named)``, under whatever name the receiver goes."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and not node.args
        and [keyword.arg for keyword in node.keywords] == ["signal", "sender", None]
        and isinstance(node.keywords[0].value, ast.Name)
        and node.keywords[0].value.id == "self"
    )


def at(text: str, node: ast.AST) -> list[ast.stmt]:
    """The statements of ``text``, all at the place of ``node``."""
    body = ast.parse(text).body
    for statement in body:
        for each in ast.walk(statement):
            if isinstance(each, ast.stmt | ast.expr | ast.keyword | ast.excepthandler | ast.arg):
                ast.copy_location(each, node)
    return body


def replace_name(statements: Iterable[ast.stmt], name: str, by: list[ast.stmt]) -> None:
    """Put ``by`` in place of each statement that is nothing but ``name``, at any depth."""
    for statement in statements:
        for node in ast.walk(statement):
            for _, block in ast.iter_fields(node):
                if not isinstance(block, list):
                    continue
                for index, each in enumerate(block):
                    if (
                        isinstance(each, ast.Expr)
                        and isinstance(each.value, ast.Name)
                        and each.value.id == name
                    ):
                        block[index : index + 1] = by
                        break


def compiled(function: FunctionType, method: Any, names: Names, *, check: bool = True) -> CodeType:
    """The code object of ``method``, fit to take the place of the function's own.

    Compiled inside a class and a function, so that private names, ``super()`` and free variables
    mean the same.
    """
    code = function.__code__
    owner, _, _ = function.__qualname__.rpartition(".")
    _, _, last = owner.rpartition(".")
    class_name = last if last.isidentifier() else "_"  # no class, or <locals> of a function
    free = [name for name in code.co_freevars if name != "__class__"]
    outer: Any = ast.parse(f"def _si_outer({', '.join(free)}):\n    class {class_name}: pass").body[
        0
    ]
    outer.body[0].body = [method]
    module = ast.fix_missing_locations(ast.Module([outer], []))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # a marked string is "called"
        flags = code.co_flags & _FUTURE
        module_code = compile(module, code.co_filename, "exec", flags, dont_inherit=True)
    prefix = f"_si_outer.<locals>.{class_name}."
    found = _inside(module_code, "_si_outer", class_name, method.name)
    made = _finish(found, names, lambda name: f"{owner}." * bool(owner) + name.removeprefix(prefix))
    if check and _interface(made) != _interface(code):
        raise Mismatch(f"the instrumented {function.__qualname__} would have another signature")
    return made.replace(co_flags=made.co_flags & ~_PLACE | code.co_flags & _PLACE)


def _inside(code: CodeType, *names: str) -> CodeType:
    """The code of the function or class that stands inside others, by their names."""
    for name in names:
        nested = [each for each in code.co_consts if isinstance(each, CodeType)]
        code = next(each for each in nested if each.co_name == name)
    return code


def _finish(code: CodeType, names: Names, rename: Callable[[str], str]) -> CodeType:
    """Put the objects behind the marked strings into the constants, here and in nested
    functions.
    """
    constants = tuple(
        names[each[len(MARK) :]]
        if isinstance(each, str) and each.startswith(MARK)
        else _finish(each, names, rename)
        if isinstance(each, CodeType)
        else each
        for each in code.co_consts
    )
    return code.replace(co_consts=constants, co_qualname=rename(code.co_qualname))


def _interface(code: CodeType) -> tuple[object, ...]:
    kinds = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS | inspect.CO_GENERATOR
    kinds |= inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
    parameters = code.co_argcount + code.co_kwonlyargcount
    return (
        code.co_freevars,
        code.co_argcount,
        code.co_posonlyargcount,
        code.co_kwonlyargcount,
        code.co_varnames[:parameters],
        code.co_flags & kinds,
    )
