"""What Graphviz draws, made fit to be shown: only what is known to be harmless, light and dark.

Graphviz passes links, style sheets and images on as they come, and some versions do not escape
them. So elements and attributes are copied by an allow-list; all else is left out.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
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
    copy = _copied(root, prefix, frozenset(links))
    copy.set("xmlns", "http://www.w3.org/2000/svg")
    copy.set("class", "signal-graph")
    copy.set("role", "img")
    copy.set("aria-label", next((name for group in root if (name := _tooltip(group))), "Signals"))
    if style:
        sheet = ET.Element("style")
        sheet.text = style
        copy.insert(0, sheet)
    ET.indent(copy, space="")
    return ET.tostring(copy, encoding="unicode") + "\n"


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
    return clean(root, style=dark_style() if theme == "auto" else "", links=links)


def _copied(element: ET.Element, prefix: str, links: frozenset[str]) -> ET.Element:
    name = _name(element)
    copy = ET.Element(name, _attributes(element, prefix, links))
    if name == "text":
        copy.text = element.text
    elif tooltip := _tooltip(element):
        ET.SubElement(copy, "title").text = tooltip
    copy.extend(_copied(child, prefix, links) for child in _shown(element, links))
    classes = element.get("class", "").split()
    if "node" in classes:
        _centre(copy)
    elif "edge" in classes and (ends := _ENDS.fullmatch(element.findtext(f"{_SVG}title", ""))):
        copy.set("data-from", prefix + ends[1])
        copy.set("data-to", prefix + ends[2])
    return copy


def _centre(node: ET.Element) -> None:
    """Move a node's lines of text to its middle.

    Graphviz places two-line labels by their left edge, after the width that they have in the fonts
    of this machine; a browser with other fonts would show them beside the middle.
    """
    shape = next((child for child in node.iter() if child.get("points") or child.get("d")), None)
    if shape is not None:
        numbers = _NUMBER.findall(shape.get("points") or shape.get("d") or "")
        across = [float(number) for number in numbers[::2]]
        middle = f"{(min(across) + max(across)) / 2:.2f}"
        for text in node.iter("text"):
            text.set("x", middle)
            text.set("text-anchor", "middle")


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


def _attributes(element: ET.Element, prefix: str, links: frozenset[str]) -> dict[str, str]:
    kept = {
        name: value.replace("transparent", "none") if name in _COLORS else value
        for name, value in element.items()
        if name in _SAFE and _SAFE[name].fullmatch(value)
    }
    if "id" in kept:
        kept["id"] = prefix + kept["id"]
    if _name(element) == "text":
        kept["font-family"] = _FONTS
    if _name(element) == "a":
        kept["href"] = _link(element, links)
    return kept


def _name(element: ET.Element) -> str:
    """Return the name of an SVG element; "" for elements of other kinds, and for comments."""
    tag = element.tag
    in_svg = isinstance(tag, str) and tag.startswith(_SVG)
    return tag.removeprefix(_SVG) if in_svg else ""
