"""The request beside another one of the toolbar's history."""

from __future__ import annotations

from collections.abc import Iterator

from debug_toolbar.store import get_store
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from signal_inspector.panels import compare as comparison
from signal_inspector.panels.page import MOST_ROWS, Page
from signal_inspector.panels.views.answers import PANEL_ID, part, stored_recording


@part(_("Compare"), "signal_inspector/compare.html")
def compare(page: Page, query: QueryDict) -> dict[str, object]:
    """Show the requests to choose from, the newest first, and the comparison with ``other``.

    Without it, that is the newest of the same method and path, if there is one.
    """
    requests = sorted(_others(page.request_id), key=lambda each: each.started, reverse=True)
    context: dict[str, object] = {"request_id": page.request_id, "requests": requests}
    alike = (each.request_id for each in requests if each.name == page.recording.name)
    if chosen := query.get("other") or next(alike, ""):
        context["other"] = chosen
        recording = stored_recording(chosen)
        if recording is None:
            return {**context, "other_is_gone": True}
        changes, same = comparison.lines(recording, page.recording, page.settings.editor_url)
        context |= {"changes": changes, "same": same, "most_rows": MOST_ROWS}
    return context


def _others(request_id: str) -> Iterator[comparison.Request]:
    store = get_store()
    for each in map(str, store.request_ids()):
        if each.replace("-", "") != request_id.replace("-", ""):
            found = comparison.request(each, store.panel(each, PANEL_ID))
            if found is not None:
                yield found
