"""Modules of installed apps that would connect receivers, if anybody imported them.

Their syntax trees are read; they are not imported to find out.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.apps import AppConfig, apps

from signal_inspector.naming import is_signal, origin_of_path
from signal_inspector.naming.raw import instance_dict, text_or_empty

_CONNECTS = re.compile(r"@\s*[\w.]*receiver\s*\(|\.\s*connect\s*\(")
# Imported when they are needed, each by its own kind of loader, or only for tests.
_ELSEWHERE = ("migrations", "management", "templatetags", "tests", "__pycache__")
_TESTS = re.compile(r"(test_.*|.*_test|tests|conftest)\.py")
_ENTRIES = ("asgi.py", "wsgi.py", "__main__.py", "manage.py")


class Unimported(NamedTuple):
    """A module that was never imported: its dotted name, its app, where it connects first."""

    module: str
    app: AppConfig
    path: str
    line: int
    connects: int


def unimported() -> list[Unimported]:
    """Return the modules of the project's apps that connect receivers and are not loaded."""
    loaded = set(_loaded_files())
    configs = [each for each in apps.app_configs.values() if _is_own(each)]
    folders = {os.path.realpath(each.path) for each in configs}
    return [
        found
        for config in configs
        for path in _files(config.path, folders)
        if os.path.realpath(path) not in loaded
        for found in _connecting(config, path)
    ]


def _is_own(config: AppConfig) -> bool:
    return origin_of_path(str(Path(config.path) / "__init__.py")) == "project"


def _loaded_files() -> Iterator[str]:
    for module in list(sys.modules.values()):
        path = text_or_empty(instance_dict(module).get("__file__"))
        if path:
            yield os.path.realpath(path)


def _files(folder: str, apps_folders: set[str]) -> Iterator[Path]:
    """Yield the modules of an app in order, without those of apps inside of it."""
    for name, below, files in os.walk(folder):
        here = Path(name)
        below[:] = sorted(
            each
            for each in below
            if each not in _ELSEWHERE
            and os.path.realpath(here / each) not in apps_folders
            and (here / each / "__init__.py").exists()
        )
        for each in sorted(files):
            if each.endswith(".py") and each not in _ENTRIES and not _TESTS.fullmatch(each):
                yield here / each


def _connecting(config: AppConfig, path: Path) -> Iterator[Unimported]:
    try:
        text = path.read_text(encoding="utf-8")
        if not _CONNECTS.search(text):
            return
        tree = ast.parse(text)
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return
    module = _module(config, path)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    lines = sorted(_lines(tree.body, _imported(tree.body, package)))
    if lines:
        yield Unimported(module, config, str(path), lines[0], len(lines))


def _module(config: AppConfig, path: Path) -> str:
    parts = path.relative_to(config.path).with_suffix("").parts
    return ".".join([config.name, *(part for part in parts if part != "__init__")])


def _imported(body: list[ast.stmt], package: str) -> dict[str, str]:
    """What the names of a module's imports stand for: ``{"post_save": "django....post_save"}``."""
    names: dict[str, str] = {}
    for node in body:
        if isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            start = ".".join([*(above if node.level else []), *filter(None, [node.module])])
            names |= {each.asname or each.name: f"{start}.{each.name}" for each in node.names}
        elif isinstance(node, ast.Import):
            for each in node.names:
                top = each.name.partition(".")[0]
                names[each.asname or top] = each.name if each.asname else top
    return names


def _lines(body: list[ast.stmt], names: dict[str, str]) -> Iterator[int]:
    """The lines that connect a receiver when the module is imported."""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from (
                each.lineno
                for each in node.decorator_list
                if isinstance(each, ast.Call)
                and _dotted(each.func, names) in ("django.dispatch.receiver", _RECEIVER)
            )
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            function = node.value.func
            if (
                isinstance(function, ast.Attribute)
                and function.attr == "connect"
                and _is_signal(_dotted(function.value, names))
            ):
                yield node.lineno
        else:
            blocks = (getattr(node, name, []) for name in ("body", "orelse", "finalbody"))
            for block in blocks:
                yield from _lines(block, names)


_RECEIVER = "django.dispatch.dispatcher.receiver"


def _dotted(node: ast.expr, names: dict[str, str]) -> str:
    """The full name of what an expression stands for; "" for what is no name from an import."""
    path = []
    while isinstance(node, ast.Attribute):
        path.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in names:
        return ""
    return ".".join([names[node.id], *reversed(path)])


def _is_signal(dotted: str) -> bool:
    """Whether a name is that of a signal; one in a module that is not loaded, by its module."""
    module, _, name = dotted.rpartition(".")
    if module in sys.modules:
        return is_signal(instance_dict(sys.modules[module]).get(name))
    return module.endswith("signals")
