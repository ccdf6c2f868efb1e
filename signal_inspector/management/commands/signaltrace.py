"""``manage.py signaltrace -- COMMAND [ARGS...]``: what a management command does by signals."""

from __future__ import annotations

import difflib
import sys
from argparse import REMAINDER
from pathlib import Path
from typing import Any

from django.core.management import (
    BaseCommand,
    CommandError,
    CommandParser,
    ManagementUtility,
    get_commands,
)

from signal_inspector.exporters import FORMATS, Format, format_of, text
from signal_inspector.management.output import write_file
from signal_inspector.recording.recorder import record
from signal_inspector.recording.records import Recording

_SUFFIXES = ", ".join(suffix for each in FORMATS.values() for suffix in each.suffixes)


class Command(BaseCommand):
    help = "Runs another management command and prints the cascade of signals that it set off."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.usage = f"{parser.prog} [-o FILE] [--no-fold | --merge] -- COMMAND [ARGS ...]"
        parser.add_argument(
            "-o",
            "--output",
            metavar="FILE",
            help=f"also write the recording to this file, in the format of its suffix: {_SUFFIXES}",
        )
        parser.add_argument(
            "--no-fold",
            action="store_true",
            help="do not fold equal dispatches side by side into one line",
        )
        parser.add_argument(
            "--merge",
            action="store_true",
            help="one line for all equal paths of the cascade, for long runs",
        )
        parser.add_argument(
            "words",
            nargs=REMAINDER,
            metavar="COMMAND ARGS",
            help="the command to run, and its arguments",
        )

    def handle(
        self, *, words: list[str], output: str | None, no_fold: bool, merge: bool, **_: Any
    ) -> None:
        words = words[1:] if words[:1] == ["--"] else words
        if not words:
            raise CommandError(
                "Which command? For instance: signaltrace -- migrate --plan", returncode=2
            )
        if words[0] not in get_commands():
            self._say_unknown(words[0])
        if output is not None and not Path(output).parent.is_dir():
            raise CommandError(
                f"There is no folder {Path(output).parent} to write {output} into.", returncode=2
            )
        written = _format_of(output) if output is not None else None
        with record(name=" ".join(words)) as recording:
            status = _run(words)
        self._print(recording, fold_from=0 if no_fold else 5, merged=merge)
        if output is not None and written is not None:
            write_file(output, written.render(recording).encode())
            self.stderr.write(f"Wrote {output}.")
        if status:
            sys.exit(status)

    def _say_unknown(self, name: str) -> None:
        close = difflib.get_close_matches(name, get_commands(), n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise CommandError(f"Unknown command {name!r}.{hint}", returncode=2)

    def _print(self, recording: Recording, **how: Any) -> None:
        encoding = getattr(self.stdout, "encoding", None) or "ascii"
        glyphs = text.glyphs_for(encoding)
        roles = {
            "heading": self.style.MIGRATE_HEADING,
            "signal": self.style.MIGRATE_LABEL,
            "receiver": lambda plain: plain,
            "place": self.style.HTTP_INFO,
            "time": self.style.HTTP_NOT_MODIFIED,
            "problem": self.style.ERROR,
        }
        tree = text.render(
            recording,
            glyphs=glyphs,
            paint=lambda plain, role: roles[role](plain),
            **how,
        )
        # What a message or a name has beside plain signs is of any kind.
        self.stdout.write(tree.encode(encoding, "backslashreplace").decode(encoding), ending="")


def _format_of(file: str) -> Format:
    try:
        return format_of(file)
    except ValueError as error:
        raise CommandError(str(error), returncode=2) from None


def _run(words: list[str]) -> int:
    """Run a command as from the command line; its exit status. Any other exception goes on, as
    without us.
    """
    program = sys.argv[0] if sys.argv else "manage.py"
    command = ManagementUtility([program, *words]).fetch_command(words[0])
    try:
        command.run_from_argv([program, *words])
    except SystemExit as exit_:
        if exit_.code is None or isinstance(exit_.code, int):
            return exit_.code or 0
        sys.stderr.write(f"{exit_.code}\n")
        return 1
    return 0
