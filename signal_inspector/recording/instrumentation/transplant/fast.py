"""The fast shape: ``Signal.send`` and ``send_robust``, where every nanosecond counts."""

from __future__ import annotations

import ast
import copy
from types import CodeType, FunctionType
from typing import Any

from signal_inspector.recording.strands import Method

from . import templates
from .code import Mismatch, Names, at, compiled, is_receiver_call, parse, replace_name
from .general import WrapCalls

LOOK_UP = "sync_receivers, async_receivers = self._live_receivers(sender)"


def fast(function: FunctionType, names: Names) -> CodeType:
    """Code for a method of the shape of ``Signal.send``: guard, loop over ``sync_receivers``,
    async tail.
    """
    method = parse(function)
    guard = method.body[0]
    _capture_cached_list(guard)
    guard.body[:0] = at(templates.NOBODY, guard.body[0])
    before: list[ast.stmt] = [guard]
    body: list[ast.stmt] = []
    look_ups = loops = 0
    robust = method.name == "send_robust"
    constants = {**names, "method": Method(method.name, robust, awaited=False)}
    for statement in method.body[1:]:
        if isinstance(statement, ast.For):
            loops += 1
            body += _timed_loop(statement)
        elif isinstance(statement, ast.Assign) and ast.unparse(statement) == LOOK_UP:
            look_ups += 1
            before += [*body, *_find_plan(statement, robust=robust)]
            body = []
        elif isinstance(statement, ast.If):
            constants["tail"] = _tail(function, method, statement, constants)
            statement.body = at(templates.CALL_TAIL, _last_call(statement))
            body.append(statement)
        else:
            body.append(statement)
    if (look_ups, loops) != (1, 1):
        raise Mismatch(f"{function.__qualname__} does not look up and call its receivers once each")
    around = at(templates.AROUND_THREADS, body[0])
    replace_name(around, "BODY", body)
    method.body = [*before, *around]
    return compiled(function, method, constants)


def _capture_cached_list(guard: Any) -> None:
    """In Django's guard, bind what is found in the cache of receivers to ``_si_c``."""
    try:
        test = guard.test.values[1]
        known = isinstance(guard.body[0], ast.Return) and isinstance(test.ops[0], ast.Is)
        looked_up = ast.unparse(test.left)
    except (AttributeError, IndexError):
        known, looked_up = False, ""
    if not known or looked_up != "self.sender_receivers_cache.get(sender)":
        raise Mismatch("the guard for signals without receivers is not known")
    target = ast.copy_location(ast.Name("_si_c", ast.Store()), test.left)
    test.left = ast.copy_location(ast.NamedExpr(target, test.left), test.left)


def _find_plan(look_up: ast.stmt, *, robust: bool) -> list[ast.stmt]:
    """Django's look-up of the receivers, and before it the search for a plan that makes it
    needless.
    """
    text = templates.FIND
    if robust:
        text = text.replace("PLANS", "robust_plans").replace("UNCACHED", "robust_uncached")
    else:
        text = text.replace("PLANS", "plans").replace("UNCACHED", "uncached")
    around = at(text, look_up)
    replace_name(around, "LIVE", [look_up])
    return around


def _timed_loop(plain: Any) -> list[ast.stmt]:
    """The loop over the receivers, plain and timed."""
    if not isinstance(plain.iter, ast.Name) or plain.iter.id != "sync_receivers":
        raise Mismatch("the loop over the receivers is not known")
    timed = copy.deepcopy(plain)
    first: Any = timed.body[0]
    guarded = isinstance(first, ast.Try)
    call = first.body[0] if guarded else first
    if not isinstance(call, ast.Assign) or not is_receiver_call(call.value):
        raise Mismatch("the call of a receiver is not known")
    buffer = templates.BUFFER_ROBUST if guarded else templates.BUFFER
    returned = at(templates.RETURNED.format(buffer=buffer), call)
    before: list[ast.stmt] = []
    if guarded:
        handler = first.handlers[0]
        first.orelse[:0] = returned
        swallowed = templates.SWALLOWED.format(buffer=buffer, error=handler.name)
        handler.body[:0] = at(swallowed, call)
        before = at(templates.FORGET_BUFFER, plain)
    else:
        timed.body[1:1] = returned
    timed.body[:0] = at(templates.COLLECTED.format(buffer=buffer), call)
    around = at(templates.AROUND_LOOP, plain)
    counted = at(templates.COUNTED_ROBUST if guarded else templates.COUNTED, plain)
    found = {"PLAIN": [plain], "COUNTED": counted, "TIMED": [*before, timed]}
    for name, statements in found.items():
        replace_name(around, name, statements)
    return around


def _last_call(statement: Any) -> ast.AST:
    """The call of ``async_to_sync(asend)()``, where Django's own frame stands meanwhile."""
    last = statement.body[-1]
    calls = [node for node in ast.walk(last) if isinstance(node, ast.Call) and not node.args]
    return calls[0] if calls else last


def _tail(function: FunctionType, method: Any, statement: Any, names: Names) -> FunctionType:
    """What ``send`` does when there are async receivers, as a function of what it uses of the
    method.
    """
    tail = ast.copy_location(
        at(f"def {method.name}({templates.TAIL_ARGUMENTS}): pass", statement)[0], method
    )
    wrap = WrapCalls()
    tail.body = [wrap.visit(each) for each in statement.body]  # type: ignore[attr-defined]
    if not wrap.calls:
        raise Mismatch("the tail for async receivers is not known")
    code = compiled(function, tail, names, check=False)
    return FunctionType(code, function.__globals__, function.__name__)
