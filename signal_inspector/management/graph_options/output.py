"""Where to write, in which format, and what to import first."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from signal_inspector.management.graph_options.option import Group, Option, usage_error

FORMATS = ("dot", "svg", "png", "pdf", "html", "mermaid", "markdown", "text", "json")
BINARY = ("png", "pdf")
SUFFIXES = {f".{name}": name for name in FORMATS} | {
    ".gv": "dot",
    ".txt": "text",
    ".htm": "html",
    ".mmd": "mermaid",
    ".md": "markdown",
}

GROUP = Group(
    [
        Option(
            "output",
            "File to write; '-', the default, is stdout.",
            default="-",
            metavar="FILE",
            short="o",
        ),
        Option(
            "format",
            "By default as the suffix of --output says, else 'dot'. "
            "Only svg, png, pdf and html need a program, that of Graphviz.",
            choices=FORMATS,
            short="f",
        ),
        Option(
            "import",
            "Import a module first, for what it connects. Can be given several times.",
            default=[],
            metavar="MODULE",
        ),
    ]
)


@dataclass(frozen=True, slots=True)
class Output:
    """``file`` is a name, or "-" for stdout; ``imports`` are names of modules."""

    file: str
    format: str
    imports: tuple[str, ...]

    @property
    def binary(self) -> bool:
        return self.format in BINARY


def output(values: Mapping[str, Any]) -> Output:
    """Raises CommandError for a suffix that names no format."""
    file = values["output"]
    return Output(file, _format(values["format"], file), tuple(values["import"]))


def _format(given: str | None, file: str) -> str:
    if given or file == "-":
        return given or "dot"
    suffix = Path(file).suffix.lower()
    if suffix not in SUFFIXES:
        message = f"The suffix of {file!r} names no format; give one with --format."
        raise usage_error(message, suffix, SUFFIXES)
    return SUFFIXES[suffix]
