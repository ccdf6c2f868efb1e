"""The directive ``command-reference``: the options of a command, read from its parser."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from django.core.management import load_command_class
from django.core.management.base import BaseCommand
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx


class _Silent(BaseCommand):
    """Has the options that every command has."""


def options(command: BaseCommand, name: str) -> str:
    """A section with a definition list for each group of options."""
    parser = command.create_parser("manage.py", name)
    common = {flag for each in _actions(_Silent()) for flag in each.option_strings}
    parts = []
    for group in parser._action_groups:  # noqa: SLF001 - as above
        own = [
            each
            for each in group._group_actions  # noqa: SLF001 - as above
            if not common.intersection(each.option_strings) and each.help != argparse.SUPPRESS
        ]
        if own:
            parts.append(f"## {(group.title or 'options').capitalize()}\n")
            parts.append(f"{group.description}\n" if group.description else "")
            parts += [f"`{_usage(each)}`\n: {_help(parser, each)}\n" for each in own]
    return "\n".join(parts)


def _actions(command: BaseCommand) -> Iterator[argparse.Action]:
    yield from command.create_parser("manage.py", "any")._actions  # noqa: SLF001 - no public list


def _usage(action: argparse.Action) -> str:
    value = ""
    if action.nargs != 0:
        name = action.metavar or (
            "{" + ",".join(map(str, action.choices)) + "}"
            if action.choices
            else action.dest.upper()
        )
        value = str(name[0] if isinstance(name, tuple) else name)
    return f"{', '.join(action.option_strings)} {value}".strip()


def _help(parser: argparse.ArgumentParser, action: argparse.Action) -> str:
    text = (action.help or "") % {**vars(action), "prog": parser.prog}
    return text.replace("\n", " ").replace("*", r"\*").replace("<", r"\<")


class CommandReference(SphinxDirective):
    required_arguments: ClassVar[int] = 1

    def run(self) -> list[Node]:
        [name] = self.arguments
        command = load_command_class("signal_inspector", name)
        return self.parse_text_to_nodes(options(command, name), allow_section_headings=True)


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("command-reference", CommandReference)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
