"""Sphinx builds the documentation: ``sphinx-build -W docs build/docs``."""

from __future__ import annotations

import os
import sys
from dataclasses import is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE / "extensions")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example_project.settings")
django.setup()

import signal_inspector  # noqa: E402 - Django is to be set up first

project = "django-signal-inspector"
author = "django-signal-inspector contributors"
copyright = author  # noqa: A001 - so Sphinx calls it
version = release = signal_inspector.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "command_reference",
    "dark_pictures",
    "rules_reference",
    "settings_reference",
]
exclude_patterns = ["extensions", "explanation/costs-table.md"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
highlight_language = "none"  # else tables in docstrings are taken for Python
smartquotes = False  # would turn the dashes of options into one
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_class_signature = "mixed"

html_theme = "furo"
html_title = f"{project} {release}"
html_static_path = ["static"]
html_css_files = ["pages.css"]


def without_fields(
    _app: Sphinx, _what: str, _name: str, thing: Any, *_: Any
) -> tuple[str, str] | None:
    """Records are read, and not made, by who uses them: their fields are listed below them."""
    return ("", "") if is_dataclass(thing) else None


def setup(app: Sphinx) -> None:
    app.connect("autodoc-process-signature", without_fields)
