"""The diagrams of the shop that the documentation shows: `python3 -m example_project.diagrams`.

Writes them anew, into `docs/images` of the repository or a folder that is given. They show what the
project connects, and not what the packages do that it happens to run with.
"""

import os
import sys
from pathlib import Path

from example_project.bootstrap import enter

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
FILES = ("signals.svg", "signals.mmd", "signals.md")


def main() -> None:
    enter("example_project.diagrams")
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example_project.settings")
    django.setup()
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    write(folder)
    print(f"Wrote {', '.join(FILES)} into {folder}.")


def write(folder: Path) -> None:
    """Write all diagrams into a folder that is there; CommandError where one cannot be drawn."""
    from django.core.management import call_command

    for name in FILES:
        call_command(
            "signalgraph",
            output=str(folder / name),
            origin=["project"],
            title="The shop",
            verbosity=0,
        )


if __name__ == "__main__":
    main()
