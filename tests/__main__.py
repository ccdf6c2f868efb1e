"""`python3 -m tests`: set up, then run the tests in `.venv`, or in the cells of the matrix."""

import argparse
import sys

from example_project.bootstrap import enter


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 -m tests",
        usage="%(prog)s [-h] [--all | --matrix [CELL ...]] [-- PYTEST-ARGUMENT ...]",
        description=__doc__,
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--all",
        action="store_true",
        help="what judges the sources, the docs, and the tests with coverage, as CI does",
    )
    what.add_argument(
        "--matrix",
        nargs="*",
        metavar="CELL",
        help="the tests on every Django and Python, or on cells such as 6.1/3.13; newest: the last",
    )
    return parser


def main() -> None:
    arguments, pytest_arguments = sys.argv[1:], []
    if "--" in arguments:
        border = arguments.index("--")
        arguments, pytest_arguments = arguments[:border], arguments[border + 1 :]
    options = parser().parse_args(arguments)
    enter("tests", ["test", "lint", "docs"] if options.all else ["test"])
    from tests import runs

    if options.matrix is not None:
        from tests import matrix

        raise SystemExit(matrix.run(options.matrix, pytest_arguments))
    run = runs.everything if options.all else runs.suite
    raise SystemExit(run(pytest_arguments))


if __name__ == "__main__":
    main()
