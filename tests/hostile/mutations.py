"""Valid documents with a few things in them changed into what nobody expects."""

from __future__ import annotations

import json
from collections.abc import Iterator
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


@st.composite
def mutated(draw: st.DrawFn, document: Any) -> bytes:
    """The document as JSON after up to four changes; now and then cut or with a byte changed."""
    changed = [deepcopy(document)]
    for _ in range(draw(st.integers(1, 4))):
        places = list(_places(changed))
        holder, key = places[draw(st.integers(0, len(places) - 1))]
        match draw(st.sampled_from(["replace", "replace", "remove", "double", "swap"])):
            case "remove" if holder is not changed:
                del holder[key]
            case "double" if isinstance(holder, list):
                holder.append(deepcopy(holder[key]))
            case "swap":
                other, there = places[draw(st.integers(0, len(places) - 1))]
                holder[key], other[there] = deepcopy(other[there]), deepcopy(holder[key])
            case _:
                holder[key] = deepcopy(draw(st.sampled_from(NASTY)))
    content = json.dumps(changed[0]).encode()
    if draw(st.integers(0, 9)) == 0:
        place = draw(st.integers(0, len(content)))
        content = content[:place] + draw(st.binary(max_size=2)) + content[place + 1 :]
    return content
