"""Parts of a stored recording: of the cascade as HTML, and all of it as a file. They only read.

Each answers only where the toolbar itself does. The links work without our script too: then the
toolbar's own shows the answer, ``{"content": html}``, in its window, and sends forms by POST.
"""

from __future__ import annotations

from collections.abc import Callable

from debug_toolbar.decorators import render_with_toolbar_language, require_show_toolbar
from debug_toolbar.toolbar import DebugToolbar
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from signal_inspector import conf
from signal_inspector.exporters import text
from signal_inspector.panels import stored
from signal_inspector.panels.filters import Filter
from signal_inspector.panels.outline import TOP, Outline, children_of, row_at
from signal_inspector.panels.page import Page
from signal_inspector.recording.records import Recording

PANEL_ID = "SignalInspectorPanel"

View = Callable[[HttpRequest], HttpResponse]


def guarded(view: View) -> View:
    """Answer only where the toolbar is shown, whoever is logged in, and in its language."""
    inner: View = login_not_required(require_show_toolbar(render_with_toolbar_language(view)))
    return inner


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@guarded
def cascade(request: HttpRequest) -> HttpResponse:
    """Show a part of the cascade, chosen by the filter's fields and one of:

    - ``row``: the place of a row, with what led to it and what is below it;
    - ``parent`` and ``start``: the children of a row, from the one with that number on;
    - neither: the root dispatches.
    """
    query = request.POST if request.method == "POST" else request.GET
    request_id = query.get("request_id", "")
    recording = _stored(request_id)
    if recording is None:
        context: dict[str, object] = {"is_gone": True}
    else:
        page = Page(request_id, recording, conf.current())
        context = _part(page, query)
    return JsonResponse(
        {
            "content": render_to_string(
                "signal_inspector/window.html", {"title": _("Cascade"), **context}
            )
        }
    )


def _part(page: Page, query: QueryDict) -> dict[str, object]:
    outline = Outline(page.recording, Filter.from_query(query))
    if "row" in query:
        place = _number(query, "row", most=len(outline.rows) - 1)
        above = [outline.rows[each].node for each in outline.ancestors(place)]
        return {**page.cascade(outline, row_at(outline, place)), "path": page.path(above[::-1])}
    parent = _number(query, "parent", most=len(outline.rows) - 1) if "parent" in query else TOP
    items = children_of(outline, parent, _number(query, "start", most=len(outline.rows)))
    return page.cascade(outline, items, _filter_fields(query))


@require_safe
@guarded
def export_json(request: HttpRequest) -> HttpResponse:
    """Return the recording of a request as the JSON that ``Recording.from_json`` reads."""
    recording = _stored_or_404(request)
    headers = {"Content-Disposition": 'attachment; filename="signals.json"'}
    return HttpResponse(recording.to_json(), content_type="application/json", headers=headers)


@require_safe
@guarded
def export_text(request: HttpRequest) -> HttpResponse:
    """Return the cascade of a request as a text tree."""
    return HttpResponse(
        text.render(_stored_or_404(request)), content_type="text/plain; charset=utf-8"
    )


URLS: list[URLPattern] = [
    path("signal_inspector/cascade/", cascade, name="signal_inspector_cascade"),
    path("signal_inspector/recording.json", export_json, name="signal_inspector_json"),
    path("signal_inspector/recording.txt", export_text, name="signal_inspector_text"),
]


def _stored_or_404(request: HttpRequest) -> Recording:
    recording = _stored(request.GET.get("request_id", ""))
    if recording is None:
        raise Http404("The recording of this request is not stored any more.")
    return recording


def _stored(request_id: str) -> Recording | None:
    """Return the recording of a request, None if the toolbar does not hold it (any more)."""
    try:
        toolbar = DebugToolbar.fetch(request_id, panel_id=PANEL_ID)
    except ValidationError:  # the database store takes UUIDs only
        return None
    if toolbar is None:
        return None
    try:
        return stored.unpack(toolbar.get_panel_by_id(PANEL_ID).get_stats())
    except stored.UnreadableError:
        return None


def _number(query: QueryDict, name: str, *, most: int) -> int:
    """Return a whole number between 0 and ``most``; 404 for anything else."""
    value = query.get(name, "0")
    if not (value.isascii() and value.isdigit() and int(value[:9]) <= most):
        raise Http404(f"{name} must be a whole number from 0 to {most}.")
    return int(value)


def _filter_fields(query: QueryDict) -> str:
    """Return the fields of the filter as a query string, for the rest of a list."""
    fields = query.copy()
    for name in ("request_id", "row", "parent", "start"):
        fields.pop(name, None)
    return fields.urlencode()
