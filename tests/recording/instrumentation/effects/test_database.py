from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.mail import send_mail
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from signal_inspector import record
from signal_inspector.recording.instrumentation.effects import database
from signal_inspector.recording.strands import current
from tests.recording.scenes import Sender, dispatch, instrumented, signal_with

pytestmark = pytest.mark.django_db(transaction=True)


def counts(**kwargs: Any) -> None:
    Group.objects.count()


def runs() -> None:
    """A commit callback."""


def registers(**kwargs: Any) -> None:
    transaction.on_commit(runs)


class TestStatements:
    def test_of_a_thread_of_the_receiver_are_its_own(self):
        def counts_and_closes(**kwargs: Any) -> None:
            Group.objects.count()
            del connections[DEFAULT_DB_ALIAS]  # of asgiref's thread, which lives on

        with record() as recording:
            dispatch(signal_with(counts_and_closes), "asend")

        [call] = recording.receiver_calls
        assert call.effects.query_count == 1

    def test_that_fail_are_counted_as_well(self):
        def asks(**kwargs: Any) -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT nothing FROM nowhere")

        with record() as recording:
            signal_with(asks).send_robust(sender=Sender)

        [call] = recording.receiver_calls
        assert call.outcome == "swallowed"
        [statement] = call.effects.statements
        assert statement.sql == "SELECT nothing FROM nowhere"

    def test_are_told_in_300_characters(self):
        def asks(**kwargs: Any) -> None:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT '{'x' * 500}'")

        with record() as recording:
            signal_with(asks).send(sender=Sender)

        [statement] = recording.receiver_calls[0].effects.statements
        assert len(statement.sql) == 300

    def test_that_differ_in_the_middle_are_told_apart(self):
        def asks(**kwargs: Any) -> None:
            with connection.cursor() as cursor:
                for letter in "aab":
                    cursor.execute(f"SELECT '{'x' * 250}{letter}{'x' * 250}' AS found")

        with record() as recording:
            signal_with(asks).send(sender=Sender)

        one, other = recording.receiver_calls[0].effects.statements
        assert (one.count, other.count) == (2, 1)
        for each in (one, other):
            assert each.sql.startswith("SELECT 'xxx")
            assert each.sql.endswith("xxx' AS found")

    def test_of_a_wide_model_are_no_repetition(self):
        def looks(**kwargs: Any) -> None:
            for field in ("username", "email", "last_name", "first_name", "password"):
                User.objects.filter(**{field: "a"}).first()

        with record() as recording:
            signal_with(looks).send(sender=Sender)

        assert [each.count for each in recording.receiver_calls[0].effects.statements] == [1, 1, 1]
        assert not {each.id for each in recording.problems} & {"R008", "R009"}

    def test_of_any_characters_are_told(self):
        assert len(database.text_of("\ud800" * 500)) == 300

    def test_that_are_no_text_are_told_by_their_type(self):
        class Composed(str):
            __slots__ = ()

        def asks(**kwargs: Any) -> None:
            with connection.cursor() as cursor:
                cursor.execute(Composed("SELECT 1"))

        with record() as recording:
            signal_with(asks).send(sender=Sender)

        [statement] = recording.receiver_calls[0].effects.statements
        assert statement.sql.startswith("<")
        assert statement.sql.endswith("Composed>")

    def test_outside_of_any_recording_are_executed(self):
        with instrumented():
            assert current.get() is None
            assert Group.objects.count() == 0

    @pytest.mark.parametrize("error", [ArithmeticError, RecursionError])
    def test_are_executed_where_we_fail(self, error, monkeypatch):
        def fails(*args: Any) -> None:
            raise error("broken")

        with record() as recording:
            monkeypatch.setattr(database, "Clock", SimpleNamespace(now=fails))
            signal_with(counts).send(sender=Sender)

        [note] = recording.notes
        assert "broken" in note or "1 facts were lost" in note


class TestBlocks:
    def test_go_on_in_their_thread_while_others_send(self):
        """Each thread finds that the other one has written since, and begins another strand."""
        turns = Barrier(2, timeout=20)

        def mails(**kwargs: Any) -> None:
            send_mail("a", "b", "me@example.com", ["you@example.com"])

        def in_a_thread(*, fails: bool) -> None:
            try:
                with transaction.atomic():
                    for _ in range(3):
                        turns.wait()
                        signals[fails].send(sender=Sender)
                    turns.wait()
                    transaction.set_rollback(fails)
            finally:
                connections.close_all()

        signals = [signal_with(mails), signal_with(mails)]
        with record() as recording, ThreadPoolExecutor(2) as pool:
            running = [
                pool.submit(copy_context().run, partial(in_a_thread, fails=fails))
                for fails in (True, False)
            ]
            for each in running:
                each.result()
        assert recording.notes == []
        found = Counter(
            (each.effects.in_atomic, each.effects.rolled_back) for each in recording.receiver_calls
        )
        assert found == {(1, 1): 3, (1, 0): 3}


class TestCommitCallbacks:
    def test_outside_of_a_transaction_run_at_once(self):
        with record() as recording:
            signal_with(registers).send(sender=Sender)

        sent, callback = recording.dispatches
        assert callback.is_callback
        assert callback.parent is sent.receiver_calls[0]
        assert callback.registered_by is None
        assert sent.receiver_calls[0].effects.on_commit == 0

    def test_registered_outside_of_any_recording_run(self):
        seen: list[int] = []
        with instrumented(), transaction.atomic():
            transaction.on_commit(lambda: seen.append(1))
        with transaction.atomic():
            transaction.on_commit(lambda: seen.append(2))
            with record(effects=False) as recording:
                pass
        assert seen == [1, 2]
        assert recording.dispatches == []

    def test_that_were_rolled_back_are_forgotten(self, monkeypatch):
        monkeypatch.setattr(database, "MOST_WAITING", 5)
        monkeypatch.setattr(database, "_waiting", {})
        kept: list[Any] = []

        def registers_one(**kwargs: Any) -> None:
            kept.append(lambda: None)
            transaction.on_commit(kept[-1])

        with record() as recording:
            for _ in range(8):
                with pytest.raises(LookupError), transaction.atomic():  # noqa: PT012 - the block is it
                    signal_with(registers_one).send(sender=Sender)
                    raise LookupError
            with transaction.atomic():
                signal_with(registers_one).send(sender=Sender)

        assert len(database._waiting) == 4
        *_, last, callback = recording.dispatches
        assert callback.registered_by is last.receiver_calls[0]
