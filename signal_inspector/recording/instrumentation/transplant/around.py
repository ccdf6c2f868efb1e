"""The plain shape: any function, told of when it begins and when it ends, in its own frame."""

from __future__ import annotations

import ast
from types import CodeType, FunctionType

from . import templates
from .code import Mismatch, Names, at, compiled, parse, replace_name


def around(function: FunctionType, names: Names) -> CodeType:
    """Code that calls ``enter`` with the function's parameters, then ``returned`` or ``failed``.

    ``returned`` gets what ``enter`` gave and the function's result, ``failed`` gets the exception.
    Where ``names`` has ``begin_callback``, each call ``func()`` of a callback that the function was
    given or has kept is told of in the same way. Where it has ``after``, only that is called, when
    the function ends in whatever way, with the time when it began and as many of its first
    parameters as ``after`` takes.
    """
    method = parse(function)
    arguments = [each.arg for each in (*method.args.posonlyargs, *method.args.args)]
    parameters = ", ".join(arguments)
    first, last = method.body[0], method.body[-1]
    if "begin_callback" in names:
        calls = _Callbacks()
        method = calls.visit(method)
        if not calls.found:
            raise Mismatch(f"{function.__qualname__} calls no callback")
    if "after" in names:
        body = method.body
        taken = ", ".join(arguments[: names["after"].__code__.co_argcount - 1])
        method.body = at(templates.AROUND_TIMED.format(parameters=taken), first)
        replace_name(method.body, "BODY", body)
    elif "enter" in names:
        body = [_Returns().visit(each) for each in method.body]
        if not isinstance(last, ast.Return):
            body += at(templates.RETURN, last)
        method.body = at(templates.AROUND_FUNCTION.format(parameters=parameters), first)
        replace_name(method.body, "BODY", body)
    return compiled(function, method, names)


class _Returns(ast.NodeTransformer):
    """Give what is returned to ``returned`` as well. Nested functions return on their own."""

    def visit_Return(self, node: ast.Return) -> ast.Return:
        value = node.value or ast.copy_location(ast.Constant(None), node)
        told = at(templates.RETURNED_VALUE, node)[0].value  # type: ignore[attr-defined]
        told.args.append(value)
        node.value = told
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.Lambda:
        return node


class _Callbacks(ast.NodeTransformer):
    def __init__(self) -> None:
        self.found = 0

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | list[ast.stmt]:
        if ast.unparse(node) != "func()":
            return node
        self.found += 1
        told = at(templates.AROUND_CALLBACK, node)
        replace_name(told, "BODY", [node])
        return told
