"""Measure what recording costs: ``python3 -m benchmarks.overhead``.

Ratios are medians of paired rounds: in each round, plain Django and the other run one after the
other in random order, measured in processor time. Nothing of ours is in plain Django: no recording
is open.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence

from . import dispatches, memory, peers, requests, site, workloads
from .table import HEADINGS, Measure, Row, as_json, markdown, text_line


def cases() -> dict[str, Measure]:
    """Return each case by its name, in the order of the table."""
    rooms = (dispatches, workloads, requests, memory, peers)
    return {name: measure for room in rooms for name, measure in room.cases().items()}


def rounds(text: str) -> int:
    """Read a number of rounds; ValueError for none."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def parser(names: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 -m benchmarks.overhead",
        description=__doc__,
        epilog=f"Cases: {', '.join(names)}.",
    )
    parser.add_argument("--rounds", type=rounds, default=60, help="default: 60; 5 for a first look")
    parser.add_argument(
        "--case",
        action="append",
        choices=names,
        metavar="NAME",
        help="only this case; may be given more than once",
    )
    parser.add_argument("--check", action="store_true", help="exit with 1 when a goal is missed")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="print a table for the documentation")
    form.add_argument("--json", action="store_true", help="print JSON")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    known = cases()
    options = parser(list(known)).parse_args(arguments)
    quiet = options.markdown or options.json
    site.configure()
    gc.collect()
    gc.freeze()  # else each collection between measurements looks through all of Django
    if not quiet:
        print(text_line(HEADINGS), flush=True)
    rows: list[Row] = []
    for name in options.case or known:
        found = known[name](options.rounds)
        rows += found
        if not quiet:
            lines = [text_line(row.cells()) for row in found] or [f"{name}: not installed"]
            print("\n".join(lines), flush=True)
    if options.markdown:
        print(markdown(rows))
    if options.json:
        print(as_json(rows, options.rounds))
    return 1 if options.check and not all(row.met for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
