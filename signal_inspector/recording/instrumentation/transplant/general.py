"""The general shape: any method that calls receivers by Django's idiom, synchronous or not."""

from __future__ import annotations

import ast
from types import CodeType, FunctionType
from typing import Any

from signal_inspector.recording.strands import Method

from . import templates
from .code import Mismatch, Names, at, compiled, is_receiver_call, parse, replace_name


def general(function: FunctionType, names: Names) -> CodeType:
    """Code for any method that calls receivers by the idiom, synchronous or not."""
    method = parse(function)
    arguments = [each.arg for each in (*method.args.args, *method.args.kwonlyargs)]
    if arguments[:1] != ["self"] or "sender" not in arguments:
        raise Mismatch(f"{function.__qualname__} has no parameters self and sender")
    awaited = isinstance(method, ast.AsyncFunctionDef)
    wrap = WrapCalls(within_async=awaited)
    method.body = [wrap.visit(each) for each in method.body]
    if not wrap.calls:
        raise Mismatch(f"{function.__qualname__} calls no receiver")
    guard = method.body[0]
    if _is_guard(guard):
        guard.body[:0] = at(templates.NOBODY, guard.body[0])
    named = method.args.kwarg.arg if method.args.kwarg else "None"
    constants = {**names, "method": Method(function.__name__, wrap.robust, awaited)}
    receivers = _assignment_of_receivers(method)
    lists = "None"
    place = 0
    if receivers is not None:
        place, first, second = receivers
        lists = f"({first}, {second})"
    opening = at(
        templates.BEGIN.format(lists=lists, named=named), method.body[place - 1 if place else 0]
    )
    around = at(templates.AROUND_METHOD, method.body[place])
    replace_name(around, "BODY", method.body[place:])
    method.body = [*method.body[:place], *opening, *around]
    return compiled(function, method, constants)


def calls_receivers(function: FunctionType) -> bool:
    """Whether a method of a subclass calls receivers itself, by the idiom. False where there is
    no source.
    """
    try:
        return any(is_receiver_call(node) for node in ast.walk(parse(function)))
    except Mismatch:
        return False


class WrapCalls(ast.NodeTransformer):
    """Wrap each call of a receiver: ``returned(f, calling(f, receiver), receiver(...))``.

    A call that makes a coroutine (awaited, or in a generator expression of an async function)
    becomes ``track(f, receiver, receiver(...))``.
    """

    def __init__(self, *, within_async: bool = False) -> None:
        self.calls = 0
        self.robust = False
        self._called_here = 0
        self._coroutine = False
        self._within_async = within_async

    def visit_Await(self, node: ast.Await) -> ast.AST:
        return self._visit_coroutines(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.AST:
        return self._visit_coroutines(node) if self._within_async else self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        before, self._within_async = self._within_async, True
        try:
            return self.generic_visit(node)
        finally:
            self._within_async = before

    def _visit_coroutines(self, node: ast.AST) -> ast.AST:
        before, self._coroutine = self._coroutine, True
        try:
            return self.generic_visit(node)
        finally:
            self._coroutine = before

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if not is_receiver_call(node):
            return node
        self.calls += 1
        self._called_here += not self._coroutine
        template = templates.TRACK if self._coroutine else templates.CALL
        wrapped: Any = at(template.format(receiver=node.func.id), node)[0].value  # type: ignore[attr-defined]
        wrapped.args.append(node)
        return wrapped  # type: ignore[no-any-return]

    def visit_Try(self, node: ast.Try) -> ast.AST:
        before, here = self.calls, self._called_here
        self.generic_visit(node)
        self.robust |= self.calls > before and bool(node.handlers)
        if self._called_here > here:
            for handler in node.handlers:
                handler.body[:0] = at(templates.CAUGHT, handler.body[0])
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """A synchronous function within the method: Django runs it in a thread of its own."""
        before, within_async = self._called_here, self._within_async
        self._within_async = False
        self.generic_visit(node)
        self._within_async = within_async
        if self._called_here > before:
            around = at(templates.AROUND_THREAD, node.body[0])
            replace_name(around, "BODY", node.body)
            node.body = around
        return node


def _is_guard(statement: ast.stmt) -> bool:
    """Django's own: nothing is connected, or nothing for this sender."""
    return (
        isinstance(statement, ast.If)
        and ast.unparse(statement.test).startswith("not self.receivers or ")
        and isinstance(statement.body[0], ast.Return)
    )


def _assignment_of_receivers(method: Any) -> tuple[int, str, str] | None:
    """Where ``a, b = self._live_receivers(sender)`` ends, and the names ``a`` and ``b``."""
    for place, statement in enumerate(method.body, start=1):
        if (
            isinstance(statement, ast.Assign)
            and ast.unparse(statement.value) == "self._live_receivers(sender)"
            and isinstance(target := statement.targets[0], ast.Tuple)
            and all(isinstance(each, ast.Name) for each in target.elts)
            and len(target.elts) == 2
            and place < len(method.body)
        ):
            first, second = (each.id for each in target.elts)  # type: ignore[attr-defined]
            return place, first, second
    return None
