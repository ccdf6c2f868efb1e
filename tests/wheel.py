"""`python3 -m tests.wheel [WHEEL]`: the tests on an installed wheel, its source out of the way.

The wheel is built first where none is given. With `--lowest`, each dependency has the oldest
version that pyproject.toml allows.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import venv
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from example_project.bootstrap import ROOT
from tests import runs

TAKEN = ["tests", "example_project", "benchmarks", "docs"]


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 -m tests.wheel",
        usage="%(prog)s [-h] [--lowest] [WHEEL] [-- PYTEST-ARGUMENT ...]",
        description=__doc__,
    )
    parser.add_argument("wheel", nargs="?", type=Path, help="by default one that is built now")
    parser.add_argument("--lowest", action="store_true", help="with the oldest dependencies")
    return parser


def main(arguments: Sequence[str]) -> int:
    border = arguments.index("--") if "--" in arguments else len(arguments)
    options = parser().parse_args(arguments[:border])
    with tempfile.TemporaryDirectory(prefix="signal-inspector-") as name:
        folder = Path(name)
        python = environment(folder / "venv")
        wheel = options.wheel.resolve() if options.wheel else build(python, folder)
        wanted = [str(wheel), "--group", f"{ROOT / 'pyproject.toml'}:test"]
        if options.lowest:
            wanted += lowest(chain(project()["dependencies"], *extras().values()))
        install(python, wanted)
        away = folder / "away"
        take(away)
        where = subprocess.run(
            [python, "-c", "import signal_inspector; print(signal_inspector.__file__)"],
            cwd=away,
            capture_output=True,
            text=True,
            check=True,
        )
        if "site-packages" not in where.stdout:
            print(f"The tests would run on {where.stdout.strip()}, not on the wheel.")
            return 1
        print(subprocess.check_output([python, "-m", "pip", "list"], text=True))
        return subprocess.run(
            [python, "-m", "pytest", "-q", *arguments[border + 1 :]], cwd=away, check=False
        ).returncode


def environment(folder: Path) -> Path:
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    install(python, ["--upgrade", "pip"])  # older ones know no dependency groups
    return python


def build(python: Path, folder: Path) -> Path:
    runs.call([str(python), "-m", "pip", "wheel", "--no-deps", "-q", "-w", str(folder), str(ROOT)])
    [wheel] = folder.glob("*.whl")
    return wheel


def install(python: Path, wanted: Sequence[str]) -> None:
    subprocess.run([python, "-m", "pip", "install", "-q", *wanted], check=True)


def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return found


def extras() -> dict[str, list[str]]:
    """What each extra needs besides."""
    found: dict[str, list[str]] = project()["optional-dependencies"]
    return found


def lowest(dependencies: Iterable[str]) -> list[str]:
    """`django>=5.2` as `django==5.2`."""
    return [re.sub(">=", "==", each.partition(",")[0]) for each in dependencies]


def take(folder: Path) -> None:
    """Copy what the tests need, without the package and without what tools have left."""
    folder.mkdir()
    ignore = shutil.ignore_patterns("__pycache__", "*.sqlite3")
    for name in TAKEN:
        shutil.copytree(ROOT / name, folder / name, ignore=ignore)
    for each in ROOT.iterdir():
        if each.is_file() and not each.name.startswith(".coverage"):
            shutil.copy(each, folder)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
