"""System checks of the wiring and of the setting IGNORE."""

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db.models.signals import post_save

from signal_inspector import checks, conf
from tests import receivers_of_tests

pytestmark = pytest.mark.usefixtures("fresh_ledger")

PICKY = f"{receivers_of_tests.__name__}.picky"
NOTE = "example_project.audit.receivers.note_change"


@pytest.fixture
def told():
    """Give the messages about the wiring, without those about what other tests left connected."""
    known = {(each.id, each.msg) for each in checks.check_wiring()}
    return lambda: [each for each in checks.check_wiring() if (each.id, each.msg) not in known]


@pytest.fixture
def problem(settings, told):
    """A receiver without **kwargs."""
    settings.DEBUG = False
    post_save.connect(receivers_of_tests.picky, sender=receivers_of_tests)
    yield "signal_inspector.W022"
    post_save.disconnect(receivers_of_tests.picky, sender=receivers_of_tests)


def ignore(settings, **entries):
    """Add entries to those of the example, by short ids."""
    ignored = dict(conf.current().ignore)
    for short_id, subjects in entries.items():
        ignored[f"signal_inspector.{short_id}"] = subjects
    settings.SIGNAL_INSPECTOR = {"IGNORE": ignored}


def ids(messages):
    return [message.id for message in messages]


def test_a_problem_is_a_message_with_place_hint_and_id(problem, told):
    [message] = told()
    assert message.id == problem
    assert message.obj == f"tests/receivers_of_tests.py:{line()}"
    assert message.msg.startswith("picky of post_save")
    assert message.hint.startswith("Add **kwargs")


def line():
    return receivers_of_tests.picky.__code__.co_firstlineno


def test_the_tag_of_all_checks_is_signals(problem):
    assert problem in ids(run_checks(tags=["signals"]))


def test_the_command_fails_at_warnings(problem, capsys):
    call_command("check", tags=["signals"])
    with pytest.raises(CommandError, match=r"\(signal_inspector.W022\) picky"):
        call_command("check", tags=["signals"], fail_level="WARNING")


def test_djangos_setting_silences_a_rule(problem, settings, capsys):
    settings.SILENCED_SYSTEM_CHECKS = [problem]
    call_command("check", tags=["signals"])
    assert problem not in capsys.readouterr().err


def test_ignore_silences_one_problem(problem, told, settings):
    ignore(settings, W022={PICKY: "It is of a test."})
    assert told() == []


@pytest.mark.parametrize(
    "entries",
    [
        {"W022": {PICKY: "It was of a test."}},
        {"R007": {"example_project.gone.receiver": "It was slow."}},
    ],
)
def test_an_entry_that_matches_nothing_is_told(settings, told, entries):
    ignore(settings, **entries)
    [message] = told()
    assert message.id == "signal_inspector.W030"
    assert "and there is no such problem" in message.msg


def test_an_entry_over_recordings_may_wait_for_its_request(settings, told):
    ignore(settings, R007={NOTE: "It writes a lot."}, R012={"accounts.Profile": "Never mind."})
    assert told() == []


def test_a_mistaken_entry_is_an_error(settings):
    settings.SIGNAL_INSPECTOR = {"IGNORE": {"signal_inspector.W0022": {PICKY: "Never mind."}}}
    [message] = checks.check_ignored()
    assert message.id == "signal_inspector.E004"
    assert message.hint == "Did you mean 'signal_inspector.W022'?"


def test_a_urlconf_that_cannot_be_loaded_is_for_djangos_checks(settings, told):
    settings.ROOT_URLCONF = "nowhere.at.all"
    assert told() == []
