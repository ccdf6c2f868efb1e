"""``manage.py signalgraph``: draw or list which receivers are connected to which signals."""

import importlib
from dataclasses import replace
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
from signal_inspector.management.choosing import chosen
from signal_inspector.management.graph_options import GraphOptions, add_arguments, settled
from signal_inspector.management.judging import compared, held_up, write_baseline
from signal_inspector.management.output import write_file, write_stream
from signal_inspector.management.places import from_root
from signal_inspector.management.reading import recordings_of
from signal_inspector.renderers import dot, html, image, json, links, markdown, mermaid, text
from signal_inspector.renderers.style import counted, summary
from signal_inspector.reports import render
from signal_inspector.wiring.graph import build_graph
from signal_inspector.wiring.nodes import SignalGraph
from signal_inspector.wiring.places import places_of_channels


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
        graph, notes = chosen(whole, wanted)
        try:
            content = _content(graph, wanted)
        except image.RenderError as error:
            raise CommandError(str(error), returncode=2) from None
        if wanted.output.file == "-":
            write_stream(self.stdout, content, binary=wanted.output.binary)
        else:
            write_file(wanted.output.file, content)
        if not quiet:
            for note in notes:
                self._note(note, self.style.WARNING)
            if wanted.output.format == "mermaid" and (limit := mermaid.limits(content, graph)):
                self._note(limit, self.style.WARNING)
            if not graph.nodes:
                self._note("Nothing matches: the result is empty.", self.style.WARNING)
            self._note(f"Found {summary(whole)}; shown: {summary(graph)}.", str)

    def _judge(self, whole: SignalGraph, wanted: GraphOptions, *, quiet: bool) -> None:
        """Report the problems; raises CommandError, with exit code 1, if there are any."""
        gating = wanted.gating
        problems, judged = held_up(whole, recordings_of(wanted.overlaying.recordings))
        if gating.check is not None:
            differences, compared_with = compared(whole, wanted.selection, gating.check)
            problems = [*differences, *problems]
            judged = f"{compared_with} {judged}"
        report = render([from_root(problem) for problem in problems], gating.report)
        write_stream(self.stdout, _encoded(report), binary=False)
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


def _content(graph: SignalGraph, wanted: GraphOptions) -> bytes:
    style, timeout = wanted.drawing.style, wanted.drawing.timeout
    if wanted.drawing.link:
        places = places_of_channels((*graph.channels, *graph.orphans))
        style = replace(style, links=links.links(graph, wanted.drawing.link, places))
    match wanted.output.format:
        case "text":
            return _encoded(text.render(graph, labels=style.labels))
        case "json":
            return _encoded(json.render(graph))
        case "dot" | "mermaid" | "markdown" as language:
            renderer = {"dot": dot.render, "mermaid": mermaid.render, "markdown": markdown.render}
            return _encoded(renderer[language](graph, style))
        case "svg" | "png" | "pdf" as image_format:
            return image.render(graph, image_format, style, timeout=timeout)
        case "html":
            drawing = image.drawing(graph, style, timeout=timeout)
            return _encoded(html.render(graph, drawing, style))
        case unknown:
            raise CommandError(f"Unknown format {unknown!r}.", returncode=2)


def _encoded(document: str) -> bytes:
    # Names may hold lone surrogates, which UTF-8 lacks; \udc80 is also how JSON writes them.
    return document.encode("utf-8", "backslashreplace")
