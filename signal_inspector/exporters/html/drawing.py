"""The cascade as a drawing, where there is a program to draw with."""

from __future__ import annotations

from django.utils.safestring import SafeString

from signal_inspector.exporters.html.elements import EMPTY, element, joined, section, shown
from signal_inspector.recording.recording import Recording
from signal_inspector.renderers import cascade, image

TIMEOUT = 20
"""Seconds; the rest of the page does not need the drawing."""

_ZOOM = SafeString("""<div class="zoom" hidden>
<button type="button" data-zoom="0.8" aria-label="Zoom out">&minus;</button>
<button type="button" data-zoom="1.25" aria-label="Zoom in">+</button>
<button type="button" data-zoom="natural">100 %</button>
<button type="button" data-zoom="fit">Fit</button>
</div>
""")


def part(recording: Recording) -> SafeString:
    """Return the section of the drawing, or one that says why there is none."""
    if not recording.dispatches:
        return EMPTY
    drawn = cascade.render(recording)
    try:
        if next(image.programs("svg"), None) is None:
            return _section(_note("Graphviz was not found where this page was made."))
        svg = image.draw(drawn.source, drawn.names, timeout=TIMEOUT)
    except image.RenderError as error:
        return _section(_note(str(error)))
    # The drawing was copied element by element from an allow-list.
    box = element("div", SafeString(svg), class_="drawing", tabindex="0")
    nodes = f"{drawn.left_out:,} nodes are left out here; the table below has them."
    return _section(joined(_ZOOM, box, _note(nodes) if drawn.left_out else ""))


def _section(content: str) -> SafeString:
    return section("Drawing", content, id_="drawing")


def _note(text: str) -> SafeString:
    return element("p", shown(text), class_="note")
