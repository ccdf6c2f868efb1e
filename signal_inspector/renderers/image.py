"""SVG, PNG and PDF, drawn by the program of Graphviz: the only module that knows ``graphviz``.

The package makes the command line; the program is run here, because only so it can be chosen, be
stopped after a time, and be judged by what it has drawn: it can fail with a complete drawing, and
succeed without one.
"""

import logging
import os
import re
import shutil
import sysconfig
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, TypeVar

from signal_inspector import conf
from signal_inspector.renderers import dot, svg
from signal_inspector.renderers.packing import Packing
from signal_inspector.renderers.program import Result, StoppedError, Waiting, run
from signal_inspector.renderers.style import Style
from signal_inspector.wiring.nodes import SignalGraph

Format = Literal["svg", "png", "pdf"]
Accepted = TypeVar("Accepted")

logger = logging.getLogger(__name__)

_PURE = "graphviz-pure"
# How a complete file of each format begins and ends.
_MARKS = {"png": (b"\x89PNG", b"IEND"), "pdf": (b"%PDF-", b"%%EOF")}
_MAX_ERROR = 300


class RenderError(Exception):
    """There is no image; the message says why, and the ways out."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a program may draw, in seconds, and what is called meanwhile."""

    timeout: float = 60
    waiting: Waiting | None = None


def render(
    graph: SignalGraph,
    image_format: Format,
    style: Style = dot.PLAIN,
    packing: Packing | None = None,
    patience: Patience = Patience(),
) -> bytes:
    """Return the graph as an image file. Raises RenderError.

    An SVG follows the theme of its viewer if the style's is "auto"; other images are then light.
    """
    if image_format == "svg":
        return drawing(graph, style, packing, patience, is_file=True).encode()
    if style.theme == "auto":
        style = replace(style, theme="light")
    source = _source(graph, style, packing, patience)
    options = (f"-Gdpi={style.dpi}",) if image_format == "png" else ()
    return _first(
        source, image_format, patience, lambda output: _complete(output, image_format), options
    )


def drawing(
    graph: SignalGraph,
    style: Style = dot.PLAIN,
    packing: Packing | None = None,
    patience: Patience = Patience(),
    *,
    is_file: bool = False,
) -> str:
    """Return the graph as an ``<svg>`` element: for a page, which brings the style sheet, or as a
    file of its own. Raises RenderError.
    """

    def accepted(output: bytes) -> str:
        ids = dot.node_names(graph).values()
        if is_file:
            return svg.finished(output, style.theme, style.links.values(), ids)
        return svg.clean(output, ids=ids)

    return _first(_source(graph, style, packing, patience), "svg", patience, accepted)


def _source(
    graph: SignalGraph, style: Style, packing: Packing | None, patience: Patience
) -> Callable[[str], str]:
    """Return what makes the source for a program."""

    def source(program: str) -> str:
        upward = _stacks_upward(program, patience.timeout)
        return dot.render(graph, replace(style, upward=upward), packing)

    return source


@cache
def _stacks_upward(program: str, timeout: float) -> bool:
    """Return what ``Style.upward`` is for a program, by trying; True where it draws nothing."""
    source = "digraph { rankdir=LR subgraph cluster { subgraph cluster_a { a } b } }"
    drawn = _run([program, "-Tplain"], source, Patience(timeout)).output.decode(errors="replace")
    found = re.findall(r"^node (\w) \S+ (\d+(?:\.\d+)?)", drawn, re.MULTILINE)
    heights = {name: float(height) for name, height in found}
    return heights.get("a", 0) <= heights.get("b", 0)


def draw(
    source: str,
    names: Iterable[str],
    *,
    prefix: str = "",
    timeout: float = 60,
    is_file: bool = False,
) -> str:
    """Return a source in Graphviz' language as an ``<svg>`` element for a page, ids with a prefix;
    or as a file of its own, which follows the viewer's theme.

    ``names`` are the ids of the nodes that have to be in it. Raises RenderError.
    """

    def accepted(output: bytes) -> str:
        if is_file:
            return svg.finished(output, "auto", ids=names)
        return svg.clean(output, prefix=prefix, ids=names)

    return _first(lambda _: source, "svg", Patience(timeout), accepted)


def _first(
    source: Callable[[str], str],
    image_format: Format,
    patience: Patience,
    accepted: Callable[[bytes], Accepted],
    options: tuple[str, ...] = (),
) -> Accepted:
    """Return what is accepted of the first program whose output is; it raises ValueError if not.

    ``source`` gives what a program is to draw.
    """
    reasons = []
    _, *arguments = map(str, _command(image_format))
    for program in programs(image_format):
        try:
            result = _run([program, *arguments, *options], source(program), patience)
            return accepted(result.output)
        except OSError as error:
            reasons.append(f"{program}: {error}")
        except ValueError as error:
            parts = [f"{program}: {error}", result.end, result.errors[:_MAX_ERROR]]
            reasons.append(" ".join(filter(None, parts)))
    if reasons:
        raise RenderError("The graph could not be drawn. " + " ".join(reasons))
    if image_format == "pdf":
        raise RenderError(
            "PDF is drawn only by the program 'dot' of Graphviz, which was not found. "
            "Install Graphviz, or use --format dot, which needs no program."
        )
    raise RenderError(
        "No program to draw with was found. Install Graphviz, so that 'dot' is on PATH, or "
        "pip install 'django-signal-inspector[render]', or use --format dot, which needs neither."
    )


def programs(image_format: Format) -> Iterator[str]:
    """Yield the paths of the programs that can draw this format, the preferred one first.

    The setting GRAPHVIZ_DOT, else the environment's variable of that name, has to be right if it is
    given, and is then the only one. Raises RenderError if it is not.
    """
    chosen = conf.current().graphviz_dot or os.environ.get("GRAPHVIZ_DOT", "")
    if chosen:
        path = shutil.which(chosen)
        if path is None:
            raise RenderError(f"GRAPHVIZ_DOT is {chosen!r}, which is not a program.")
        yield path
        return
    found = [shutil.which("dot")]
    if image_format != "pdf":
        # The scripts' folder counts where a virtual environment is used without being activated.
        scripts = sysconfig.get_path("scripts")
        found.append(shutil.which(_PURE) or shutil.which(_PURE, path=scripts))
    yield from (path for path in found if path)


def _command(image_format: Format) -> list[str | os.PathLike[str]]:
    """Graphviz' command line. The engine stands in the source."""
    try:
        from graphviz.backend import dot_command
    except ImportError as error:
        raise RenderError(
            f"The package graphviz cannot be imported: {error}. Install it, or use --format dot."
        ) from None
    return dot_command.command("dot", image_format)


def _run(arguments: list[str], source: str, patience: Patience) -> Result:
    program, timeout = arguments[0], patience.timeout
    try:
        result = run(arguments, source.encode(), timeout, patience.waiting)
    except StoppedError:
        raise RenderError(
            f"{program} was stopped after {timeout:g} s. Draw less, by app labels or --focus, fold "
            "it by --collapse or --strategy, or allow more time by --timeout."
        ) from None
    if result.errors:
        logger.debug("%s: %s", program, result.errors)
    return result


def _complete(output: bytes, image_format: Format) -> bytes:
    start, end = _MARKS[image_format]
    if not (output.startswith(start) and end in output[-64:]):
        raise ValueError(f"The {image_format.upper()} is not complete.")
    return output
