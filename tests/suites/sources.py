"""Packages and their sources, by pip."""

import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from example_project.bootstrap import SetupError, say
from example_project.interpreters import find_python


def choose_python(series: Sequence[str]) -> tuple[str, Path]:
    """Return the first of these series that this machine has, and its interpreter."""
    for each in series:
        if base := find_python(each):
            return each, base
    raise SetupError(f"There is no Python {' or '.join(series)} on this machine.")


def fetch(
    python: Path,
    requirement: str,
    folder: Path,
    *,
    parts: Sequence[str] = (),
    options: Sequence[str] = (),
) -> Path:
    """Download a source package and unpack it in ``folder``; return the folder that it made.

    ``parts`` are the files and folders to unpack, all of them by default.
    """
    name = requirement.partition("=")[0].partition("~")[0]
    with tempfile.TemporaryDirectory() as place:
        say(f"downloading the source of {requirement}")
        wanted = ["--no-deps", f"--no-binary={name}", f"--dest={place}", *options, requirement]
        if not pip(python, "download", *wanted):
            raise SetupError(f"The source of {requirement} could not be downloaded.")
        (archive,) = Path(place).glob("*.tar.gz")
        with tarfile.open(archive) as opened:
            members = [each for each in opened.getmembers() if is_part(each.name, parts)]
            opened.extractall(folder, members, filter="data")
        return folder / archive.name.removesuffix(".tar.gz")


def is_part(name: str, parts: Sequence[str]) -> bool:
    """Whether a member of a source package lies at or below one of these paths."""
    path = PurePosixPath(*PurePosixPath(name).parts[1:])
    return not parts or any(path.is_relative_to(part) for part in parts)


def install(python: Path, *arguments: str) -> bool:
    return pip(python, "install", *arguments)


def pip(python: Path, *arguments: str) -> bool:
    command = [str(python), "-m", "pip", "--quiet", *arguments]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
