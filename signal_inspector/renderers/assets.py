"""Scripts, styles and colours for HTML files that ask nothing of a network."""

import hashlib
import re
from base64 import b64encode
from dataclasses import fields
from html import escape
from importlib.resources import files

import signal_inspector
from signal_inspector.renderers.style import Palette

_MODULE_WORDS = re.compile(r"^import .*;\n|^export ", re.MULTILINE)


def page(body: str, *, title: str, script: str, look: str, scheme: str = "light dark") -> str:
    """Return a page that may load nothing, run this script and have this look. ``body`` is HTML."""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_policy(script, look)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="{scheme}">
<meta name="generator" content="signal_inspector {signal_inspector.__version__}">
<title>{escape(title)}</title>
<style>{look}</style>
</head>
<body>
{body}<script type="module">{script}</script>
</body>
</html>
"""


def script(*names: str) -> str:
    """Return modules of ours as one, without the words that join them; each after its imports."""
    return "".join(_MODULE_WORDS.sub("", static(name)) for name in names)


def static(name: str) -> str:
    """Return the text of a file in our folder of static files."""
    folder = files("signal_inspector") / "static" / "signal_inspector"
    return (folder / name).read_text(encoding="utf-8")


def variables(palette: Palette) -> str:
    """Return the colours as custom properties: ``--channel-line:#1d4ed8;``."""
    return "".join(
        f"--{field.name.replace('_', '-')}:{getattr(palette, field.name)};"
        for field in fields(Palette)
    )


def _policy(script: str, look: str) -> str:
    return f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(look)}'"


def _hash(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
