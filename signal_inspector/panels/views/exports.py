"""The recording of a request as a file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from signal_inspector.exporters import text
from signal_inspector.panels.views.answers import guarded, stored_recording
from signal_inspector.recording.records import Recording


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


def _stored_or_404(request: HttpRequest) -> Recording:
    recording = stored_recording(request.GET.get("request_id", ""))
    if recording is None:
        raise Http404("The recording of this request is not stored any more.")
    return recording
