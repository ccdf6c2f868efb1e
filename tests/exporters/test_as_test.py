"""A recording as a test, which is run here."""

import functools

import pytest
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models.signals import m2m_changed, post_save
from django.dispatch import Signal

from signal_inspector import record
from signal_inspector.exporters import as_test
from signal_inspector.recording.records import Counted
from tests.recordings import Called, build, failed, saved
from tests.testing.signals import connected

placed, glanced = Signal(), Signal()


def book(**kwargs):
    pass


def greet(**kwargs):
    placed.send("nightly import")


def later(**kwargs):
    transaction.on_commit(lambda: placed.send(None))


class Till:
    def ring(self, **kwargs):
        pass


def played(source, **names):
    """Run the test of a generated module, with its placeholder replaced by `act()`."""
    namespace = dict(names)
    code = source.replace("...  # do it here", "act()")
    exec(compile(code, "generated", "exec"), namespace)
    [test] = [value for name, value in namespace.items() if name.startswith("test_")]
    return test


@pytest.fixture
def _connected():
    till = Till()
    partial = functools.partial(book)
    connections = [
        (post_save, User, greet),
        (post_save, User, later),
        (post_save, User, partial),
        (m2m_changed, User.groups.through, book),
        (placed, "nightly import", till.ring),
        (placed, None, book),
    ]
    for signal, sender, receiver in connections:
        signal.connect(receiver, sender=sender)
    yield
    for signal, sender, receiver in connections:
        signal.disconnect(receiver, sender=sender)


def sign_up():
    user = User.objects.create(username="ann")
    user.groups.add(Group.objects.get(name="customers"))
    user.save()
    user.delete()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_connected")
def test_the_test_holds_for_what_was_recorded_and_fails_for_anything_else():
    Group.objects.create(name="customers")
    with record("sign up") as recording:
        sign_up()
    test = played(as_test.render(recording), act=sign_up)
    test()
    assert test.__name__ == "test_sign_up"
    assert [mark.kwargs for mark in test.pytestmark] == [{"transaction": True}]
    with pytest.raises(AssertionError, match="was sent"):
        played(as_test.render(recording), act=User.objects.create)()


def test_it_reads_like_one_written_by_hand():
    recording = build(
        saved(
            "shop.Order",
            Called(
                "shop.receivers.reserve",
                [saved("shop.Stock", Called("shop.receivers.count_again"))],
            ),
            arguments={"created": True, "raw": False},
        )
    )
    recording.name = "POST /orders/"
    assert (
        as_test.render(recording)
        == '''\
"""Written by signal_inspector from a recording. Keep what the test is to hold."""

import pytest

from signal_inspector.testing import record_signals


@pytest.mark.django_db
def test_post_orders(client):
    with record_signals() as signals:  # POST /orders/
        client.post("/orders/", {})  # with the data of the request

    signals.assert_sent(
        "django.db.models.signals.post_save",
        sender="shop.Order",
        created=True,
        times=1,
    )
    signals.assert_sent(
        "django.db.models.signals.post_save",
        sender="shop.Stock",
        times=1,
    )
    signals.assert_received("shop.receivers.reserve", times=1)
    signals.assert_received("shop.receivers.count_again", times=1)
    signals.assert_order(
        ("django.db.models.signals.post_save", "shop.Order"),
        "shop.receivers.reserve",
        ("django.db.models.signals.post_save", "shop.Stock"),
        "shop.receivers.count_again",
    )
    signals.assert_max_depth(2)
    signals.assert_no_problems(
        ignore=["slow-receiver", "blocking-receiver", "serial-async"],
    )
'''
    )


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("GET /a/?b=1", 'client.get("/a/?b=1")'),
        ("migrate --plan", 'call_command("migrate", "--plan")'),
        ("check 'two words'", 'call_command("check", "two words")'),
        ("save auth.User:12", 'apps.get_model("auth.User")._base_manager.get(pk="12").save()'),
        ("check 'open quote", "...  # do it here"),
        ("", "...  # do it here"),
        ('"""', "...  # do it here"),
        ("line\nbreak \x1b", "...  # do it here"),
    ],
)
def test_the_name_tells_what_to_do(name, action):
    recording = build()
    recording.name = name
    source = as_test.render(recording)
    assert action in source
    compile(source, "generated", "exec")


def test_problems_that_are_there_are_left_out_by_name():
    recording = build(saved("a.A", Called("a.x", outcome="raised", error=failed())))
    assert '"exception"' in as_test.render(recording)


def test_nothing_recorded_is_asserted_too():
    assert "signals.assert_max_dispatches(0)" in as_test.render(build())


@pytest.mark.usefixtures("_connected")
def test_dispatches_that_were_only_counted_are_asserted_by_number():
    def act():
        for _ in range(1_500):
            placed.send(None)

    with record(dispatch_limit=10) as recording:
        act()
    source = as_test.render(recording)
    assert "times=1500" in source
    played(source, act=act)()


@pytest.mark.usefixtures("_connected")
def test_signals_that_were_muted_are_muted_in_the_test():
    def act():
        placed.send(None)

    def glance(**kwargs):
        glanced.send(None)

    with connected(placed, glance), connected(glanced, book):
        with record(muted=["tests.exporters.test_as_test.glanced"]) as recording:
            act()
        source = as_test.render(recording)
        assert "signals.assert_max_depth(1)" in source
        played(source, act=act)()


def test_each_muted_signal_has_a_line():
    rows = [Counted(f"shop.{name}", "None", "muted", 1) for name in ("sold", "bought")]
    source = as_test.render(build(counted=rows))
    assert 'muted = [\n        "shop.bought",\n        "shop.sold",\n    ]\n' in source
    compile(source, "generated", "exec")
