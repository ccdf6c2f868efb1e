"""`python3 -m tests.biome ci`: Biome, as biome.jsonc configures it, over scripts and styles.

`check --write` instead of `ci` mends what it can. A machine without npm is told so, and no more.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence

from example_project.bootstrap import ROOT
from tests import npm

VERSION = "2.6.8"  # what it reports, and how it formats, changes between minor versions


def main(arguments: Sequence[str]) -> int:
    try:
        folder = npm.install("@biomejs/biome", VERSION)
    except npm.UnavailableError as error:
        print(f"Scripts and styles are not linted: {error}.")
        return 0
    node = shutil.which("node")
    if node is None:
        print("Scripts and styles are not linted: there is no node on PATH.")
        return 0
    return subprocess.run(
        [node, folder / "bin" / "biome", *arguments], cwd=ROOT, check=False
    ).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
