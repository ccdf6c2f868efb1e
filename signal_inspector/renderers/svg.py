"""What Graphviz draws, made fit to be shown: only what is known to be harmless, light and dark.

Graphviz passes links, style sheets and images on as they come, and some versions do not escape
them. So elements and attributes are copied by an allow-list; all else is left out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from html import escape
from xml.etree import ElementTree as ET

from signal_inspector.renderers.style import DARK, LIGHT, Theme

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"

_ELEMENTS = {"svg", "g", "path", "polygon", "ellipse", "polyline", "text", "title", "a"}
_NUMBERS = {
    *("cx", "cy", "rx", "ry", "x", "y", "width", "height", "d", "points", "viewBox", "transform"),
    *("font-size", "font-style", "font-weight", "stroke-width", "stroke-dasharray", "text-anchor"),
}
_COLORS = {"fill", "stroke", "fill-opacity", "stroke-opacity"}
_WORDS = {"class", "id"}
_SAFE = {
    **dict.fromkeys(_NUMBERS, re.compile(r"[\w\s.,()+-]*")),
    **dict.fromkeys(_COLORS, re.compile(r"#[0-9a-fA-F]{6,8}|[\w.]+")),
    **dict.fromkeys(_WORDS, re.compile(r"[\w\s-]*")),
}
# Places on this site only: "#part" or "/path", not "//host".
_LINK = re.compile(r"#.*|/(?!/).*")
# What Graphviz calls an edge, by the names of its ends and, behind colons, its ports.
_ENDS = re.compile(r"(\w+)(?::\w+)*->(\w+)(?::\w+)*")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_TITLE = f"{_SVG}title"
_FONTS = "Helvetica,Arial,sans-serif"


class SvgError(ValueError):
    """The text is no SVG that Graphviz would have drawn."""


def parse(svg: str | bytes) -> ET.Element:
    """Return the root element; SvgError for anything that is not complete and plain."""
    start = svg[:1000] if isinstance(svg, str) else svg[:1000].decode("utf-8", "replace")
    if "<!ENTITY" in start or "<svg" not in start:
        raise SvgError("No SVG document.")
    try:
        root = ET.fromstring(svg)  # noqa: S314 - from a local program, entities refused above
    except ET.ParseError as error:
        raise SvgError(f"The SVG is not well-formed: {error}.") from None
    if root.tag != f"{_SVG}svg":
        raise SvgError("No SVG document.")
    return root


def require(root: ET.Element, ids: Iterable[str]) -> None:
    """Raise SvgError unless elements with all of these ids are in the drawing."""
    missing = set(ids) - {element.get("id") for element in root.iter()}
    if missing:
        raise SvgError(f"The drawing lacks {len(missing)} nodes.")


def clean(root: ET.Element, *, prefix: str = "", style: str = "", links: Iterable[str] = ()) -> str:
    """Return a drawing as one ``<svg>`` element without anything that could act in a page.

    Ids begin with ``prefix``, so that several drawings fit into one page. ``style`` is a style
    sheet of ours to put in; a page with a strict policy brings its own. Tooltips become titles, and
    edges name the ids of their ends in ``data-from`` and ``data-to`` (ids are the names of nodes).
    Of addresses only those in ``links`` are kept, and places on this site.
    """
    label = next((name for group in root if (name := _tooltip(group))), "Signals")
    more = {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": "signal-graph",
        "role": "img",
        "aria-label": escape(label).replace("\n", "&#10;"),
    }
    lines = [_opening("svg", _attributes(root, "svg", prefix, frozenset()) | more, ">")]
    if style:
        lines.append(f"<style>{escape(style, quote=False)}</style>")
    allowed = frozenset(links)
    for child in _shown(root, allowed):
        _write(child, prefix, allowed, "", lines)
    return "\n".join([*lines, "</svg>"]) + "\n"


def dark_style() -> str:
    """Return the style sheet that turns the light colours into the dark ones."""
    rules = [
        f'.signal-graph [{attribute}="{getattr(LIGHT, field.name)}"]'
        f"{{{attribute}:{getattr(DARK, field.name)}}}"
        for field in fields(LIGHT)
        if field.name != "background"
        for attribute in ("fill", "stroke")
    ]
    return "@media (prefers-color-scheme: dark) {\n" + "\n".join(rules) + "\n}"


def finished(root: ET.Element, theme: Theme, links: Iterable[str] = ()) -> str:
    """Return a drawing as a file of its own, which follows the viewer's theme if that is "auto"."""
    # A viewer of the file alone then has a dark ground as well.
    sheet = f"svg{{color-scheme:light dark}}\n{dark_style()}" if theme == "auto" else ""
    return clean(root, style=sheet, links=links)


def _write(
    element: ET.Element, prefix: str, links: frozenset[str], middle: str, lines: list[str]
) -> None:
    """Add the lines of an element and what is in it; ``middle`` is that of the node around it."""
    name = _name(element)
    attributes = _attributes(element, name, prefix, links)
    if name == "text":
        if middle:
            attributes |= {"x": middle, "text-anchor": "middle"}
        text = escape(element.text or "", quote=False)
        lines.append(f"{_opening(name, attributes, '>')}{text}</text>")
        return
    if name == "g":
        classes = element.get("class", "").split()
        if "node" in classes:
            middle = _middle(element)
        elif "edge" in classes and (ends := _ENDS.fullmatch(element.findtext(_TITLE, ""))):
            attributes |= {"data-from": prefix + ends[1], "data-to": prefix + ends[2]}
    tooltip = _tooltip(element)
    shown = list(_shown(element, links))
    if not tooltip and not shown:
        lines.append(_opening(name, attributes, " />"))
        return
    lines.append(_opening(name, attributes, ">"))
    if tooltip:
        lines.append(f"<title>{escape(tooltip, quote=False)}</title>")
    for child in shown:
        _write(child, prefix, links, middle, lines)
    lines.append(f"</{name}>")


def _opening(name: str, attributes: Mapping[str, str], end: str) -> str:
    return "".join([f"<{name}", *[f' {key}="{value}"' for key, value in attributes.items()], end])


def _middle(node: ET.Element) -> str:
    """Return where a node's lines of text are to be centred; "" for a node without a shape.

    Graphviz places two-line labels by their left edge, after the width that they have in the fonts
    of this machine; a browser with other fonts would show them beside the middle.
    """
    for shape in node.iter():
        if points := shape.get("points") or shape.get("d"):
            across = [float(number) for number in _NUMBER.findall(points)[::2]]
            return f"{(min(across) + max(across)) / 2:.2f}" if across else ""
    return ""


def _shown(element: ET.Element, links: frozenset[str]) -> Iterator[ET.Element]:
    """Yield the children to copy; links without a place and bare groups give way to their content.

    Graphviz' own titles, the names of its nodes, are dropped: browsers would show them as tooltips.
    """
    for child in element:
        name = _name(child)
        no_link = name == "a" and not _link(child, links)
        if no_link or (name == "g" and not child.get("class")):
            yield from _shown(child, links)
        elif name in _ELEMENTS and name != "title":
            yield child


def _tooltip(element: ET.Element) -> str:
    link = element.find(f"{_SVG}g/{_SVG}a")
    return "" if link is None else link.get(f"{_XLINK}title", "")


def _link(element: ET.Element, links: frozenset[str]) -> str:
    target = element.get(f"{_XLINK}href") or element.get("href") or ""
    return target if target in links or _LINK.fullmatch(target) else ""


def _attributes(
    element: ET.Element, name: str, prefix: str, links: frozenset[str]
) -> dict[str, str]:
    """Return the allowed attributes, fit to be written: values that need escapes are left out."""
    kept = {
        key: value.replace("transparent", "none") if key in _COLORS else value
        for key, value in element.items()
        if key in _SAFE and _SAFE[key].fullmatch(value)
    }
    if "id" in kept:
        kept["id"] = prefix + kept["id"]
    if name == "text":
        kept["font-family"] = _FONTS
    elif name == "a":
        kept["href"] = escape(_link(element, links))
    return kept


def _name(element: ET.Element) -> str:
    """Return the name of an SVG element; "" for elements of other kinds, and for comments."""
    tag = element.tag
    in_svg = isinstance(tag, str) and tag.startswith(_SVG)
    return tag.removeprefix(_SVG) if in_svg else ""
