"""Packages from npm, for linting and to check against; they are kept outside of the repository."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "django-signal-inspector")


class UnavailableError(Exception):
    """The package cannot be had here; the message says why."""


def package(name: str, version: str) -> Path:
    """The folder of a package; skips the test where it cannot be installed."""
    try:
        return install(name, version)
    except UnavailableError as error:
        pytest.skip(str(error))


def install(name: str, version: str) -> Path:
    """Return the folder of a package, installed once, or raise UnavailableError."""
    home = CACHE / f"{name.replace('/', '-')}-{version}"
    folder = home / "node_modules" / name
    if folder.is_dir():
        return folder
    npm = shutil.which("npm")
    if npm is None:
        raise UnavailableError(f"there is no npm on PATH to install {name} {version}")
    home.mkdir(parents=True, exist_ok=True)
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", f"{name}@{version}"]
    try:
        run = subprocess.run(
            command, cwd=home, capture_output=True, text=True, timeout=180, check=False
        )
    except subprocess.TimeoutExpired:
        raise UnavailableError(f"npm did not install {name} {version} in time") from None
    if run.returncode or not folder.is_dir():
        raise UnavailableError(
            f"npm could not install {name} {version}: {run.stderr.strip()[-200:]}"
        )
    return folder
