"""The directive ``rules-reference``: the rules of the diagnosis, read from their catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util.docutils import SphinxDirective

from signal_inspector.diagnosis.rules import RULES

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx


def markdown() -> str:
    """One row a rule: its id, its name and what it finds."""
    rows = [
        f"| [`{rule.short_id}`](problems.md#{rule.short_id.lower()}) "
        f"| `{rule.slug}` | {rule.title} |"
        for rule in RULES.values()
    ]
    text = "\n".join(["| id | name | what was found |", "|---|---|---|", *rows])
    return text.replace("**", r"\*\*")


class RulesReference(SphinxDirective):
    def run(self) -> list[Node]:
        return self.parse_text_to_nodes(markdown())


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("rules-reference", RulesReference)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
