"""What the commands print: lines as they are measured, a table for the documentation, or JSON."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from .table import HEADINGS, Row, as_json, markdown, text_line


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that ``show`` reads."""
    parser.add_argument("--check", action="store_true", help="exit with 1 when a goal is missed")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="print a table for the documentation")
    form.add_argument("--json", action="store_true", help="print JSON")


def show(rows: Iterable[Row], options: argparse.Namespace, rounds: int) -> int:
    """Print rows, and return the status to exit with."""
    found = []
    quiet = options.markdown or options.json
    if not quiet:
        print(text_line(HEADINGS), flush=True)
    for row in rows:
        found.append(row)
        if not quiet:
            print(text_line(row.cells()), flush=True)
    if options.markdown:
        print(markdown(found))
    if options.json:
        print(as_json(found, rounds))
    return 1 if options.check and not all(row.met for row in found) else 0
