"""Who gets an answer, and what it is made of.

Each view answers only where the toolbar itself does. The links to parts work without our script
too: then the toolbar's own shows the answer, ``{"content": html}``, in its window, and sends forms
by POST.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps

from debug_toolbar.decorators import render_with_toolbar_language, require_show_toolbar
from debug_toolbar.toolbar import DebugToolbar
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from signal_inspector import conf
from signal_inspector.panels import stored
from signal_inspector.panels.guard import described
from signal_inspector.panels.page import Page
from signal_inspector.recording.recording import Recording

logger = logging.getLogger("signal_inspector")

PANEL_ID = "SignalInspectorPanel"

View = Callable[..., HttpResponse]
Part = Callable[[Page, QueryDict], dict[str, object]]


def guarded(view: View) -> View:
    """Answer only where the toolbar is shown, whoever is logged in, and in its language."""
    inner: View = login_not_required(require_show_toolbar(render_with_toolbar_language(view)))
    return inner


def part(title: str | Promise, template: str) -> Callable[[Part], View]:
    """Make a view of a function that returns the context of a template.

    The answer says so where the request is not stored any more, and where the function failed.
    """

    def decorate(context_of: Part) -> View:
        @wraps(context_of)
        def answer(request: HttpRequest) -> HttpResponse:
            query = request.POST if request.method == "POST" else request.GET
            context = {"title": title, **_context(context_of, query)}
            content = render_to_string(
                ["signal_inspector/window.html"], {"part": template} | context
            )
            return JsonResponse({"content": content})

        return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(guarded(answer)))

    return decorate


def _context(context_of: Part, query: QueryDict) -> dict[str, object]:
    page = _stored_page(query.get("request_id", ""))
    if page is None:
        return {"is_gone": True}
    try:
        return context_of(page, query)
    except Http404:
        raise
    except Exception as error:
        logger.exception("The panel of signal_inspector failed.")
        return {"failure": described(error)}


def stored_recording(request_id: str) -> Recording | None:
    """Return the recording of a request, None if the toolbar does not hold it (any more)."""
    page = _stored_page(request_id)
    return page.recording if page else None


def _stored_page(request_id: str) -> Page | None:
    try:
        toolbar = DebugToolbar.fetch(request_id, panel_id=PANEL_ID)
    except ValidationError:  # the database store takes UUIDs only
        return None
    if toolbar is None:
        return None
    stats = toolbar.get_panel_by_id(PANEL_ID).get_stats()
    try:
        recording = stored.unpack(stats)
    except stored.UnreadableError:
        return None
    return Page(request_id, recording, conf.current(), stored.sql_rows(stats))
