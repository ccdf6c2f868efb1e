"""Load: ``python3 -m tests.load [--server uvicorn] [--seconds 60]``, or ``--soak 100000``.

Each request carries its number and how many dispatches it sends, nested; the server holds each
recording against that. The exit code is 1 if a dispatch is lost, mixed up or doubled, a recording
is missing, or memory grows by 5 MB.
"""

import argparse
import os
import sys

from tests.load.clients import SERVERS, load
from tests.load.soak import soak


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 -m tests.load", description=__doc__)
    parser.add_argument("--server", choices=SERVERS, help="only this server; all by default")
    parser.add_argument("--seconds", type=float, default=60, help="how long; 60 by default")
    parser.add_argument("--soak", type=int, metavar="REQUESTS", help="in one process, no server")
    parser.add_argument(
        "--client",
        action="store_true",
        help="soak by Django's test client, which connects receivers anew for each request",
    )
    chosen = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.load.settings"
    if chosen.soak:
        return not soak(chosen.soak, by_client=chosen.client)
    servers = [chosen.server] if chosen.server else list(SERVERS)
    well = [load(each, chosen.seconds) for each in servers]  # each, whatever the others showed
    return not all(well)


if __name__ == "__main__":
    sys.exit(main())
