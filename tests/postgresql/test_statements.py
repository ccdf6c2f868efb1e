"""SQL of PostgreSQL, and the receivers that it belongs to."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group
from django.db import DataError, connection, connections
from django.db.models.signals import post_save, pre_save

from signal_inspector import Recording, record
from signal_inspector.recording.records import Effects
from tests.recording.scenes import (
    AWAITED,
    METHODS,
    Sender,
    assert_same,
    connected,
    dispatch,
    signal_with,
)

pytestmark = pytest.mark.usefixtures("databases")


def effects_of(receiver: Any, method: str = "send") -> Effects:
    """What one receiver did; the recording survives its way through JSON."""
    with record() as recording:
        dispatch(signal_with(receiver), method)
    assert recording.notes == []
    assert Recording.from_json(recording.to_json()) == recording
    return recording.roots[0].receiver_calls[0].effects


def counts(**kwargs: Any) -> int:
    return Group.objects.count()


def sleeps(**kwargs: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [0.02])


def awaited(scene: Callable[[], Awaitable[object]]) -> None:
    """Run a scene whose database is used in asgiref's thread, which lives on."""

    def forget() -> None:
        for alias in connections:
            connections[alias].close()
            del connections[alias]

    async def play() -> None:
        await sync_to_async(forget)()
        try:
            await scene()
        finally:
            await sync_to_async(forget)()

    asyncio.run(play())


def made(number: int) -> list[Group]:
    return Group.objects.bulk_create(Group(name=f"group {each}") for each in range(number))


class TestStatements:
    def test_take_the_time_of_the_server(self):
        [queries] = effects_of(sleeps).queries
        assert (queries.alias, queries.count) == ("default", 1)
        assert queries.duration_ns >= 20_000_000

    def test_that_are_repeated_are_counted_by_their_text(self):
        def asks(**kwargs: Any) -> None:
            for each in range(4):
                list(Group.objects.filter(name=f"group {each}"))
            Group.objects.count()

        effects = effects_of(asks)
        assert effects.query_count == 5
        most = effects.statements[0]
        assert most.count == 4
        assert "group 3" not in most.sql

    def test_belong_to_the_innermost_receiver(self):
        inner = signal_with(counts)

        def sends(**kwargs: Any) -> None:
            made(1)
            inner.send(sender=Sender)
            inner.send(sender=Sender)

        with record() as recording:
            signal_with(sends).send(sender=Sender)
        outer, *below = recording.receiver_calls
        assert outer.effects.query_count == 1
        assert [each.effects.query_count for each in below] == [1, 1]
        assert recording.summary.queries == 3

    def test_outside_of_receivers_are_of_none(self):
        with record() as recording:
            counts()
        assert recording.effects.query_count == 1
        assert recording.receiver_calls == []

    def test_that_the_server_refuses_are_counted(self):
        def divides(**kwargs: Any) -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")

        def scene() -> object:
            [(_, error)] = dispatch(signal_with(divides), "send_robust")
            return type(error)

        detailed, *_ = assert_same(scene)
        assert scene() is DataError
        [call] = detailed.receiver_calls
        assert (call.outcome, call.effects.query_count) == ("swallowed", 1)

    def test_of_psycopg_are_told_by_their_type(self):
        sql = pytest.importorskip("psycopg.sql")

        def asks(**kwargs: Any) -> None:
            statement = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("auth_group"))
            with connection.cursor() as cursor:
                cursor.execute(statement)

        [statement] = effects_of(asks).statements
        assert statement.sql == "<psycopg.sql.Composed>"

    def test_with_parameters_bound_by_the_server_are_the_same(self):
        connection.settings_dict["OPTIONS"] = {"server_side_binding": True}

        def asks(**kwargs: Any) -> None:
            list(Group.objects.filter(name="secret"))

        effects = effects_of(asks)
        assert effects.query_count == 1
        assert "secret" not in effects.statements[0].sql

    def test_of_connections_that_were_opened_in_the_recording_are_counted(self):
        connection.close()
        assert effects_of(counts).query_count == 1
        assert connection.connection is not None


class TestManyRows:
    def test_of_a_server_side_cursor_are_one_statement(self):
        made(7)

        def reads(**kwargs: Any) -> None:
            assert len(list(Group.objects.order_by("pk").iterator(chunk_size=2))) == 7

        effects = effects_of(reads)
        assert effects.query_count == 1
        assert effects.statements[0].sql.startswith("SELECT")

    def test_signals_that_are_sent_between_its_chunks_are_in_the_recording(self):
        made(5)
        inner = signal_with(counts)

        def reads(**kwargs: Any) -> int:
            for _ in Group.objects.order_by("pk").iterator(chunk_size=1):
                inner.send(sender=Sender)
            return 5

        detailed, *_ = assert_same(lambda: [given for _, given in dispatch(signal_with(reads))])
        outer, *below = detailed.receiver_calls
        assert outer.effects.query_count == 1
        assert [each.effects.query_count for each in below] == [1] * 5

    def test_of_executemany_are_one_statement(self):
        def writes(**kwargs: Any) -> None:
            with connection.cursor() as cursor:
                names = [[f"group {each}"] for each in range(9)]
                cursor.executemany("INSERT INTO auth_group (name) VALUES (%s)", names)

        effects = effects_of(writes)
        assert effects.query_count == 1
        assert effects.statements[0].sql == "INSERT INTO auth_group (name) VALUES (%s)"
        assert Group.objects.count() == 9

    def test_of_copy_are_one_statement_that_lasts_as_long_as_its_block(self):
        def writes(**kwargs: Any) -> None:
            with connection.cursor() as cursor:
                with cursor.copy("COPY auth_group (name) FROM STDIN") as copy:
                    for each in range(9):
                        copy.write_row([f"group {each}"])
                with cursor.copy(
                    "COPY (SELECT name, pg_sleep(0.002) FROM auth_group) TO STDOUT"
                ) as copy:
                    assert len([*copy.rows()]) == 9

        effects = effects_of(writes)
        [queries] = effects.queries
        assert (queries.alias, queries.count) == ("default", 2)
        assert queries.duration_ns >= 18_000_000
        assert effects.statements[0].sql == "COPY auth_group (name) FROM STDIN"

    def test_that_copy_refuses_are_counted(self):
        def writes(**kwargs: Any) -> None:
            with connection.cursor() as cursor, cursor.copy("COPY nothing FROM STDIN"):
                """Be refused before."""

        with record() as recording:
            signal_with(writes).send_robust(sender=Sender)
        [call] = recording.receiver_calls
        assert (call.error.type, call.effects.query_count) == ("psycopg.errors.UndefinedTable", 1)
        assert recording.notes == []

    def test_that_are_copied_by_a_connection_of_another_kind_are_not_djangos(self, cluster):
        psycopg = pytest.importorskip("psycopg")
        described = cluster.described["default"]
        address = {"host": described["HOST"], "user": described["USER"], "dbname": "shop"}

        def reads(**kwargs: Any) -> None:
            with (
                psycopg.connect(**address) as own,
                own.cursor() as cursor,
                cursor.copy("COPY auth_group TO STDOUT") as copy,
            ):
                assert [*copy.rows()] == []

        assert effects_of(reads).query_count == 0

    def test_of_a_stored_procedure_are_one_statement(self):
        def calls(**kwargs: Any) -> None:
            with connection.cursor() as cursor:
                cursor.callproc("generate_series", [1, 3])
                assert cursor.fetchall() == [(1,), (2,), (3,)]

        assert [each.sql for each in effects_of(calls).statements] == ["generate_series"]

    def test_of_bulk_writes_name_the_receivers_that_they_bypass(self):
        def watches(**kwargs: Any) -> None:
            """Be bypassed."""

        def writes(**kwargs: Any) -> None:
            groups = made(3)
            for each in groups:
                each.name += "!"
            Group.objects.bulk_update(groups, ["name"], batch_size=2)
            Group.objects.bulk_create(groups, ignore_conflicts=True)
            Group.objects.filter(name__endswith="!").update(name=connection.ops.quote_name("x"))

        with connected(post_save, watches, sender=Group), record() as recording:
            responses = signal_with(writes).send_robust(sender=Sender)
        assert [type(given).__name__ for _, given in responses] == ["IntegrityError"]
        written = recording.receiver_calls[0].effects.bulk_writes
        assert [(each.method, each.rows) for each in written] == [
            ("bulk_create", 3),
            ("bulk_update", 3),
            ("bulk_create", 3),
        ]
        for each in written:
            assert any(name.endswith("watches") for name in each.bypassed)


class TestThreadsAndTasks:
    @pytest.mark.parametrize("method", METHODS)
    def test_statements_belong_to_the_call_in_each_method(self, method):
        async def counts_too(**kwargs: Any) -> None:
            await Group.objects.acount()

        signal = signal_with(counts, counts_too)
        with record() as recording:
            if method in AWAITED:
                awaited(lambda: getattr(signal, method)(sender=Sender))
            else:
                dispatch(signal, method)
        assert recording.notes == []
        assert [each.effects.query_count for each in recording.receiver_calls] == [1, 1]

    def test_threads_have_connections_of_their_own(self):
        def in_a_thread(number: int) -> int:
            try:
                return dispatch(signals[number])[0][1]
            finally:
                connections.close_all()

        signals = [signal_with(counts) for _ in range(6)]
        with record() as recording, ThreadPoolExecutor(6) as pool:
            running = [pool.submit(copy_context().run, in_a_thread, each) for each in range(6)]
            assert [each.result() for each in running] == [0] * 6
        assert [each.effects.query_count for each in recording.receiver_calls] == [1] * 6
        assert recording.summary.queries == 6
        assert recording.notes == []

    def test_the_async_orm_is_told_of_with_its_signals(self):
        async def saves(number: int) -> None:
            await Group.objects.acreate(name=f"group {number}")
            assert await Group.objects.filter(name=f"group {number}").aexists()

        async def scene() -> None:
            await asyncio.gather(*(saves(each) for each in range(6)))

        def notes(instance: Group, **kwargs: Any) -> None:
            Group.objects.filter(pk=instance.pk).count()

        with (
            connected(pre_save, counts, sender=Group),
            connected(post_save, notes, sender=Group),
            record() as found,
        ):
            awaited(scene)
        called = Counter(
            (each.receiver.rpartition(".")[2], each.effects.query_count)
            for each in found.receiver_calls
            if each.receiver.startswith(__name__)
        )
        assert called == {("counts", 1): 6, ("notes", 1): 6}
        assert found.effects.query_count == 12
        assert Group.objects.count() == 6
