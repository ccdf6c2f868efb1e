"""The directive ``settings-reference``: the keys of ``SIGNAL_INSPECTOR``, read from ``conf.py``."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from sphinx.pycode import ModuleAnalyzer
from sphinx.util.docutils import SphinxDirective

from signal_inspector import conf

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx


def markdown() -> str:
    """One section a key: its default, and the docstring of its field."""
    documented = ModuleAnalyzer.for_module(conf.__name__).find_attr_docs()
    defaults = conf.Settings()
    sections = []
    for field in fields(conf.Settings):
        text = "\n".join(documented["Settings", field.name]).strip().replace("``", "`")
        default = getattr(defaults, field.name)
        # In settings a list is what people write.
        shown = list(default) if isinstance(default, tuple) else default
        sections.append(f"## `{field.name.upper()}`\n\n{text}\n\nDefault: `{shown!r}`\n")
    return "\n".join(sections)


class SettingsReference(SphinxDirective):
    def run(self) -> list[Node]:
        return self.parse_text_to_nodes(markdown(), allow_section_headings=True)


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("settings-reference", SettingsReference)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
