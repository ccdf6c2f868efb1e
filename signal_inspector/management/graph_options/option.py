"""One option of a command, described once for its command line and for its setting."""

import argparse
import difflib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.management.base import CommandError, CommandParser


@dataclass(frozen=True, slots=True)
class Option:
    """An option by its long name, ``group-by``.

    ``default`` None: there is a rule instead of a value. A list as default: the option can be given
    several times, and with ``nargs`` "+" with several values. An option of the kind ``bool`` takes
    no value; one that is on by default is turned off by ``--no-NAME``. ``const`` stands for a value
    that is left out, with ``nargs`` "?". An action is asked for on the command line only.
    """

    name: str
    help: str
    default: Any = None
    kind: type[str | bool | int | float] = str
    choices: tuple[str, ...] = ()
    metavar: str | None = None
    short: str = ""
    nargs: str | None = None
    const: str | None = None
    is_action: bool = False

    @property
    def key(self) -> str:
        """The name as Python writes it: ``group_by``."""
        return self.name.replace("-", "_")

    @property
    def is_repeated(self) -> bool:
        return isinstance(self.default, list)

    def add_to(self, parser: Any) -> None:
        """Add it to a parser, or to a group of one.

        It gets no default there: the setting's value comes between the given and the built-in one.
        """
        flags = [f"-{self.short}"] if self.short else []
        flags.append(f"--{self.name}")
        more: dict[str, Any] = {"default": None, "help": self.help}
        if self.kind is bool:
            turned_off = argparse.BooleanOptionalAction if self.default else "store_true"
            parser.add_argument(*flags, action=turned_off, **more)
            return
        if self.is_repeated:
            more["action"] = "extend" if self.nargs else "append"
        if self.nargs:
            more["nargs"] = self.nargs
        if self.const is not None:
            more["const"] = self.const
        if self.choices:
            more["choices"] = self.choices
        parser.add_argument(*flags, type=self.kind, metavar=self.metavar, **more)

    def accepts(self, value: Any) -> bool:
        """Whether a value, one of several for a repeated option, is of the right type."""
        if isinstance(value, bool):
            return self.kind is bool
        return isinstance(value, (int, float) if self.kind is float else self.kind)


@dataclass(frozen=True, slots=True)
class Group:
    """Options that ``--help`` shows together; without a title among the first."""

    options: Sequence[Option]
    title: str = ""
    description: str | None = None

    def add_to(self, parser: CommandParser) -> None:
        inner = parser.add_argument_group(self.title, self.description) if self.title else parser
        for option in self.options:
            option.add_to(inner)


def usage_error(message: str, word: str = "", known: Collection[str] = ()) -> CommandError:
    """Return an error with exit code 2, and a hint: the nearest of the known words, or all."""
    if known:
        close = difflib.get_close_matches(word, list(known), n=1)
        hint = f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(sorted(known))}."
        message = f"{message} {hint}"
    return CommandError(message, returncode=2)
