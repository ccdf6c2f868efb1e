"""``manage.py signalgraph``: draw or list which receivers are connected to which signals."""

import importlib
from typing import Any

from django.conf import settings
from django.core.management.base import (
    BaseCommand,
    CommandError,
    CommandParser,
    SystemCheckError,
)
from django.urls import get_resolver

from signal_inspector.management import completion
from signal_inspector.management.choosing import chosen, folded
from signal_inspector.management.content import content, encoded
from signal_inspector.management.diagnosing import concerning, diagnosed, flagged
from signal_inspector.management.graph_options import GraphOptions, add_arguments, settled
from signal_inspector.management.judging import (
    compared,
    held_up,
    refuse_views,
    write_baseline,
)
from signal_inspector.management.output import write_file, write_stream
from signal_inspector.management.places import from_root
from signal_inspector.management.progress import progress
from signal_inspector.management.reading import recordings_of
from signal_inspector.renderers import mermaid
from signal_inspector.renderers.style import counted, summary
from signal_inspector.reports import render
from signal_inspector.wiring.graph import build_graph
from signal_inspector.wiring.nodes import SignalGraph


class Command(BaseCommand):
    help = (
        "Shows which receivers are connected to which signals in this process. The system checks "
        "run first and load the URLconf, so that receivers in views are known; what is connected "
        "only later, inside a request, is not."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        if completion.is_asked():
            completion.offer_values(parser)
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser)

    def check(self, *args: Any, **kwargs: Any) -> None:
        """Run the system checks; where they fail, the exit code is 2: 1 is that of a gate."""
        try:
            super().check(*args, **kwargs)
        except SystemCheckError as error:
            error.returncode = 2
            raise

    def handle(self, *app_labels: str, **options: Any) -> None:
        wanted = settled(app_labels, options)
        if wanted.gating.write is not None or wanted.gating.judges:
            refuse_views(wanted)
        if options["skip_checks"]:
            self._load_urls()
        for module in wanted.output.imports:
            _import(module)
        whole = build_graph()
        if wanted.gating.write is not None:
            done = write_baseline(whole, wanted.selection, wanted.gating.write)
            if options["verbosity"] > 0:
                self._note(done, str)
        elif wanted.gating.judges:
            self._judge(whole, wanted, quiet=options["verbosity"] == 0)
        else:
            self._show(whole, wanted, quiet=options["verbosity"] == 0)

    def _show(self, whole: SignalGraph, wanted: GraphOptions, *, quiet: bool) -> None:
        part, notes = chosen(whole, wanted)
        problems, _judged = diagnosed()
        graph = flagged(folded(part, wanted), problems)
        with progress(self.stderr, f"Drawing {summary(graph)} ...", quiet=quiet) as waiting:
            document, reason = content(graph, wanted, waiting)
        if wanted.output.format == "text" and wanted.drawing.lines:
            found = concerning(part, problems, wanted)
            document += encoded("\n" + render(found, "text") if found else "")
        if wanted.output.file == "-":
            write_stream(self.stdout, document, binary=wanted.output.binary)
        else:
            write_file(wanted.output.file, document)
        if not quiet:
            for note in notes:
                self._note(note, self.style.WARNING)
            if wanted.output.format == "mermaid" and (limit := mermaid.limits(document, graph)):
                self._note(limit, self.style.WARNING)
            if reason:
                self._note(reason, str)
            if not graph.nodes:
                self._note("Nothing matches: the result is empty.", self.style.WARNING)
            self._note(f"Found {summary(whole)}; shown: {summary(graph)}.", str)

    def _judge(self, whole: SignalGraph, wanted: GraphOptions, *, quiet: bool) -> None:
        """Report the problems; raises CommandError, with exit code 1, if there are any."""
        gating = wanted.gating
        if gating.diagnosis:
            problems, judged = diagnosed()
        else:
            problems, judged = held_up(whole, recordings_of(wanted.overlaying.recordings))
        if gating.check is not None:
            differences, compared_with = compared(whole, wanted.selection, gating.check)
            problems = [*differences, *problems]
            judged = f"{compared_with} {judged}"
        placed = [from_root(problem) for problem in problems]
        report = encoded(render(placed, gating.report, gating.fails_at))
        if gating.file == "-":
            write_stream(self.stdout, report, binary=False)
        else:
            write_file(gating.file, report)
        if not quiet:
            self._note(judged, str)
        failing = [each for each in problems if each.severity in gating.fails_at]
        if failing:
            raise CommandError(f"{counted(len(failing), 'problem')}.", returncode=1)

    def _load_urls(self) -> None:
        """Import the views, whose receivers the system checks would have made known."""
        if getattr(settings, "ROOT_URLCONF", None):
            try:
                _ = get_resolver().url_patterns
            except Exception as error:  # noqa: BLE001 - views can fail in any way at import
                message = f"The URLconf cannot be loaded, receivers may be missing: {error}"
                self._note(message, self.style.WARNING)

    def _note(self, message: str, style: Any) -> None:
        self.stderr.write(message, style)


def _import(module: str) -> None:
    try:
        importlib.import_module(module)
    except Exception as error:
        raise CommandError(f"{module} cannot be imported: {error}", returncode=2) from error
