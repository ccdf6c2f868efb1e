"""Find Python interpreters on this machine. Standard library, parseable by Python 3.7."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_SAY_VERSION = "import sys; print('.'.join(map(str, sys.version_info[:3])))"


def own_version() -> str:
    return ".".join(map(str, sys.version_info[:3]))


def series_of(version: str) -> str:
    """The first two parts, "3.12" of "3.12.1"."""
    return ".".join(version.split(".")[:2])


def python_version(python: Path) -> str | None:
    """The version ("3.12.1") of an interpreter, None where it does not run.

    A pyenv shim of a version that is not active, for instance, is there and does not run.
    """
    try:
        done = subprocess.run(
            [str(python), "-c", _SAY_VERSION],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except OSError:
        return None
    return done.stdout.decode().strip() if done.returncode == 0 else None


def find_python(series: str) -> Path | None:
    """An interpreter of the series ("3.12") that runs: on PATH, else among pyenv's; or None."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    candidates = [Path(folder, f"python{series}") for folder in folders if folder]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    candidates += sorted(pyenv.glob(f"versions/{series}.*/bin/python"))
    for candidate in candidates:
        if candidate.exists() and series_of(python_version(candidate) or "") == series:
            return candidate
    return None
