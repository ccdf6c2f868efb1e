"""Addresses of the sources of nodes, made from a template such as ``PREFIX/{path}#L{line}``."""

import re
from collections.abc import Mapping
from urllib.parse import quote

from signal_inspector.naming import Place
from signal_inspector.wiring.nodes import Receiver, SignalGraph

_SCHEME = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):")
# What a browser would run, or show in the name of the page.
_REFUSED = {"javascript", "data", "vbscript", "blob"}
_FIELD = re.compile(r"\{([^{}]*)\}")
# Signs with a meaning in an address; all others that are not plain letters are written as %XX.
_MEANT = "%/:?#[]@!$&'()*+,;=~-._"


class LinkError(ValueError):
    """The template makes no address; the message says why."""


def check(template: str) -> None:
    """Raise LinkError unless a template makes an address that is safe to follow."""
    fields = set(_FIELD.findall(template))
    if "path" not in fields:
        raise LinkError(f"{template!r} names no {{path}}, as in 'https://host/{{path}}#L{{line}}'.")
    if unknown := sorted(fields - {"path", "line"}):
        raise LinkError(f"{template!r} has {{{unknown[0]}}}; known are {{path}} and {{line}}.")
    scheme = _SCHEME.match(template)
    if scheme and scheme[1].lower() in _REFUSED:
        raise LinkError(f"{template!r} is refused: {scheme[1]} addresses are run, not opened.")


def links(graph: SignalGraph, template: str, channels: Mapping[str, Place]) -> dict[str, str]:
    """Return addresses by the ids of nodes, for the nodes whose source is the project's.

    ``channels`` are the places of channels by id. Everything in an address but letters, digits and
    the signs that have a meaning there is written as ``%XX``.
    """
    places = dict(channels) | {
        node.id: Place(node.file, node.line) for node in graph.receivers if _has_source(node)
    }
    return {
        node.id: _address(template, places[node.id]) for node in graph.nodes if node.id in places
    }


def _has_source(node: Receiver) -> bool:
    return node.origin == "project" and node.line > 0 and not node.file.startswith("<")


def _address(template: str, place: Place) -> str:
    path = quote(place.path, safe="/", errors="replace")
    filled = template.replace("{path}", path).replace("{line}", str(place.line))
    return quote(filled.strip(), safe=_MEANT, errors="replace")
