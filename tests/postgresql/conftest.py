"""A PostgreSQL for the tests of a process, whose tables are empty for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.postgresql.cluster import Cluster, running


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with running() as cluster:
        yield cluster


@pytest.fixture
def databases(cluster, django_db_blocker, monkeypatch) -> Iterator[None]:
    """Empty tables of the example on PostgreSQL, by the aliases ``default`` and ``other``, in the
    place of the databases of the settings, in each thread.
    """
    own = {alias: connections[alias] for alias in connections}
    with monkeypatch.context() as patched, django_db_blocker.unblock():
        settings = connections.configure_settings(cluster.described)
        patched.setattr(connections, "settings", settings)
        for alias in settings:
            connections[alias] = connections.create_connection(alias)
        try:
            yield
        finally:
            for alias in settings:
                _empty(connections[alias])
                connections[alias].close()
                del connections[alias]
            for alias, connection in own.items():
                connections[alias] = connection


def _empty(connection: BaseDatabaseWrapper) -> None:
    connection.close()  # whatever state the test has left it in
    tables = connection.introspection.django_table_names(only_existing=True)
    names = [connection.ops.quote_name(each) for each in tables]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"EXISTS (SELECT FROM {each})" for each in names))
        used = [name for name, has_rows in zip(names, cursor.fetchone(), strict=True) if has_rows]
        if used:
            cursor.execute(f"TRUNCATE {', '.join(used)} CASCADE")
