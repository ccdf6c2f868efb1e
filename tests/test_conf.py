"""The setting SIGNAL_INSPECTOR, and the checks of it."""

from types import MappingProxyType

import pytest
from django.core.checks import run_checks
from django.test import override_settings

from signal_inspector import conf, record


def with_setting(value):
    return override_settings(SIGNAL_INSPECTOR=value)


def test_it_is_read_on_access():
    with with_setting({"SLOW_MS": 7}):
        assert conf.current().slow_ms == 7
    assert conf.current().slow_ms == conf.Settings().slow_ms


def test_lists_become_tuples_and_options_win():
    with with_setting({"MUTED": ["a.b"], "DEPTH_LIMIT": 3}):
        assert conf.current().muted == ("a.b",)
        assert conf.current(depth_limit=4).depth_limit == 4


def test_any_mapping_will_do_and_a_change_in_it_is_seen():
    muted, rules = ["a.b"], {"layers": {"forbidden": []}}
    with with_setting(MappingProxyType({"MUTED": muted, "RULES": MappingProxyType(rules)})):
        assert conf.current() is conf.current()
        assert conf.current().muted == ("a.b",)
        assert conf.mistakes() == []
        muted.append("a.c")
        assert conf.current().muted == ("a.b", "a.c")
        rules["more"] = {}
        before = conf.current()
        rules["layers"]["forbidden"].append("a -> b")
        assert conf.current() is not before


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"SLOW_MSS": 1}, "unknown key 'SLOW_MSS'"),
        ({"SLOW_MS": "1"}, "must be a number from 0"),
        ({"SITES": 1}, "must be True or False"),
        ({"DEPTH_LIMIT": True}, "must be a whole number from 0"),
        ({"DEPTH_LIMIT": -1}, "must be a whole number from 0"),
        ({"MUTED": "a.b"}, "must be a list of strings"),
        ({7: 1}, "unknown key 7"),
        ("sites", "must be a dictionary, not str"),
    ],
)
def test_mistakes_are_told_by_a_check_and_keep_the_default(value, message):
    with with_setting(value):
        assert conf.current() == conf.Settings()
        found = [each for each in run_checks() if each.id == "signal_inspector.E001"]
    assert len(found) == 1
    assert message in found[0].msg


def test_a_mistaken_key_gets_the_nearest_one_as_a_hint():
    with with_setting({"SLOW_MSS": 1}):
        assert conf.mistakes()[0].hint == "Did you mean 'SLOW_MS'?"


def test_options_of_record_are_checked():
    with pytest.raises(TypeError, match=r"Unknown option 'site'. Did you mean 'sites'"):
        record(site=False)
    with pytest.raises(TypeError, match="'sites' must be True or False, not 'no'"):
        record(sites="no")


def test_all_of_django_could_be_instrumented():
    told = [each.msg for each in run_checks() if each.id == "signal_inspector.W001"]
    assert not [message for message in told if "    django." in message], "others are of tests"


def test_opentelemetry_that_is_missing_is_told_by_a_check(monkeypatch):
    with with_setting({"OTEL": True}):
        monkeypatch.setattr("signal_inspector.checks.find_spec", lambda name: name)
        assert "signal_inspector.E003" not in {each.id for each in run_checks(tags=["signals"])}
        monkeypatch.setattr("signal_inspector.checks.find_spec", lambda name: None)
        assert "signal_inspector.E003" in {each.id for each in run_checks(tags=["signals"])}
    assert "signal_inspector.E003" not in {each.id for each in run_checks(tags=["signals"])}
