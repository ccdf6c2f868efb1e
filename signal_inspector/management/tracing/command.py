"""Run a management command."""

from __future__ import annotations

import difflib
import shlex
import sys

from django.core.management import CommandError, ManagementUtility, get_commands

from signal_inspector.management.tracing.run import Run


def command_run(words: list[str]) -> Run:
    """Return the run of a command with its arguments. Raises CommandError for an unknown one."""
    name = words[0]
    if name not in get_commands():
        close = difflib.get_close_matches(name, get_commands(), n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise CommandError(f"Unknown command {name!r}.{hint}", returncode=2)
    return Run(shlex.join(words), lambda: _run(words))


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
