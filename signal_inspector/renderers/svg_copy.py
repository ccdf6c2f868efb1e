"""Copy of a drawing what is known to be harmless: elements and attributes by an allow-list.

Graphviz passes links, style sheets and images on as they come, and some versions do not escape
them. The copy is written while the drawing is read: that of 5 000 receivers has 95 000 elements,
and a tree of them takes longer than all else.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from html import escape
from typing import Literal, NoReturn
from xml.parsers import expat

_SVG = "http://www.w3.org/2000/svg "
_XLINK = "http://www.w3.org/1999/xlink "

_SHAPES = ("path", "polygon", "ellipse", "polyline")
_GEOMETRY = {"cx", "cy", "rx", "ry", "x", "y", "width", "height", "d", "points"}
_WORDS = {
    *("viewBox", "transform", "font-size", "font-style", "font-weight", "text-anchor"),
    *("stroke-width", "stroke-dasharray", "class", "id"),
}
_COLORS = {"fill", "stroke", "fill-opacity", "stroke-opacity"}
# Ranges, because \w is slow in the long ones.
_SAFE = {
    **dict.fromkeys({*_GEOMETRY, *_WORDS}, re.compile(r"[0-9A-Za-z_\s.,()+-]*")),
    **dict.fromkeys(_COLORS, re.compile(r"#[0-9a-fA-F]{6,8}|[0-9A-Za-z_.]+")),
}
# Places on this site only: "#part" or "/path", not "//host".
_LINK = re.compile(r"#.*|/(?!/).*")
# What Graphviz calls an edge, by the names of its ends and, behind colons, its ports.
_ENDS = re.compile(r"(\w+)(?::\w+)*->(\w+)(?::\w+)*")

Attributes = dict[str, str]


class SvgError(ValueError):
    """The text is no SVG that Graphviz would have drawn."""


@dataclass(slots=True)
class Copy:
    """What to write into the root and between its ends, and the ids of the drawing.

    ``label`` is the first tooltip of the groups in the root, "" where there is none.
    """

    attributes: str = ""
    lines: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    label: str = ""


def copied(document: str | bytes, prefix: str, links: frozenset[str]) -> Copy:
    """Return a copy of a drawing; its ids begin with the prefix, those of ``Copy.ids`` do not.

    Raises SvgError for anything that is not complete and plain.
    """
    copying = _Copying(prefix, links)
    parser = copying.parser
    try:
        parser.Parse(document, True)  # noqa: FBT003 - it takes no keywords; this is all of it
    except expat.ExpatError as error:
        raise SvgError(f"The SVG is not well-formed: {error}.") from None
    return copying.copy


@dataclass(slots=True)
class _Group:
    """A group that is being read: what it tells, and where its first line will stand.

    ``middle`` is where a node's lines of text are to be centred, "" before its shape is known.
    Graphviz places two-line labels by their left edge, after the width that they have in the fonts
    of this machine; a browser with other fonts would show them beside the middle.
    """

    place: int
    attributes: str = ""
    kind: Literal["node", "edge", ""] = ""
    tooltip: str = ""
    middle: str = ""


class _Copying:
    """What the parser calls. Of an element that is one line, all that is in it is left out."""

    def __init__(self, prefix: str, links: frozenset[str]) -> None:
        self.copy = Copy()
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.EntityDeclHandler = self.parser.SkippedEntityHandler = _refuse
        self._prefix = prefix
        self._links = links
        self._groups = [_Group(0)]  # those around the place, the root first
        self._ends: list[Callable[[], None]] = []  # what to do at the end of each open element
        self._left_out = 0  # how many elements deep
        self._texts: list[str] | None = None  # the parts of a text that is being read
        self._starts: dict[str, Callable[[Attributes], None]] = {
            f"{_SVG}g": self._group,
            f"{_SVG}a": self._link,
            f"{_SVG}text": self._text,
            f"{_SVG}title": self._title,
            **{f"{_SVG}{name}": partial(self._shape, name) for name in _SHAPES},
        }

    def _start(self, tag: str, values: Attributes) -> None:
        if self._left_out:
            self._left_out += 1
        elif self._texts is not None:
            self._leave_out(values)
        elif self._ends:
            self._starts.get(tag, self._leave_out)(values)
        elif tag == f"{_SVG}svg":
            self.copy.attributes = self._attributes(values)
            self._ends.append(_nothing)
        else:
            _refuse()

    def _end(self, _tag: str) -> None:
        if self._left_out:
            self._left_out -= 1
        else:
            self._ends.pop()()

    def _leave_out(self, _values: Attributes) -> None:
        self._left_out = 1
        self.parser.CharacterDataHandler = None

    def _group(self, values: Attributes) -> None:
        classes = values.get("class", "").split()
        if not classes:  # what is in it stays
            self._ends.append(_nothing)
            return
        group = _Group(len(self.copy.lines), self._attributes(values))
        group.kind = "node" if "node" in classes else "edge" if "edge" in classes else ""
        self.copy.lines.append("")
        self._groups.append(group)
        self._ends.append(partial(self._end_group, group))

    def _end_group(self, group: _Group) -> None:
        lines = self.copy.lines
        self._groups.pop()
        if len(self._groups) == 1:
            self.copy.label = self.copy.label or group.tooltip
        if not group.tooltip and len(lines) == group.place + 1:
            lines[group.place] = f"<g{group.attributes} />"
            return
        title = f"\n<title>{escape(group.tooltip, quote=False)}</title>" if group.tooltip else ""
        lines[group.place] = f"<g{group.attributes}>{title}"
        lines.append("</g>")

    def _link(self, values: Attributes) -> None:
        group = self._groups[-1]
        group.tooltip = group.tooltip or values.get(f"{_XLINK}title", "")
        target = values.get(f"{_XLINK}href") or values.get("href") or ""
        if target in self._links or _LINK.fullmatch(target):
            self.copy.lines.append(f'<a{self._attributes(values)} href="{escape(target)}">')
            self._ends.append(partial(self.copy.lines.append, "</a>"))
        else:
            self._ends.append(_nothing)

    def _title(self, values: Attributes) -> None:
        """Leave out what Graphviz calls a thing, but read from it what an edge joins."""
        group = self._groups[-1]
        if group.kind == "edge":
            self._read(partial(self._join, group))
        else:
            self._leave_out(values)

    def _join(self, edge: _Group, name: str) -> None:
        if ends := _ENDS.fullmatch(name):
            first, second = (self._prefix + end for end in ends.groups())
            edge.attributes += f' data-from="{first}" data-to="{second}"'

    def _text(self, values: Attributes) -> None:
        if middle := self._groups[-1].middle:
            values |= {"x": middle, "text-anchor": "middle"}
        opening = f"<text{self._attributes(values)}>"
        self._read(
            lambda text: self.copy.lines.append(f"{opening}{escape(text, quote=False)}</text>")
        )

    def _read(self, use: Callable[[str], None]) -> None:
        """Use the text of the element that begins, up to what else is in it."""
        texts = self._texts = []

        def end() -> None:
            self._texts = self.parser.CharacterDataHandler = None
            use("".join(texts))

        self.parser.CharacterDataHandler = texts.append
        self._ends.append(end)

    def _shape(self, name: str, values: Attributes) -> None:
        group = self._groups[-1]
        if group.kind == "node" and not group.middle:
            group.middle = _middle(values.get("points") or values.get("d") or "")
        self.copy.lines.append(f"<{name}{self._attributes(values)} />")
        self._left_out = 1

    def _attributes(self, values: Attributes) -> str:
        if name := values.get("id"):
            self.copy.ids.add(name)
            values["id"] = self._prefix + name
        return "".join(
            [
                _number(key, value) if key in _GEOMETRY else _word(key, value)
                for key, value in values.items()
            ]
        )


@lru_cache(maxsize=1024)
def _word(key: str, value: str) -> str:
    return _number(key, value) if key in _SAFE else ""


def _number(key: str, value: str) -> str:
    """Return it fit to be written: one that would need escapes is left out."""
    if not _SAFE[key].fullmatch(value):
        return ""
    return f' {key}="{value.replace("transparent", "none") if key in _COLORS else value}"'


def _middle(points: str) -> str:
    pairs = points.lstrip("M").replace("C", " ").split()
    across = [*map(float, {pair.partition(",")[0] for pair in pairs})]
    return f"{(min(across) + max(across)) / 2:.2f}" if across else ""


def _nothing() -> None:
    pass


def _refuse(*_: object) -> NoReturn:
    raise SvgError("No SVG document.")
