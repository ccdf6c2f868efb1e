"""The diagrams of the shop that the documentation shows: `python3 -m example_project.diagrams`.

Writes them anew, into `docs/images` of the repository or a folder that is given. They show what the
project connects, and not what the packages do that it happens to run with. The drawings of
`docs/drawings` go through the same door to Graphviz.
"""

import os
import re
import sys
from pathlib import Path

from example_project.bootstrap import enter

DOCS = Path(__file__).resolve().parent.parent / "docs"
FOLDER = DOCS / "images"
GRAPHS = ("signals.svg", "signals.mmd", "signals.md")
SOURCES = tuple(sorted((DOCS / "drawings").glob("*.dot")))
FILES = (*GRAPHS, *(f"{source.stem}.svg" for source in SOURCES))


def main() -> None:
    enter("example_project.diagrams")
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example_project.settings")
    django.setup()
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    write(folder)
    print(f"Wrote {', '.join(FILES)} into {folder}.")


def write(folder: Path) -> None:
    """Write all diagrams into a folder that is there; CommandError or RenderError where one
    cannot be drawn.
    """
    from django.core.management import call_command

    from signal_inspector.renderers import image

    for name in GRAPHS:
        call_command(
            "signalgraph",
            output=str(folder / name),
            origin=["project"],
            title="The shop",
            verbosity=0,
        )
    for source in SOURCES:
        text = source.read_text("utf-8")
        nodes = re.findall(r'\bid="(\w+)"', text)
        drawing = image.draw(text, nodes, is_file=True)
        (folder / f"{source.stem}.svg").write_text(drawing, "utf-8")


if __name__ == "__main__":
    main()
