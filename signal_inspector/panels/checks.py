"""What the system checks say about the toolbar's settings; asked only where the panel is listed."""

from __future__ import annotations

from debug_toolbar.settings import get_config, get_panels
from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Warning as CheckWarning

_DATABASE_STORE = "debug_toolbar.store.DatabaseStore"


def find(panel: str) -> list[CheckMessage]:
    """Return the messages for the panel with that dotted path."""
    found: list[CheckMessage] = []
    panels = get_panels()
    if not apps.is_installed("signal_inspector"):
        found.append(
            Error(
                "The panel of signal_inspector is listed, but the app is not installed.",
                hint="Add 'signal_inspector' to INSTALLED_APPS: it holds the panel's templates.",
                id="signal_inspector.E090",
            )
        )
    if panels.count(panel) > 1:
        found.append(
            CheckWarning(
                f"DEBUG_TOOLBAR_PANELS lists {panel!r} {panels.count(panel)} times.",
                hint="List it once.",
                id="signal_inspector.W091",
            )
        )
    if get_config()["TOOLBAR_STORE_CLASS"] == _DATABASE_STORE:
        found += _with_database_store(panel, panels)
    return found


def _with_database_store(panel: str, panels: list[str]) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if getattr(settings, "ASGI_APPLICATION", None):
        found.append(
            CheckWarning(
                "The toolbar's DatabaseStore cannot be used under ASGI: every page would fail.",
                hint="Use debug_toolbar.store.MemoryStore or CacheStore.",
                id="signal_inspector.W092",
            )
        )
    if panels and panels[0] != panel:
        found.append(
            Info(
                "DatabaseStore writes all panels of a request anew for each one that it saves,"
                " the last listed first.",
                hint=f"List {panel!r} first in DEBUG_TOOLBAR_PANELS: long recordings are then"
                " written once.",
                id="signal_inspector.I093",
            )
        )
    return found
