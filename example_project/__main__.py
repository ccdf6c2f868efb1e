"""`python3 -m example_project`: set up, run the scenarios, draw the wiring, serve the shop."""

import argparse
import os
import sys
from pathlib import Path

from example_project.bootstrap import enter


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m example_project", description=__doc__)
    parser.add_argument("--no-serve", action="store_true", help="stop before the site is served")
    parser.add_argument("--port", type=int, default=8000, help="of the site (default: %(default)s)")
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("signals.svg"),
        metavar="FILE",
        help="of the diagram (default: %(default)s)",
    )
    return parser


def main() -> None:
    options = parser().parse_args()
    enter("example_project")
    import django
    from django.core.management import CommandError

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example_project.settings")
    django.setup()
    from example_project import tour

    try:
        if not options.no_serve:
            tour.check_port(options.port)
        tour.run(output=options.output)
        if not options.no_serve:
            tour.serve(options.port)
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(error.returncode) from None


if __name__ == "__main__":
    main()
