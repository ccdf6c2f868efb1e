"""A PostgreSQL of the tests alone: in a temporary folder, reached by a socket in it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = "tests.postgresql.settings"
SUPERUSER = "tests"
DATABASES = {"default": "shop", "other": "archive"}
"""The names of the databases, by alias."""
# Nothing of it is to outlast the tests.
OPTIONS = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class Cluster:
    """A running server; ``folder`` has its socket."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def environment(self) -> dict[str, str]:
        """The environment of processes that use the default database."""
        own = {"PGHOST": str(self.folder), "PGUSER": SUPERUSER, "PGDATABASE": DATABASES["default"]}
        return {**os.environ, **own, "DJANGO_SETTINGS_MODULE": SETTINGS}

    @property
    def described(self) -> dict[str, Any]:
        """The databases as in the setting DATABASES."""
        server = {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": str(self.folder),
            "USER": SUPERUSER,
        }
        return {alias: {**server, "NAME": name} for alias, name in DATABASES.items()}

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a Python that uses the default database, whatever its exit code is."""
        return subprocess.run(
            [sys.executable, "-W", "ignore", *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    def make_databases(self) -> None:
        """Make those of ``DATABASES``, with the tables of the example."""
        first, *others = DATABASES.values()
        self._execute(f"CREATE DATABASE {first}")
        done = self.python("-m", "django", "migrate", "--verbosity=0")
        assert done.returncode == 0, done.stderr
        for name in others:
            self._execute(f"CREATE DATABASE {name} TEMPLATE {first}")

    def _execute(self, statement: str) -> None:
        import psycopg

        address = {"host": str(self.folder), "user": SUPERUSER, "dbname": "postgres"}
        with psycopg.connect(**address, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running() -> Iterator[Cluster]:
    """A new cluster for a block; skips the test that asked where there can be none."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    programs, user = _programs(), _user()
    with TemporaryDirectory(prefix="postgresql-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if user is not None:
            os.chown(folder, user["user"], user["group"])

        def run(program: str, *arguments: str) -> None:
            words = [programs / program, "-D", folder / "data", *arguments]
            # The server inherits these outputs: a pipe would stay open for as long as it runs.
            with (folder / "output").open("ab") as output:
                done = subprocess.run(
                    words, cwd=folder, stdout=output, stderr=output, check=False, **(user or {})
                )
            assert done.returncode == 0, (folder / "output").read_text()

        run("initdb", "--auth=trust", f"--username={SUPERUSER}", "--encoding=UTF8", "--no-sync")
        run("pg_ctl", "start", "--wait", "--options", f"-k {folder} {OPTIONS}")
        try:
            cluster = Cluster(folder)
            cluster.make_databases()
            yield cluster
        finally:
            run("pg_ctl", "stop", "--mode=immediate")


def _programs() -> Path:
    """The folder of the server's programs, which Debian does not put on PATH."""
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if not found:
        pytest.skip("there is no PostgreSQL: neither on PATH nor in /usr/lib/postgresql")
    return found[-1].parent


def _version(program: Path) -> Sequence[int]:
    return [int(part) for part in program.parts[-3].split(".") if part.isdigit()]


def _user() -> dict[str, Any] | None:
    """Who runs the server, as arguments of ``subprocess``: it refuses to be run by root."""
    if os.geteuid() != 0:
        return None
    try:
        found = pwd.getpwnam("postgres")
    except KeyError:
        pytest.skip("PostgreSQL cannot run as root, and there is no user postgres")
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
