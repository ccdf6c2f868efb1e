"""Start the tests of others, plain or with everything recorded and the ledger kept.

    python start_suite.py REPORT plain|recorded SCRIPT|-m MODULE [ARGUMENT ...]

What follows the second argument is run as `python` would run it in the current folder: a script or
module that runs tests by Django's runner, or `-m pytest`. REPORT gets a line of JSON for the
result, and one for each process that recorded.
"""

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def main(report: str, how: str, command: list[str]) -> None:
    sys.path[0] = str(Path.cwd())  # instead of the folder of this file
    sys.path += [str(HERE), str(HERE.parents[2])]
    if command[:2] == ["-m", "pytest"]:
        from suite_pytest import run
    else:
        from suite_unittest import run
    tell = partial(write, report)
    if how == "plain":
        run(command, tell)
        return
    from suite_recording import Recorded

    recorded = Recorded(tell)
    try:
        run(command, tell, recorded)
    finally:
        recorded.tell()


def write(report: str, line: dict[str, Any]) -> None:
    with Path(report).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
