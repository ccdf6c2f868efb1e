"""The how-to page of the panel: its settings, pictures and reasons are those that there are."""

import re

from debug_toolbar.panels.sql import SQLPanel
from django.utils.module_loading import import_string

from signal_inspector.panels import SignalInspectorPanel
from signal_inspector.panels.unrun import _REASONS
from tests.docs.pages import HOW_TO, blocks

PAGE = "read-the-panel.md"


def test_the_settings_name_the_panel_and_all_others():
    [code] = [code for _, code in blocks("../tutorial.md") if "DEBUG_TOOLBAR_PANELS" in code]
    settings = {}
    exec(code, settings)
    first, *others = map(import_string, settings["DEBUG_TOOLBAR_PANELS"])
    assert first is SignalInspectorPanel
    assert SQLPanel in others
    assert settings["INSTALLED_APPS"] == ["debug_toolbar", "signal_inspector"]


def test_each_reason_is_explained():
    page = (HOW_TO / PAGE).read_text("utf-8")
    table = " ".join(re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE))
    assert [word for word in map(str, _REASONS.values()) if word.split()[0] not in table] == []


def test_the_pictures_are_there():
    pictures = re.findall(r"\]\((\S+\.png)\)", (HOW_TO / PAGE).read_text("utf-8"))
    assert len(pictures) == 3
    pictures += [each.replace("-light", "-dark") for each in pictures]
    assert [each for each in pictures if not (HOW_TO / each).is_file()] == []
