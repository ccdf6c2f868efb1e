"""``manage.py signaltrace``: what a command, a request or a save does by signals."""

from __future__ import annotations

import os
import sys
from argparse import REMAINDER
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from signal_inspector import conf
from signal_inspector.exporters import FORMATS, Format, format_of
from signal_inspector.management.output import write_file
from signal_inspector.management.tracing import saving, telling, verdict
from signal_inspector.management.tracing.command import command_run
from signal_inspector.management.tracing.progress import Progress
from signal_inspector.management.tracing.request import request_run
from signal_inspector.management.tracing.run import Run
from signal_inspector.recording.recorder import Recorder
from signal_inspector.recording.recording import Recording

_LIMITS = ("max_depth", "max_dispatches", "max_ms")
_SUFFIXES = ", ".join(suffix for each in FORMATS.values() for suffix in each.suffixes)


class Command(BaseCommand):
    help = (
        "Runs a management command, sends a request or saves an object, and prints the cascade of"
        " signals that this set off, with the problems in it. Exits with the command's own status,"
        " else with 1 for what --fail-on or a budget does not allow, and 2 for a mistake in the"
        " options."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.usage = (
            f"{parser.prog} [options] (-- COMMAND [ARGS ...] | --url URL | --save OBJECT)"
        )
        what = parser.add_argument_group("what to trace")
        what.add_argument("words", nargs=REMAINDER, metavar="COMMAND ARGS", help="a command")
        what.add_argument("--url", help="a request for this path: /checkout/?step=2")
        what.add_argument("--method", help="the method of the request; POST if there is --data")
        what.add_argument(
            "--data",
            action="append",
            default=[],
            help="the body of the request: a form field, name=value, or JSON; may be repeated",
        )
        what.add_argument("--user", metavar="NAME", help="log this user in for the request")
        what.add_argument(
            "--save",
            metavar="OBJECT",
            help="save an object, app.Model:pk, in a transaction that is rolled back",
        )
        what.add_argument("--yes", action="store_true", help="do not ask before --save")
        output = parser.add_argument_group("output")
        output.add_argument(
            "-o",
            "--output",
            metavar="FILE",
            help=f"also write the recording to this file, in the format of its suffix: {_SUFFIXES}",
        )
        output.add_argument(
            "--no-fold",
            action="store_true",
            help="do not fold equal dispatches side by side into one line",
        )
        output.add_argument(
            "--merge",
            action="store_true",
            help="one line for all equal paths of the cascade, for long runs",
        )
        limits = parser.add_argument_group("exit with 1")
        limits.add_argument(
            "--fail-on",
            action="append",
            default=[],
            metavar="RULE",
            help="a problem of this rule, by id or name, or at least as grave as error, warning or"
            " info; may be repeated",
        )
        limits.add_argument(
            "--max-depth", type=int, metavar="N", help="more than N dispatches within each other"
        )
        limits.add_argument(
            "--max-dispatches", type=int, metavar="N", help="more than N dispatches"
        )
        limits.add_argument(
            "--max-ms", type=float, metavar="MS", help="more than MS milliseconds in receivers"
        )

    def handle(self, **options: Any) -> None:
        written = _format_of(options["output"])
        words = [word for each in options["fail_on"] for word in each.split(",") if word]
        try:
            verdict.check_words(words)
        except ValueError as error:
            raise CommandError(f"--fail-on: {error}", returncode=2) from None
        for name in _LIMITS:
            if options[name] is not None and not options[name] >= 0:  # neither is NaN
                message = f"--{name.replace('_', '-')} cannot be {options[name]}: give 0 or more."
                raise CommandError(message, returncode=2)
        run = self._run(options)
        recorder = Recorder(run.name, conf.current())
        run.prepare()
        status, failed, process = 1, False, os.getpid()
        try:
            with Progress(recorder, sys.stderr):
                recorder.start()
                try:
                    status = run.do()
                finally:
                    recorder.stop()
        finally:
            # A child that was forked meanwhile may come here too, and has nothing to tell.
            if os.getpid() == process:
                run.clean_up()
                recording = run.kept(recorder.recording)
                failed = self._tell(run, recording, options, words)
                if written is not None:
                    write_file(options["output"], written.render(recording).encode())
                    self.stderr.write(f"Wrote {options['output']}.", str)
        if status or failed:
            sys.exit(status or 1)

    def _run(self, options: dict[str, Any]) -> Run:
        words = options["words"]
        words = words[1:] if words[:1] == ["--"] else words
        url, target = options["url"], options["save"]
        if sum(map(bool, (words, url, target))) > 1:
            raise CommandError("Give one of a command, --url and --save.", returncode=2)
        if not url:
            for name in ("method", "data", "user"):
                if options[name]:
                    raise CommandError(
                        f"--{name} belongs to --url, which is not given.", returncode=2
                    )
        if words:
            return command_run(words)
        if url:
            return request_run(
                url, options["method"], options["data"], options["user"], self.stdout.write
            )
        if target:
            run = saving.save_run(target)
            self._ask(saving.announcement(target), yes=options["yes"])
            return run
        raise CommandError(
            "What is to be traced? For instance: signaltrace -- migrate --plan, or"
            " signaltrace --url /",
            returncode=2,
        )

    def _ask(self, announcement: str, *, yes: bool) -> None:
        self.stderr.write(announcement, str)
        if yes:
            return
        if not sys.stdin.isatty():
            raise CommandError("Nobody can be asked here: say --yes to go on.", returncode=2)
        if input("Go on? [y/N] ").strip().lower() not in {"y", "yes"}:
            raise CommandError("Nothing was saved.", returncode=2)

    def _tell(
        self, run: Run, recording: Recording, options: dict[str, Any], words: list[str]
    ) -> bool:
        """Print what was recorded; whether that fails the run."""
        fold_from = 0 if options["no_fold"] else 5
        how = {"fold_from": fold_from, "merged": options["merge"]}
        telling.write_cascade(self.stdout, self.style, recording, **how)
        for remark in run.remarks(recording):
            self.stdout.write(remark)
        problems = recording.problems
        telling.write_problems(
            self.stdout, self.style, problems, information=options["verbosity"] > 1
        )
        limits = {name: options[name] for name in _LIMITS}
        reasons = verdict.reasons(recording, problems, words, **limits)
        for reason in reasons:
            self.stderr.write(reason)
        return bool(reasons)


def _format_of(file: str | None) -> Format | None:
    if file is None:
        return None
    if not Path(file).parent.is_dir():
        raise CommandError(
            f"There is no folder {Path(file).parent} to write {file} into.", returncode=2
        )
    try:
        return format_of(file)
    except ValueError as error:
        raise CommandError(str(error), returncode=2) from None
