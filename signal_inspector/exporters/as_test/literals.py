"""Values as Python code, as a formatter would write them."""

from __future__ import annotations

import json


def literal(value: object) -> str:
    """Return a plain value as code; texts in double quotes."""
    if isinstance(value, str) and value.isprintable():
        return json.dumps(value, ensure_ascii=False)
    return repr(value)
