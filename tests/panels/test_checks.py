import pytest
from django.core.checks import run_checks

from signal_inspector.diagnosis.rules import RULES
from signal_inspector.panels import SignalInspectorPanel, checks

PANEL = "signal_inspector.panels.SignalInspectorPanel"
OTHER = "debug_toolbar.panels.timer.TimerPanel"


def ids():
    return [message.id for message in SignalInspectorPanel.run_checks()]


def test_the_example_project_is_in_order():
    assert ids() == []
    # What other tests left connected is judged by the rules of the diagnosis, their own kinds of
    # signals by W001.
    of_tests = {*RULES, "signal_inspector.W001"}
    settings_checks = [each.id for each in run_checks() if each.id not in of_tests]
    assert not [each for each in settings_checks if each.startswith("signal_inspector.")]


def test_the_panel_without_the_app_is_an_error(settings):
    settings.INSTALLED_APPS = [
        name for name in settings.INSTALLED_APPS if name != "signal_inspector"
    ]
    assert ids() == ["signal_inspector.E090"]


def test_the_panel_listed_twice_is_a_warning(settings):
    settings.DEBUG_TOOLBAR_PANELS = [PANEL, OTHER, PANEL]
    (message,) = SignalInspectorPanel.run_checks()
    assert message.id == "signal_inspector.W091"
    assert message.msg == f"DEBUG_TOOLBAR_PANELS lists '{PANEL}' 2 times."


@pytest.mark.parametrize(
    ("panels", "asgi", "found"),
    [
        ([PANEL, OTHER], None, []),
        ([OTHER, PANEL], None, ["signal_inspector.I093"]),
        ([PANEL, OTHER], "project.asgi.application", ["signal_inspector.W092"]),
    ],
)
def test_the_database_store_has_its_conditions(monkeypatch, settings, panels, asgi, found):
    store = {"TOOLBAR_STORE_CLASS": "debug_toolbar.store.DatabaseStore"}
    monkeypatch.setattr(checks, "get_config", lambda: store)
    settings.DEBUG_TOOLBAR_PANELS = panels
    settings.ASGI_APPLICATION = asgi
    assert ids() == found
