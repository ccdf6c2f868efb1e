"""The views of the benchmark."""

from django.apps import apps
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from .models import Saved
from .site import SAVED_ROWS


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<html><body></body></html>")


def save(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        for number in range(SAVED_ROWS):
            Saved(number=number, name="a name").save()
    return HttpResponse("<html><body>saved</body></html>")


urlpatterns: list[URLPattern | URLResolver] = [path("empty", empty), path("save", save)]
if apps.is_installed("debug_toolbar"):
    urlpatterns.append(path("__debug__/", include("debug_toolbar.urls")))
