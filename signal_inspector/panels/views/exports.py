"""The recording of a request as a file, in each format that there is."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from signal_inspector.exporters import FORMATS
from signal_inspector.panels.views.answers import guarded, stored_recording


@require_safe
@guarded
def export(request: HttpRequest, name: str) -> HttpResponse:
    """Return the recording in that format, as a file, or with ``inline`` to be shown."""
    chosen = FORMATS.get(name)
    if chosen is None:
        raise Http404(f"No format is called {name!r}. Choose from {', '.join(FORMATS)}.")
    recording = stored_recording(request.GET.get("request_id", ""))
    if recording is None:
        raise Http404("The recording of this request is not stored any more.")
    response = HttpResponse(chosen.render(recording), content_type=chosen.content_type)
    if "inline" not in request.GET:
        file = f"signals{chosen.suffix}"
        response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
