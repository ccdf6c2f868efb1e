"""What receivers do beside dispatching."""

from http.client import HTTPConnection

import pytest
from django.contrib.auth.models import Group
from django.core.mail import send_mail, send_mass_mail
from django.db import connection, transaction
from django.db.models.signals import post_save

from signal_inspector import Recording, record
from tests.recording.scenes import Sender, signal_with

try:
    from django.tasks import task
except ImportError:
    task = None

pytestmark = pytest.mark.django_db(transaction=True)


def effects_of(receiver, **options):
    """Return the effects of a receiver, and the recording of the dispatch that called it."""
    with record(**options) as recording:
        signal_with(receiver).send(sender=Sender)
    assert recording.notes == []
    assert Recording.from_json(recording.to_json()) == recording
    [call] = recording.roots[0].receiver_calls
    return call.effects, recording


def other_commits(**kwargs):
    Group.objects.get_or_create(name="late")


def test_statements_are_counted_without_their_parameters():
    def asks(**kwargs):
        for name in ("ann", "bo", "cy"):
            list(Group.objects.filter(name=name))
        Group.objects.count()

    effects, recording = effects_of(asks)
    [queries] = effects.queries
    assert (queries.alias, queries.count) == ("default", 4)
    assert queries.duration_ns > 0
    assert effects.statements[0].count == 3
    assert "ann" not in effects.statements[0].sql
    assert recording.summary.queries == 4


def test_nothing_is_left_on_the_connection():
    before = list(connection.execute_wrappers)
    effects_of(lambda **kwargs: Group.objects.count())
    assert connection.execute_wrappers == before


def test_they_can_be_switched_off():
    effects, recording = effects_of(lambda **kwargs: Group.objects.count(), effects=False)
    assert effects.queries == ()
    assert recording.effects.queries == ()


def test_what_a_nested_receiver_does_is_its_own():
    inner = signal_with(lambda **kwargs: Group.objects.count())
    effects, recording = effects_of(lambda **kwargs: inner.send(sender=Sender))
    assert effects.queries == ()
    assert recording.receiver_calls[1].effects.query_count == 1


def test_commit_callbacks_run_under_the_name_of_who_registered_them():
    def waits(**kwargs):
        transaction.on_commit(other_commits)

    with record() as recording, transaction.atomic():
        signal_with(waits).send(sender=Sender)
    sent, callback = recording.roots[:2]
    [call] = sent.receiver_calls
    assert call.effects.on_commit == 1
    assert callback.is_callback
    assert callback.registered_by is call
    [run] = callback.receiver_calls
    assert run.receiver.endswith("test_effects.other_commits")
    assert run.effects.query_count > 0
    assert [each.signal.rpartition(".")[2] for each in run.dispatches] == ["post_save"]
    assert recording.summary.dispatches == len(recording.dispatches) - 1


def test_a_commit_callback_that_raises_is_told():
    def refuses():
        raise ValueError("too late")

    with record() as recording, pytest.raises(ValueError, match="too late"), transaction.atomic():
        transaction.on_commit(refuses)
    [callback] = recording.roots
    assert callback.receiver_calls[0].outcome == "raised"
    assert callback.registered_by is None


def test_bulk_writes_name_the_receivers_that_they_bypass():
    def watches(**kwargs):
        pass

    def writes(**kwargs):
        made = Group.objects.bulk_create([Group(name="a"), Group(name="b")])
        Group.objects.filter(name="a").update(name="c")
        Group.objects.bulk_update(made, ["name"])

    post_save.connect(watches, sender=Group, weak=False)
    try:
        effects, _ = effects_of(writes)
    finally:
        post_save.disconnect(watches, sender=Group)
    assert [(each.method, each.model, each.rows) for each in effects.bulk_writes] == [
        ("bulk_create", "auth.Group", 2),
        ("update", "auth.Group", 1),
        ("bulk_update", "auth.Group", 2),
    ]
    for write in effects.bulk_writes:
        assert any(name.endswith("watches") for name in write.bypassed)
        assert write.site.path == __file__


def test_bulk_writes_outside_of_receivers_are_kept_as_well():
    with record() as recording:
        Group.objects.bulk_create([Group(name="a")])
    [write] = recording.effects.bulk_writes
    assert write.site.function.endswith("are_kept_as_well")


def test_mails_are_counted():
    def writes(**kwargs):
        send_mail("a", "b", "me@example.com", ["you@example.com"])
        send_mass_mail([("a", "b", "me@example.com", ["you@example.com"])] * 2)
        send_mail("a", "b", "me@example.com", [])

    assert effects_of(writes)[0].mails == 3


def test_what_was_rolled_back_afterwards_is_told():
    def writes(**kwargs):
        with transaction.atomic():
            send_mail("a", "b", "me@example.com", ["you@example.com"])

    with record() as recording:
        with pytest.raises(LookupError), transaction.atomic():  # noqa: PT012 - the block is it
            signal_with(writes).send(sender=Sender)
            raise LookupError
        with transaction.atomic():
            signal_with(writes).send(sender=Sender)
    rolled_back, kept = (each.receiver_calls[0].effects for each in recording.roots)
    assert (rolled_back.mails, rolled_back.rolled_back) == (1, 1)
    assert (kept.mails, kept.rolled_back) == (1, 0)


def test_what_no_rollback_undoes_is_told_apart_from_rows():
    def does_both(**kwargs):
        send_mail("a", "b", "me@example.com", ["you@example.com"])
        Group.objects.bulk_create([Group(name="a")])

    with record() as recording, transaction.atomic():
        signal_with(does_both).send(sender=Sender)
        transaction.set_rollback(True)
    effects = recording.roots[0].receiver_calls[0].effects
    assert (effects.rolled_back, effects.survived, effects.in_atomic) == (2, 1, 1)


def test_mails_are_in_a_transaction_until_its_commit():
    def writes(**kwargs):
        send_mail("a", "b", "me@example.com", ["you@example.com"])

    def writes_later(**kwargs):
        transaction.on_commit(lambda: signal_with(writes).send(sender=Sender))

    with record() as recording:
        signal_with(writes).send(sender=Sender)
        with transaction.atomic():
            signal_with(writes).send(sender=Sender)
            signal_with(writes_later).send(sender=Sender)
        with transaction.atomic():
            signal_with(writes).send(sender=Sender)
    mailing = [call.effects for call in recording.receiver_calls if call.effects.mails]
    assert [each.in_atomic for each in mailing] == [0, 1, 0, 1]
    assert recording.notes == []


def mails(**kwargs):
    send_mail("a", "b", "me@example.com", ["you@example.com"])


class TestSavepoints:
    """``create`` is what Django 6.1 calls ``savepoint()``."""

    create = staticmethod(getattr(transaction, "savepoint_create", transaction.savepoint))

    def survived(self, recording):
        assert recording.notes == []
        return [each.receiver_calls[0].effects.survived for each in recording.roots]

    def test_undo_what_came_after_them_and_nothing_before(self):
        signal = signal_with(mails)
        with record() as recording, transaction.atomic():
            signal.send(sender=Sender)
            savepoint = self.create()
            signal.send(sender=Sender)
            transaction.savepoint_rollback(savepoint)
            signal.send(sender=Sender)
            transaction.savepoint_rollback(savepoint)
            transaction.savepoint_commit(savepoint)
            signal.send(sender=Sender)
        assert self.survived(recording) == [0, 1, 1, 0]

    def test_that_are_released_undo_nothing(self):
        signal = signal_with(mails)
        with record() as recording, transaction.atomic():
            outer = self.create()
            signal.send(sender=Sender)
            inner = self.create()
            signal.send(sender=Sender)
            transaction.savepoint_commit(inner)
            signal.send(sender=Sender)
            transaction.savepoint_rollback(outer)
        assert self.survived(recording) == [1, 1, 1]

    def test_end_with_their_block(self):
        signal = signal_with(mails)
        with record() as recording:
            with transaction.atomic():
                with transaction.atomic():
                    self.create()
                    self.create()
                signal.send(sender=Sender)
            signal.send(sender=Sender)
        assert [each.receiver_calls[0].effects.in_atomic for each in recording.roots] == [1, 0]

    def test_of_blocks_undo_these(self):
        signal = signal_with(mails)
        with record() as recording, transaction.atomic():
            signal.send(sender=Sender)
            with pytest.raises(LookupError), transaction.atomic():  # noqa: PT012 - the block is it
                self.create()
                signal.send(sender=Sender)
                raise LookupError
            with transaction.atomic():
                signal.send(sender=Sender)
        assert self.survived(recording) == [0, 1, 0]

    def test_do_not_hide_that_all_was_rolled_back(self):
        signal = signal_with(mails)
        with record() as recording, transaction.atomic():
            with transaction.atomic():
                signal.send(sender=Sender)
            self.create()
            signal.send(sender=Sender)
            transaction.set_rollback(True)
        assert self.survived(recording) == [1, 1]

    def test_that_were_set_before_the_recording_are_not_known(self):
        signal = signal_with(mails)
        with transaction.atomic():
            savepoint = self.create()
            with record() as recording:
                signal.send(sender=Sender)
                later = self.create()
                signal.send(sender=Sender)
                transaction.savepoint_rollback(later)
                transaction.savepoint_rollback(savepoint)
        assert self.survived(recording) == [0, 0]


def test_a_block_is_around_the_recordings_that_are_opened_in_it():
    signal = signal_with(mails)
    with record() as outer, transaction.atomic():
        with record():
            signal.send(sender=Sender)
        transaction.set_rollback(True)
    [effects] = [each.receiver_calls[0].effects for each in outer.roots]
    assert (effects.in_atomic, effects.survived) == (1, 1)


def test_http_requests_are_told_by_their_hosts():
    def asks(**kwargs):
        # Nothing is sent before the headers are complete.
        HTTPConnection("pay.example", 8080).putrequest("GET", "/secret")

    effects, _ = effects_of(asks)
    assert effects.requests == ("pay.example",)
    assert (effects.in_atomic, effects.survived) == (0, 0)


def plain():
    pass


@pytest.mark.skipif(task is None, reason="Django has tasks from 6.0 on")
def test_tasks_of_django_are_named():
    effects, _ = effects_of(lambda **kwargs: planned.enqueue())
    assert [each.rpartition(".")[2] for each in effects.tasks] == ["plain"]


if task is not None:
    planned = plain = task(plain)
