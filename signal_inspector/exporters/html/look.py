"""Styles and script of the page, and the content policy that allows just these."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import fields
from hashlib import sha256
from importlib.resources import files

from signal_inspector.exporters.html.depths import DEEPEST
from signal_inspector.renderers.style import DARK, LIGHT, Palette


def style() -> str:
    """Return the style sheet, with the colours of drawings by the reader's theme."""
    depths = "".join(f".d{depth}{{--depth:{depth}}}" for depth in range(DEEPEST + 1))
    return (
        f":root{{{_variables(LIGHT)}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{_variables(DARK)}}}}}\n"
        f"{depths}\n{_static('recording-page.css')}"
    )


def script() -> str:
    return _static("recording-page.js")


def policy(style: str, script: str) -> str:
    return f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'"


def _variables(palette: Palette) -> str:
    return "".join(
        f"--{field.name.replace('_', '-')}:{getattr(palette, field.name)};"
        for field in fields(Palette)
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _static(name: str) -> str:
    folder = files("signal_inspector") / "static" / "signal_inspector"
    return (folder / name).read_text(encoding="utf-8")
