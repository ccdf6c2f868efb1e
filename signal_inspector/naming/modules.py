"""Loaded modules and what their source binds: a syntax tree is read, nothing is imported."""

import ast
import linecache
import sys
from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from functools import lru_cache
from typing import Any, NamedTuple

from signal_inspector.naming.raw import instance_dict, text_or_empty


class Binding(IntEnum):
    """How a name came to be in a module, the best witness of its home first."""

    CREATED = 0  # name = Signal()
    ASSIGNED = 1  # name = other.name
    UNKNOWN = 2  # no source, or bound in a way that the tree does not show
    IMPORTED = 3


class Bound(NamedTuple):
    """A binding and its line, counted from 1; 0 when unknown."""

    how: Binding
    line: int


def loaded_modules() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the name and the attributes of each loaded module, each module once, sorted.

    A module under two names comes under its own (``posixpath``, not ``os.path``).
    """
    seen: set[int] = set()
    for name, module in sorted(sys.modules.items(), key=_own_name_first):
        if id(module) not in seen:
            seen.add(id(module))
            yield name, instance_dict(module)


def _own_name_first(item: tuple[str, object]) -> tuple[bool, str]:
    name, module = item
    return text_or_empty(instance_dict(module).get("__name__")) != name, name


def bindings(module: Mapping[str, Any]) -> Mapping[str, Bound]:
    """Return what a module's source binds, by qualified name: ``order_paid``, ``Basket.filled``."""
    path = text_or_empty(module.get("__file__"))
    if not path:
        return {}
    return _bindings("".join(linecache.getlines(path, dict(module))))


@lru_cache(maxsize=256)
def _bindings(source: str) -> Mapping[str, Bound]:
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found: dict[str, Bound] = {}
    for name, bound in _walk(body, ""):
        found[name] = min(bound, found.get(name, bound))
    return found


def _walk(body: Iterable[ast.AST], prefix: str) -> Iterator[tuple[str, Bound]]:
    """Yield the names bound by statements, inside ``if``, ``try``, ``with`` and classes too."""
    for node in body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _targets(target, node.value, prefix)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            yield from _targets(node.target, node.value, prefix)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                yield prefix + name, Bound(Binding.IMPORTED, node.lineno)
        elif isinstance(node, ast.ClassDef):
            yield prefix + node.name, Bound(Binding.ASSIGNED, node.lineno)
            yield from _walk(node.body, f"{prefix}{node.name}.")
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.expr)):
            yield from _walk(ast.iter_child_nodes(node), prefix)


def _targets(target: ast.expr, value: ast.expr, prefix: str) -> Iterator[tuple[str, Bound]]:
    if isinstance(target, ast.Name):
        how = Binding.CREATED if isinstance(value, ast.Call) else Binding.ASSIGNED
        yield prefix + target.id, Bound(how, target.lineno)
    elif isinstance(target, (ast.Tuple, ast.List)):
        values = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
        for index, element in enumerate(target.elts):
            yield from _targets(element, values[index] if index < len(values) else value, prefix)
