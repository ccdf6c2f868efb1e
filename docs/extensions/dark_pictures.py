"""Beside each picture ``name-light.png`` the page has ``name-dark.png``, for its dark theme.

The sources name the light one only, so that they read as plain Markdown elsewhere. Both lead to
the picture in its full size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms import SphinxTransform

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LIGHT, DARK = "-light.png", "-dark.png"


class DarkPictures(SphinxTransform):
    default_priority = 500

    def apply(self) -> None:
        for light in list(self.document.findall(nodes.image)):
            if not light["uri"].endswith(LIGHT):
                continue
            light["width"] = "100%"  # Sphinx makes links of pictures that have a size
            dark = light.deepcopy()
            dark["uri"] = light["uri"].removesuffix(LIGHT) + DARK
            light["classes"].append("only-light")
            dark["classes"].append("only-dark")
            light.parent.insert(light.parent.index(light) + 1, dark)


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_transform(DarkPictures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
