"""The views of the benchmark."""

from django.apps import apps
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from .models import Saved
from .site import FEW_ROWS, SAVED_ROWS


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<html><body></body></html>")


def save(request: HttpRequest) -> HttpResponse:
    return _saved(SAVED_ROWS)


def few(request: HttpRequest) -> HttpResponse:
    return _saved(FEW_ROWS)


def _saved(count: int) -> HttpResponse:
    with transaction.atomic():
        for number in range(count):
            Saved(number=number, name="a name").save()
    return HttpResponse("<html><body>saved</body></html>")


urlpatterns: list[URLPattern | URLResolver] = [
    path("empty", empty),
    path("save", save),
    path("few", few),
    path("favicon.ico", lambda _request: HttpResponse(status=204)),
]
if apps.is_installed("debug_toolbar"):
    urlpatterns.append(path("__debug__/", include("debug_toolbar.urls")))
