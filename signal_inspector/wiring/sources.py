"""What the source of loaded modules says about signals: read by syntax tree, nothing is run.

Names are looked up in the modules as they are loaded, through imports inside functions too.
"""

from __future__ import annotations

import ast
import linecache
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from signal_inspector.naming import is_signal, loaded_modules, origin_of_path
from signal_inspector.naming.raw import class_dict, instance_dict, is_class, text_or_empty

METHODS = ("send", "send_robust", "asend", "asend_robust")
_SENDS = re.compile(r"\.\s*a?send(_robust)?\s*\(")
# What is done with a signal without sending it, or handing it on to what may send it.
_HARMLESS = (*METHODS, "connect", "disconnect", "has_listeners", "receivers")


class Send(NamedTuple):
    """A call of a dispatching method. ``signal`` is None where it was not found out."""

    signal: Any
    method: str
    path: str
    line: int


class Source(NamedTuple):
    """A loaded module of the project: its attributes, file and text."""

    attributes: Mapping[str, Any]
    path: str
    text: str


def project_sources() -> list[Source]:
    """Return the modules of the project that are loaded, sorted by name."""
    found = []
    for _, attributes in loaded_modules():
        path = text_or_empty(attributes.get("__file__"))
        if path.endswith(".py") and origin_of_path(path) == "project":
            found.append(Source(attributes, path, "".join(linecache.getlines(path))))
    return found


def sends(sources: list[Source]) -> list[Send]:
    """Return where the sources send signals, in their order. A call that names no sender and whose
    object is not known is none of a signal.
    """
    return [send for source in sources if _SENDS.search(source.text) for send in _sends(source)]


def handed_on(signal: object, name: str, sources: list[Source]) -> bool:
    """Whether a source does more with a signal than connect and send it: then it may be sent by
    what it was given to. ``name`` is what the signal is called where it is defined.
    """
    word = re.compile(rf"\b{re.escape(name)}\b")
    return any(_hands_on(signal, source) for source in sources if word.search(source.text))


def _sends(source: Source) -> Iterator[Send]:
    tree = _parsed(source)
    names = _names(source, tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr not in METHODS:
            continue
        signal = _object(node.func.value, names)
        if is_signal(signal):
            yield Send(signal, node.func.attr, source.path, node.lineno)
        elif any(keyword.arg == "sender" for keyword in node.keywords):
            yield Send(None, node.func.attr, source.path, node.lineno)


def _hands_on(signal: object, source: Source) -> bool:
    tree = _parsed(source)
    names = _names(source, tree)
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if _is_harmless(node, signal, names):
            continue
        is_read = isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load)
        if is_read and _object(node, names) is signal:  # type: ignore[arg-type]
            return True
        pending.extend(ast.iter_child_nodes(node))
    return False


def _is_harmless(node: ast.AST, signal: object, names: Mapping[str, Any]) -> bool:
    """Whether a node only connects or sends a signal: ``signal.connect``, ``@receiver()``."""
    if isinstance(node, ast.Attribute):
        return node.attr in _HARMLESS and _object(node.value, names) is signal
    if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        return name == "receiver"
    return False


def _parsed(source: Source) -> ast.AST:
    try:
        return ast.parse(source.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def _names(source: Source, tree: ast.AST) -> dict[str, Any]:
    """What names stand for: the module's attributes, and what functions import for themselves."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            module = sys.modules.get(_absolute(source, node))
            members = {} if module is None else instance_dict(module)
            for alias in node.names:
                if alias.name in members:
                    names[alias.asname or alias.name] = members[alias.name]
        elif isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.name if alias.asname else alias.name.partition(".")[0]
                names[alias.asname or name] = sys.modules.get(name)
    return names | dict(source.attributes)


def _absolute(source: Source, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = text_or_empty(source.attributes.get("__package__")).split(".")
    return ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])


def _object(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """What an expression stands for, as far as it is names with dots; None for anything else."""
    path = []
    while isinstance(node, ast.Attribute):
        path.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    found: Any = names.get(node.id)
    for name in reversed(path):
        members = class_dict(found) if is_class(found) else instance_dict(found)
        found = members.get(name)
    return found
