"""`python3 -m tests.extras [WHEEL]`: each extra, installed without the others, does its work.

So does the core, with nothing but Django. The wheel is built first where none is given. With
`--lowest`, each dependency has the oldest version that pyproject.toml allows.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from example_project.bootstrap import say
from tests import wheel

CORE = "core"
PROGRAMS = Path(__file__).parent


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m tests.extras", description=__doc__)
    parser.add_argument("wheel", nargs="?", type=Path, help="by default one that is built now")
    parser.add_argument("--lowest", action="store_true", help="with the oldest dependencies")
    return parser


def main(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    failed = []
    with tempfile.TemporaryDirectory(prefix="signal-inspector-") as name:
        folder = Path(name)
        built = options.wheel and options.wheel.resolve()
        for extra in [CORE, *wheel.extras()]:
            python = wheel.environment(folder / extra)
            built = built or wheel.build(python, folder)
            for wanted in installed(extra, built, lowest=options.lowest):
                wheel.install(python, wanted)
            say(f"using {extra}")
            if use(extra, python, folder / extra):
                failed.append(extra)
    print(f"Failed: {', '.join(failed)}" if failed else "Each extra does its work alone.")
    return 1 if failed else 0


def installed(extra: str, built: Path, *, lowest: bool) -> list[list[str]]:
    """What pip installs in turn."""
    dependencies = wheel.project()["dependencies"]
    if extra == CORE:
        [django] = [each for each in dependencies if each.startswith("django>")]
        return [wheel.lowest([django]) if lowest else [django], ["--no-deps", str(built)]]
    versions = wheel.lowest([*dependencies, *wheel.extras()[extra]]) if lowest else []
    return [[f"{built}[{extra}]", *versions]]


def use(extra: str, python: Path, folder: Path) -> int:
    """Run the program of an extra away from this folder, with no other program within reach."""
    program = PROGRAMS / f"use_{extra}.py"
    return subprocess.run(
        [python, "-P", program], cwd=folder, env={"PATH": ""}, check=False
    ).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
