"""Transactions of PostgreSQL: what was rolled back, and what had left before."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.mail import send_mail
from django.db import (
    DatabaseError,
    IntegrityError,
    InternalError,
    OperationalError,
    connection,
    connections,
    transaction,
)

from signal_inspector import Recording, record
from signal_inspector.recording.records import Effects
from tests.recording.scenes import Sender, signal_with

pytestmark = pytest.mark.usefixtures("databases")


def mails(**kwargs: Any) -> None:
    send_mail("a", "b", "me@example.com", ["you@example.com"])


def writes(**kwargs: Any) -> None:
    Group.objects.bulk_create([Group(name="written")])


def both(**kwargs: Any) -> None:
    mails()
    writes()


def effects_of(receiver: Any, scene: Callable[[Callable[[], object]], None]) -> Effects:
    """What a receiver did, whose dispatch a scene sends by what it is given."""
    with record() as recording:
        scene(lambda: signal_with(receiver).send(sender=Sender))
    assert recording.notes == []
    return recording.roots[0].receiver_calls[0].effects


def undone(effects: Effects) -> tuple[int, int, int]:
    return effects.rolled_back, effects.survived, effects.in_atomic


class TestRollback:
    def test_undoes_rows_and_no_mails(self):
        def scene(send: Callable[[], object]) -> None:
            with pytest.raises(LookupError), transaction.atomic():  # noqa: PT012 - the block is it
                send()
                raise LookupError

        assert undone(effects_of(both, scene)) == (2, 1, 1)
        assert not Group.objects.exists()

    def test_of_none_undoes_nothing(self):
        def scene(send: Callable[[], object]) -> None:
            with transaction.atomic():
                send()

        assert undone(effects_of(both, scene)) == (0, 0, 1)
        assert Group.objects.count() == 1

    def test_to_a_savepoint_undoes_what_came_after_it(self):
        def send() -> None:
            signal_with(both).send(sender=Sender)

        with record() as recording, transaction.atomic():
            send()
            with pytest.raises(IntegrityError), transaction.atomic():
                send()  # the name is there already
            Group.objects.all().update(name="free")
            with transaction.atomic():
                send()
        assert [undone(each.effects) for each in recording.receiver_calls] == [
            (0, 0, 1),
            (1, 1, 1),  # the second row was never written
            (0, 0, 1),
        ]
        assert Group.objects.count() == 2

    def test_of_the_whole_undoes_what_a_savepoint_had_kept(self):
        def scene(send: Callable[[], object]) -> None:
            with transaction.atomic():
                with transaction.atomic():
                    send()
                transaction.set_rollback(True)

        assert undone(effects_of(both, scene)) == (2, 1, 1)

    def test_is_what_the_server_makes_of_the_commit_of_a_broken_transaction(self):
        """Nothing says so: Django commits, and the server answers ROLLBACK."""

        def breaks(**kwargs: Any) -> None:
            both()
            with connection.cursor() as cursor:
                with pytest.raises(DatabaseError):
                    cursor.execute("SELECT nothing")
                with pytest.raises(InternalError, match="aborted"):
                    cursor.execute("SELECT 1")

        def scene(send: Callable[[], object]) -> None:
            with transaction.atomic():
                send()

        effects = effects_of(breaks, scene)
        assert undone(effects) == (2, 1, 1)
        assert effects.query_count == 3
        assert not Group.objects.exists()

    def test_comes_with_a_constraint_that_is_looked_at_by_the_commit(self):
        def writes_half(**kwargs: Any) -> None:
            both()
            through = User.groups.through
            through.objects.bulk_create([through(user_id=404, group_id=404)])

        def scene(send: Callable[[], object]) -> None:
            with pytest.raises(IntegrityError), transaction.atomic():
                send()

        assert undone(effects_of(writes_half, scene)) == (3, 1, 1)
        assert not Group.objects.exists()

    def test_comes_with_the_end_of_the_connection(self):
        def is_ended(**kwargs: Any) -> None:
            both()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

        def scene(send: Callable[[], object]) -> None:
            with pytest.raises(OperationalError), transaction.atomic():
                send()

        assert undone(effects_of(is_ended, scene)) == (2, 1, 1)
        connection.close()
        assert not Group.objects.exists()


class TestCommitCallbacks:
    def test_run_once_all_is_committed_under_who_registered_them(self):
        def later() -> None:
            with ThreadPoolExecutor(1) as pool:
                assert pool.submit(copy_context().run, seen_elsewhere).result() == 1

        def seen_elsewhere() -> int:
            try:
                return Group.objects.count()
            finally:
                connections.close_all()

        def registers(**kwargs: Any) -> None:
            writes()
            transaction.on_commit(later)

        with record() as recording, transaction.atomic():
            signal_with(registers).send(sender=Sender)
        sent, callback = recording.roots
        [call] = sent.receiver_calls
        assert call.effects.on_commit == 1
        assert callback.registered_by is call
        assert callback.receiver_calls[0].effects.query_count == 1
        assert recording.notes == []

    def test_of_a_savepoint_that_is_rolled_back_never_run(self):
        def registers(**kwargs: Any) -> None:
            transaction.on_commit(mails)

        with record() as recording, transaction.atomic():
            with pytest.raises(LookupError), transaction.atomic():  # noqa: PT012 - the block is it
                signal_with(registers).send(sender=Sender)
                raise LookupError
            signal_with(registers).send(sender=Sender)
        first, second, callback = recording.roots
        assert [first.is_callback, second.is_callback, callback.is_callback] == [False, False, True]
        assert callback.registered_by is second.receiver_calls[0]
        assert undone(callback.receiver_calls[0].effects) == (0, 0, 0)


class TestTwoDatabases:
    def test_statements_are_told_apart_by_alias(self):
        def asks(**kwargs: Any) -> None:
            Group.objects.count()
            for _ in range(2):
                Group.objects.using("other").count()

        with record() as recording:
            signal_with(asks).send(sender=Sender)
        [call] = recording.receiver_calls
        assert {each.alias: each.count for each in call.effects.queries} == {
            "default": 1,
            "other": 2,
        }
        assert Recording.from_json(recording.to_json()) == recording

    @pytest.mark.parametrize(
        ("rolled_back", "expected"), [("default", (1, 0, 0)), ("other", (0, 0, 0))]
    )
    def test_rows_of_one_are_kept_when_the_other_is_rolled_back(self, rolled_back, expected):
        def scene(send: Callable[[], object]) -> None:
            with transaction.atomic(), transaction.atomic(using="other"):
                send()
                transaction.set_rollback(True, using=rolled_back)

        assert undone(effects_of(writes, scene)) == expected
        assert Group.objects.count() == (rolled_back == "other")

    def test_commit_callbacks_wait_for_that_of_their_own(self):
        def registers(**kwargs: Any) -> None:
            transaction.on_commit(lambda: Group.objects.using("other").count(), using="other")

        with record() as recording, transaction.atomic():
            with transaction.atomic(using="other"):
                signal_with(registers).send(sender=Sender)
            signal_with(writes).send(sender=Sender)
        sent, callback, written = recording.roots
        assert (callback.sender, callback.registered_by) == ("'other'", sent.receiver_calls[0])
        assert written.receiver_calls[0].effects.query_count == 1


def test_threads_roll_back_what_is_theirs():
    def in_a_thread(number: int) -> None:
        try:
            with transaction.atomic():
                signals[number].send(sender=Sender)
                transaction.set_rollback(number % 2 == 1)
        finally:
            connections.close_all()

    def writes_one(number: int) -> Callable[..., object]:
        def writes(**kwargs: Any) -> None:
            Group.objects.bulk_create([Group(name=f"group {number}")])

        return writes

    receivers = [writes_one(each) for each in range(6)]
    signals = [signal_with(each) for each in receivers]
    with record() as recording, ThreadPoolExecutor(6) as pool:
        running = [pool.submit(copy_context().run, in_a_thread, each) for each in range(6)]
        for each in running:
            each.result()
    assert recording.notes == []
    kept = {group.name for group in Group.objects.all()}
    assert kept == {f"group {each}" for each in (0, 2, 4)}
    assert (
        sorted(each.effects.rolled_back for each in recording.receiver_calls) == [0] * 3 + [1] * 3
    )
