"""Valid documents with a few things in them changed into what nobody expects."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

DEEP: Any = []
for _ in range(200):
    DEEP = [DEEP]

NASTY = [
    None,
    True,
    0,
    -1,
    1,
    7,
    2**63,
    -(10**30),
    10**400,
    0.5,
    float("nan"),
    float("inf"),
    "",
    "0",
    "-1",
    "\ud800",
    "\x00\x1b[31m\n",
    "<script>",
    "9" * 5000,
    [],
    [None],
    ["a", "a"],
    {},
    {"": None},
    DEEP,
]


def _places(document: Any) -> Iterator[tuple[Any, Any]]:
    """Each place in a document: what holds it, and its key or index there."""
    waiting = [document]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        for key in keys:
            yield holder, key
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])


ABYSS = "abyss"
"""Stands in a document for more nesting than any parser takes."""

DRESSES: dict[str, Callable[[bytes, int], bytes]] = {
    "as it is": lambda content, place: content,
    "a byte order mark": lambda content, place: codecs.BOM_UTF8 + content,
    "UTF-16": lambda content, place: content.decode().encode("utf-16"),
    "no UTF-8": lambda content, place: content[:place] + b"\xe4\xff" + content[place:],
    "cut": lambda content, place: content[:place],
    "a byte less": lambda content, place: content[:place] + content[place + 1 :],
    "something behind": lambda content, place: content + content[:place],
    "a NUL": lambda content, place: content[:place] + b"\0" + content[place:],
    "a key twice": lambda content, place: content.replace(
        b'"version": 1', b'"version": 2, "version": 1', 1
    ),
    "old line ends": lambda content, place: content.replace(b", ", b",\r\n"),
}
"""What becomes of the bytes of a document, at a place in it."""


@st.composite
def mutated(draw: st.DrawFn, document: Any) -> bytes:
    """The document as JSON after up to four changes; now and then its bytes are changed as well."""
    changed = [deepcopy(document)]
    for _ in range(draw(st.integers(1, 4))):
        places = list(_places(changed))
        holder, key = places[draw(st.integers(0, len(places) - 1))]
        other, there = places[draw(st.integers(0, len(places) - 1))]
        found = holder[key]
        match draw(st.sampled_from(["replace", "remove", "double", "swap", "rename", "retarget"])):
            case "remove" if holder is not changed:
                del holder[key]
            case "double" if isinstance(holder, list):
                holder.append(deepcopy(found))
            case "swap":
                holder[key], other[there] = deepcopy(other[there]), deepcopy(found)
            case "rename" if isinstance(holder, dict):
                holder[draw(st.sampled_from(["", "version", "name", "id", f"{key}s"]))] = found
                del holder[key]
            case "retarget" if type(found) is int:
                # Numbers are often places in other tables.
                holder[key] = found + draw(st.sampled_from([-1, 1, -found - 1, 10**6, 2**40]))
            case "retarget" if isinstance(found, str) and isinstance(other[there], str):
                holder[key] = other[there]
            case _:
                holder[key] = deepcopy(draw(st.sampled_from([*NASTY, ABYSS])))
    text = json.dumps(changed[0])
    deep = 50_000
    content = text.replace(f'"{ABYSS}"', "[" * deep + "]" * deep, 1).encode()
    dress = draw(st.sampled_from(["as it is"] * 2 * len(DRESSES) + sorted(DRESSES)))
    return DRESSES[dress](content, draw(st.integers(0, len(content))))
